// SPDX-License-Identifier: Apache-2.0
#include <gdal_priv.h>

#include "base/text.hpp"
#include "raster/check_context.hpp"
#include "raster/gdal_session.hpp"

namespace pcrs::raster {

namespace {

GDALColorInterp colour_of(GDALDataset& dataset, int band) {
  return dataset.GetRasterBand(band)->GetColorInterpretation();
}

std::string colours_text(GDALDataset& dataset) {
  std::string text;
  for (int band = 1; band <= dataset.GetRasterCount() && band <= 8; ++band)
    text +=
        (text.empty() ? "" : ", ") + std::string(GDALGetColorInterpretationName(colour_of(dataset, band)));
  return text;
}

bool eight_bit(GDALRasterBand& band) {
  const char* const bits = band.GetMetadataItem("NBITS", "IMAGE_STRUCTURE");
  return band.GetRasterDataType() == GDT_Byte && (bits == nullptr || std::string_view(bits) == "8");
}

void check_type(CheckContext& check, GDALDataset& dataset) {
  GDALRasterBand& first = *dataset.GetRasterBand(1);
  check.result.facts["type"] = GDALGetDataTypeName(first.GetRasterDataType());
  for (int band = 1; band <= dataset.GetRasterCount(); ++band)
    if (!eight_bit(*dataset.GetRasterBand(band))) {
      const char* const bits = dataset.GetRasterBand(band)->GetMetadataItem("NBITS", "IMAGE_STRUCTURE");
      check.add("bands.type",
                "has samples of type " +
                    std::string(GDALGetDataTypeName(dataset.GetRasterBand(band)->GetRasterDataType())) +
                    (bits == nullptr ? "" : " on " + std::string(bits) + " bits") +
                    ", not 8 bit; deliver 8-bit RGB");
      return;
    }
}

bool is_other_colour_space(GDALColorInterp colour) {
  return colour == GCI_PaletteIndex || (colour >= GCI_HueBand && colour <= GCI_YCbCr_CrBand);
}

void check_colours(CheckContext& check, GDALDataset& dataset) {
  const int bands = dataset.GetRasterCount();
  // GDAL turns CMYK and CIELab into RGB by formulas of its own; a delivery must not depend on them.
  const char* const space = dataset.GetMetadataItem("SOURCE_COLOR_SPACE", "IMAGE_STRUCTURE");
  const bool converted = space != nullptr && std::string_view(space) != "YCbCr";
  const std::string colours = converted ? space : colours_text(dataset);
  check.result.facts["colours"] = colours;
  if (converted || is_other_colour_space(colour_of(dataset, 1))) {
    check.add("bands.colour", "has colours " + colours + ", not red, green, blue; deliver 8-bit RGB");
    return;
  }
  const bool alpha = bands == 4 && colour_of(dataset, 4) == GCI_AlphaBand;
  if (bands != 3 && !alpha) {
    check.add("bands.count", "has " + std::to_string(bands) + " band" + (bands == 1 ? "" : "s") + " (" +
                                 colours + "), not red, green, blue; deliver 8-bit RGB");
    return;
  }
  if (alpha) check.add("bands.alpha", "has a fourth band, alpha: it becomes the dalle's mask");
  if (colour_of(dataset, 1) != GCI_RedBand || colour_of(dataset, 2) != GCI_GreenBand ||
      colour_of(dataset, 3) != GCI_BlueBand)
    check.add("bands.undeclared", "declares its bands as " + colours +
                                      ", not red, green, blue: their order is not known; confirm it");
}

MaskKind mask_of(CheckContext& check, GDALDataset& dataset) {
  GDALRasterBand& first = *dataset.GetRasterBand(1);
  const int flags = first.GetMaskFlags();
  if ((flags & GMF_ALPHA) != 0) return MaskKind::alpha;
  if ((flags & GMF_PER_DATASET) != 0) return MaskKind::mask;
  int has_nodata = 0;
  const double nodata = first.GetNoDataValue(&has_nodata);
  if (has_nodata == 0) return MaskKind::none;
  check.result.facts["nodata"] = number_text(nodata);
  if (!check.result.facts.value("lossy", false)) return MaskKind::nodata;
  check.add("nodata.lossy", "declares nodata " + number_text(nodata) +
                                " although its compression is lossy: not trusted, every pixel counts");
  return MaskKind::none;
}

}  // namespace

MaskKind check_bands(CheckContext& check, GDALDataset& dataset) {
  if (dataset.GetRasterCount() == 0) return MaskKind::none;
  const GdalErrors errors;
  check_type(check, dataset);
  check_colours(check, dataset);
  const MaskKind mask = mask_of(check, dataset);
  static constexpr const char* names[] = {"none", "alpha", "mask", "nodata"};
  check.result.facts["mask"] = names[static_cast<int>(mask)];
  return mask;
}

}  // namespace pcrs::raster
