// SPDX-License-Identifier: Apache-2.0
#include "raster/check_thumbnail.hpp"

#include <cstdio>
#include <cstdlib>
#include <vector>

#include <jpeglib.h>

#include "base/error.hpp"

namespace pcrs::raster {

namespace {

constexpr int thumbnail_quality = 80;

[[noreturn]] void refuse(j_common_ptr) {
  throw_failed("thumbnail", "libjpeg refused a picture that it should take");
}

std::vector<std::uint8_t> encode(std::span<const std::uint8_t> rgb, int width, int height) {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  errors.error_exit = refuse;
  jpeg_create_compress(&jpeg);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &bytes, &size);
  jpeg.image_width = static_cast<JDIMENSION>(width);
  jpeg.image_height = static_cast<JDIMENSION>(height);
  jpeg.input_components = 3;
  jpeg.in_color_space = JCS_RGB;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, thumbnail_quality, TRUE);
  jpeg.optimize_coding = TRUE;
  jpeg_start_compress(&jpeg, TRUE);
  for (std::size_t row = 0; row < std::size_t(height); ++row) {
    // libjpeg's interface takes no const, and changes nothing.
    JSAMPROW line = const_cast<JSAMPROW>(rgb.data() + row * std::size_t(width) * 3);
    jpeg_write_scanlines(&jpeg, &line, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  std::vector<std::uint8_t> result(bytes, bytes + size);
  std::free(bytes);
  return result;
}

std::string base64(std::span<const std::uint8_t> bytes) {
  static constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (i + k < bytes.size() ? bytes[i + k] : 0u);
    for (std::size_t k = 0; k < 4; ++k)
      text += i + k > bytes.size() ? '=' : letters[group >> (18 - 6 * k) & 63];
  }
  return text;
}

}  // namespace

std::string jpeg_base64(std::span<const std::uint8_t> rgb, int width, int height) {
  return base64(encode(rgb, width, height));
}

}  // namespace pcrs::raster
