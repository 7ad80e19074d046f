// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "base/error.hpp"
#include "raster/extract.hpp"
#include "raster/jpeg_session.hpp"

namespace pcrs::raster {

namespace {

constexpr int rows_a_band = 64;

class JpegImage {
 public:
  JpegImage(const Geometry& geometry, int quality) {
    m_codec.err = m_errors.set();
    if (setjmp(m_errors.jump) != 0) fail();
    jpeg_create_compress(&m_codec);
    m_codec.dest = m_destination.set();
    m_codec.image_width = static_cast<JDIMENSION>(geometry.width);
    m_codec.image_height = static_cast<JDIMENSION>(geometry.height);
    m_codec.input_components = 3;
    m_codec.in_color_space = JCS_RGB;
    jpeg_set_defaults(&m_codec);
    jpeg_set_quality(&m_codec, quality, TRUE);
  }
  ~JpegImage() { jpeg_destroy_compress(&m_codec); }
  JpegImage(const JpegImage&) = delete;
  JpegImage& operator=(const JpegImage&) = delete;

  void start(const std::string& comment) {
    if (setjmp(m_errors.jump) != 0) fail();
    jpeg_start_compress(&m_codec, TRUE);
    jpeg_write_marker(&m_codec, JPEG_COM, reinterpret_cast<const JOCTET*>(comment.data()),
                      static_cast<unsigned>(comment.size()));
  }
  void write(std::uint8_t* rgb, std::size_t stride, int rows) {
    if (setjmp(m_errors.jump) != 0) fail();
    for (int row = 0; row < rows; ++row) {
      JSAMPROW line = rgb + static_cast<std::size_t>(row) * stride;
      jpeg_write_scanlines(&m_codec, &line, 1);
    }
  }
  void finish() {
    if (setjmp(m_errors.jump) != 0) fail();
    jpeg_finish_compress(&m_codec);
  }
  // Between calls the buffer is ours: what is in it goes on, so that it never holds more than a band.
  void drain(ByteSink& sink) {
    sink.write(std::as_bytes(std::span(m_destination.buffer.data(), m_destination.size())));
    m_destination.manager.next_output_byte = m_destination.buffer.data();
    m_destination.manager.free_in_buffer = m_destination.buffer.size();
  }

 private:
  [[noreturn]] void fail() { throw_failed("JPEG", m_errors.message.data()); }

  jpeg_compress_struct m_codec{};
  ErrorManager m_errors;
  Destination m_destination;
};

}  // namespace

void write_jpeg(BandSource& source, ByteSink& sink, int quality, const std::string& comment) {
  const Geometry& geometry = source.geometry();
  const auto width = static_cast<std::size_t>(geometry.width);
  JpegImage image(geometry, quality);
  std::vector<std::uint8_t> rgb(width * 3 * rows_a_band), valid(source.has_mask() ? width * rows_a_band : 0);
  image.start(comment.substr(0, 65'000));  // a marker holds no more
  for (int row = 0; row < geometry.height; row += rows_a_band) {
    const int rows = std::min(rows_a_band, geometry.height - row);
    const auto pixels = width * static_cast<std::size_t>(rows);
    source.read_rows(rows, std::span(rgb).first(3 * pixels),
                     std::span(valid).first(valid.empty() ? 0 : pixels));
    image.write(rgb.data(), 3 * width, rows);
    image.drain(sink);
  }
  image.finish();
  image.drain(sink);
}

}  // namespace pcrs::raster
