// SPDX-License-Identifier: Apache-2.0
#include <gdal_priv.h>

#include <algorithm>

#include "base/text.hpp"
#include "raster/check_context.hpp"
#include "raster/gdal_session.hpp"

namespace pcrs::raster {

namespace {

std::string item(GDALMajorObject& object, const char* name, const char* domain) {
  const char* const value = object.GetMetadataItem(name, domain);
  return value == nullptr ? std::string() : value;
}

bool is_tiff(GDALDataset& dataset) {
  return dataset.GetDriverName() == std::string_view("GTiff");
}

struct BlockCount {
  std::int64_t all = 0;
  std::int64_t outside = 0;  ///< past the end of the file
  std::int64_t absent = 0;   ///< sparse: never written
};

int blocks_along(int pixels, int block) {
  return (pixels - 1) / block + 1;
}

double blocks_of(GDALRasterBand& band) {
  int block_width = 0, block_height = 0;
  band.GetBlockSize(&block_width, &block_height);
  return double(blocks_along(band.GetXSize(), block_width)) * blocks_along(band.GetYSize(), block_height);
}

// The index of a TIFF says where each block lies: a cut copy shows without decoding anything.
void count_blocks(GDALRasterBand& band, std::uint64_t size_bytes, BlockCount& count) {
  int block_width = 0, block_height = 0;
  band.GetBlockSize(&block_width, &block_height);
  for (int y = 0; y < blocks_along(band.GetYSize(), block_height); ++y)
    for (int x = 0; x < blocks_along(band.GetXSize(), block_width); ++x) {
      const std::string place = std::to_string(x) + "_" + std::to_string(y);
      const auto offset = to_number<std::uint64_t>(item(band, ("BLOCK_OFFSET_" + place).c_str(), "TIFF"));
      const auto size = to_number<std::uint64_t>(item(band, ("BLOCK_SIZE_" + place).c_str(), "TIFF"));
      ++count.all;
      if (!offset || !size || *offset == 0)
        ++count.absent;
      else if (*offset > size_bytes || *size > size_bytes - *offset)
        ++count.outside;
    }
}

void count_all_levels(GDALRasterBand& band, std::uint64_t size_bytes, BlockCount& count) {
  count_blocks(band, size_bytes, count);
  for (int level = 0; level < band.GetOverviewCount(); ++level)
    if (GDALRasterBand* const overview = band.GetOverview(level)) count_blocks(*overview, size_bytes, count);
}

// Overviews are counted but not decoded: those of a delivery are never used, the tools make their own.
void check_block_places(CheckContext& check, GDALDataset& dataset) {
  BlockCount count;
  GDALRasterBand& first = *dataset.GetRasterBand(1);
  const bool separate = item(dataset, "INTERLEAVE", "IMAGE_STRUCTURE") == "BAND";
  for (int band = 1; band <= (separate ? dataset.GetRasterCount() : 1); ++band)
    count_all_levels(*dataset.GetRasterBand(band), check.size_bytes, count);
  if ((first.GetMaskFlags() & (GMF_PER_DATASET | GMF_ALPHA)) == GMF_PER_DATASET &&
      !std::filesystem::exists(check.path.string() + ".msk"))
    count_all_levels(*first.GetMaskBand(), check.size_bytes, count);
  check.result.facts["sparse_share"] =
      static_cast<double>(count.absent) / static_cast<double>(std::max<std::int64_t>(1, count.all));
  if (count.outside > 0)
    check.add("file.truncated", std::to_string(count.outside) + " of " + std::to_string(count.all) +
                                    " blocks (overviews included) lie past the end of the file at " +
                                    std::to_string(check.size_bytes) +
                                    " bytes: the copy was cut; ask for the file again");
}

// Before anything is allocated: 200 bytes may declare gigabytes.
bool check_declared(CheckContext& check, GDALDataset& dataset) {
  const double pixels = double(dataset.GetRasterXSize()) * dataset.GetRasterYSize();
  const double sample_bytes = GDALGetDataTypeSizeBytes(dataset.GetRasterBand(1)->GetRasterDataType());
  const double bytes = pixels * dataset.GetRasterCount() * sample_bytes;
  const bool index_fits =
      !is_tiff(dataset) || blocks_of(*dataset.GetRasterBand(1)) <= double(check.size_bytes);
  const std::string size =
      std::to_string(dataset.GetRasterXSize()) + " x " + std::to_string(dataset.GetRasterYSize());
  if (!index_fits || bytes / double(check.size_bytes) > check.tolerance("file.declared_size")) {
    check.add("file.declared_size", "declares " + size + " pixels in only " +
                                        std::to_string(check.size_bytes) +
                                        " bytes; not decoded; ask for the file again");
    return false;
  }
  if (pixels > check.tolerance("file.pixels") * 1e9) {
    check.add("file.pixels", "holds " + size + " pixels, more than any dalle; deliver dalles");
    return false;
  }
  return true;
}

bool check_block_size(CheckContext& check, GDALDataset& dataset) {
  int block_width = 0, block_height = 0;
  GDALRasterBand& band = *dataset.GetRasterBand(1);
  band.GetBlockSize(&block_width, &block_height);
  check.result.facts["block"] = {block_width, block_height};
  const double megabytes = double(block_width) * block_height * dataset.GetRasterCount() *
                           GDALGetDataTypeSizeBytes(band.GetRasterDataType()) / 1e6;
  if (megabytes <= check.tolerance("file.block")) return true;
  check.add("file.block", "stores its pixels in blocks of " + std::to_string(block_width) + " x " +
                              std::to_string(block_height) + " (" + fixed_text(megabytes, 0) +
                              " MB decoded); deliver internal tiles of 256 or 512 pixels");
  return false;
}

void note_compression(CheckContext& check, GDALDataset& dataset) {
  Json& facts = check.result.facts;
  const std::string compression = item(dataset, "COMPRESSION", "IMAGE_STRUCTURE");
  const std::string reversibility = item(dataset, "COMPRESSION_REVERSIBILITY", "IMAGE_STRUCTURE");
  const bool codestream = !is_tiff(dataset);
  facts["compression"] = codestream ? "JPEG2000" : compression.empty() ? "none" : compression;
  facts["lossy"] = reversibility.starts_with("LOSSY") || (codestream && reversibility.empty()) ||
                   compression.find("JPEG") != std::string::npos ||
                   (compression == "WEBP" && reversibility != "LOSSLESS");
  const auto quality = to_number<int>(item(dataset, "JPEG_QUALITY", "IMAGE_STRUCTURE"));
  if (!quality) return;
  facts["jpeg_quality"] = *quality;
  if (*quality < check.tolerance("compression.quality"))
    check.add("compression.quality", "was compressed as JPEG quality " + std::to_string(*quality) +
                                         ", under " + number_text(check.tolerance("compression.quality")) +
                                         "; deliver a lighter compression");
}

}  // namespace

bool check_structure(CheckContext& check, GDALDataset& dataset) {
  const GdalErrors errors;
  Json& facts = check.result.facts;
  facts["driver"] = dataset.GetDriverName();
  facts["width"] = dataset.GetRasterXSize();
  facts["height"] = dataset.GetRasterYSize();
  facts["bands"] = dataset.GetRasterCount();
  if (dataset.GetRasterCount() == 0) {
    check.add("file.unreadable", "holds no band");
    return false;
  }
  note_compression(check, dataset);
  if (dataset.GetMetadata("SUBDATASETS") != nullptr)
    check.add("file.pages", "holds several images, of which only the first is read; deliver one a file");
  if (!check_declared(check, dataset) || !check_block_size(check, dataset)) return false;
  if (is_tiff(dataset)) check_block_places(check, dataset);
  return true;
}

}  // namespace pcrs::raster
