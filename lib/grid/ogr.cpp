// SPDX-License-Identifier: Apache-2.0
#include "grid/ogr.hpp"

#include <cpl_error.h>
#include <gdal_priv.h>
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <mutex>

#include "base/error.hpp"

namespace pcrs::grid {

void start_ogr() {
  static std::once_flag once;
  std::call_once(once, [] {
    RegisterOGRGeoJSON();
    RegisterOGRGeoPackage();
    RegisterOGRShape();
  });
}

OgrErrors::OgrErrors() {
  const auto keep = [](CPLErr severity, CPLErrorNum, const char* message) {
    auto& text = *static_cast<std::string*>(CPLGetErrorHandlerUserData());
    if (severity < CE_Failure || !text.empty()) return;
    text = std::string(message).substr(0, 400);
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20; }, ' ');
  };
  CPLPushErrorHandlerEx(keep, &m_text);
}

OgrErrors::~OgrErrors() {
  CPLPopErrorHandler();
}

void OgrDelete::operator()(GDALDataset* dataset) const {
  const OgrErrors quiet;
  GDALClose(dataset);
}
void OgrDelete::operator()(OGRCoordinateTransformation* transformation) const {
  OGRCoordinateTransformation::DestroyCT(transformation);
}
void OgrDelete::operator()(OGRSpatialReference* reference) const {
  reference->Release();
}

ReferencePtr reference_of(const std::string& crs) {
  const OgrErrors errors;
  ReferencePtr reference(new OGRSpatialReference);
  if (reference->SetFromUserInput(crs.c_str(), OGRSpatialReference::SET_FROM_USER_INPUT_LIMITATIONS_get()) !=
      OGRERR_NONE)
    throw_usage(crs.substr(0, 60), "is no known CRS; expected an authority code such as EPSG:2154");
  reference->SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  return reference;
}

TransformationPtr transformation(const OGRSpatialReference& from, const OGRSpatialReference& to) {
  const OgrErrors errors;
  TransformationPtr made(OGRCreateCoordinateTransformation(&from, &to));
  if (!made) throw_failed("CRS", "no transformation between the two CRSs: " + errors.text());
  return made;
}

}  // namespace pcrs::grid
