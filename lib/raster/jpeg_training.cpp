// SPDX-License-Identifier: Apache-2.0
#include "raster/jpeg_training.hpp"

#include <cmath>
#include <mutex>

#include "base/parallel.hpp"

namespace pcrs::raster {

namespace {

// JFIF's luma in 16 bit fixed point, as libjpeg has it.
int luma_of(const std::uint8_t* rgb) {
  return (19595 * rgb[0] + 38470 * rgb[1] + 7471 * rgb[2] + 32768) >> 16;
}

}  // namespace

SymbolCounts count_symbols(std::span<const RgbView> images, const QuantTables& quant, unsigned jobs) {
  constexpr std::size_t images_a_task = 8;
  const std::size_t tasks = (images.size() + images_a_task - 1) / images_a_task;
  SymbolCounts counts;
  std::mutex mutex;
  parallel_for(tasks, jobs, [&](std::size_t task) {
    JpegEncoder encoder({quant, std::nullopt});
    JpegDecoder decoder(encoder.tables_stream());
    SymbolCounts own;
    const std::size_t first = task * images_a_task;
    for (const RgbView& image : images.subspan(first, std::min(images_a_task, images.size() - first)))
      own.add(decoder.count_symbols(encoder.encode(image)));
    const std::lock_guard lock(mutex);
    counts.add(own);
  });
  return counts;
}

std::optional<double> LumaError::psnr_db() const {
  if (pixels == 0 || squares == 0) return std::nullopt;
  return 10 * std::log10(255.0 * 255.0 * static_cast<double>(pixels) / static_cast<double>(squares));
}

LumaError compare_luma(const RgbView& block, const std::uint8_t* valid, int width, int height,
                       JpegDecoder& decoder, Bytes jpeg) {
  const std::vector<std::uint8_t> decoded = decoder.decode_luma(jpeg, block.width, block.height);
  LumaError error;
  for (int row = 0; row < height; ++row) {
    const std::uint8_t* const pixels = block.data + static_cast<std::size_t>(row) * block.stride;
    const std::size_t at = static_cast<std::size_t>(row) * static_cast<std::size_t>(block.width);
    for (int column = 0; column < width; ++column) {
      const std::size_t i = at + static_cast<std::size_t>(column);
      if (valid && valid[i] == 0) continue;
      const int difference = luma_of(pixels + 3 * column) - decoded[i];
      error.squares += static_cast<std::uint64_t>(difference * difference);
      ++error.pixels;
    }
  }
  return error;
}

}  // namespace pcrs::raster
