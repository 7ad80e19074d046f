// SPDX-License-Identifier: Apache-2.0
#include "raster/jpeg_transcode.hpp"

#include <algorithm>
#include <cstring>

#include "base/error.hpp"
#include "raster/jpeg_session.hpp"

namespace pcrs::raster {

namespace {

QuantTable table_of(const jpeg_decompress_struct& codec, int component) {
  QuantTable table{};
  const JQUANT_TBL* const from = codec.quant_tbl_ptrs[codec.comp_info[component].quant_tbl_no];
  if (from != nullptr) std::copy_n(from->quantval, 64, table.begin());
  return table;
}

// One scan of everything: more would let a few bytes cost minutes, and tables change from one to the next.
bool is_420(const jpeg_decompress_struct& codec) {
  if (codec.num_components != 3 || codec.comps_in_scan != 3 || codec.data_precision != 8) return false;
  if (codec.progressive_mode != FALSE || codec.arith_code != FALSE) return false;
  for (int i = 0; i < 3; ++i) {
    const int samples = i == 0 ? 2 : 1;
    if (codec.comp_info[i].h_samp_factor != samples || codec.comp_info[i].v_samp_factor != samples)
      return false;
    const int number = codec.comp_info[i].quant_tbl_no;
    if (number < 0 || number >= NUM_QUANT_TBLS || codec.quant_tbl_ptrs[number] == nullptr) return false;
  }
  return codec.comp_info[1].quant_tbl_no == codec.comp_info[2].quant_tbl_no;
}

// What a baseline stream of 8 bit can code, wherever the block goes: DC of -1024 to 1023, AC of -1023 to
// 1023.
bool codable(const JCOEF* coefficients, std::size_t count) {
  unsigned outside = 0;
  for (std::size_t i = 0; i < count; ++i)
    outside |= static_cast<std::uint16_t>(coefficients[i] + 1023) > 2046 ? 1U : 0U;
  if (outside == 0) return true;
  for (std::size_t i = 0; i < count; ++i)
    if (coefficients[i] > 1023 || coefficients[i] < (i % 64 == 0 ? -1024 : -1023)) return false;
  return true;
}

// False when a coefficient is none of an image of 8 bit.
bool copy_component(jpeg_decompress_struct& codec, jvirt_barray_ptr array, std::size_t component,
                    Coefficients& to, int mcu_column) {
  const int of = Coefficients::blocks_a_mcu(component), column = mcu_column * of;
  const auto& info = codec.comp_info[component];
  const int columns = std::min(static_cast<int>(info.width_in_blocks), to.mcu_columns() * of - column);
  const int rows = std::min(static_cast<int>(info.height_in_blocks), to.mcu_rows() * of);
  for (int row = 0; row < rows; ++row) {
    JBLOCKARRAY from = codec.mem->access_virt_barray(reinterpret_cast<j_common_ptr>(&codec), array,
                                                     static_cast<JDIMENSION>(row), 1, FALSE);
    if (!codable(from[0][0], static_cast<std::size_t>(columns) * DCTSIZE2)) return false;
    std::memcpy(to.at(component, row, column), from[0], static_cast<std::size_t>(columns) * sizeof(JBLOCK));
  }
  return true;
}

}  // namespace

struct JpegTranscoder::State {
  jpeg_decompress_struct codec{};
  ErrorManager errors;
  std::vector<JSAMPLE> edge;  // a row of an image that reaches beyond the room

  void read_header(Bytes stream, boolean want_image) {
    jpeg_mem_src(&codec, reinterpret_cast<const unsigned char*>(stream.data()),
                 static_cast<unsigned long>(stream.size()));
    jpeg_read_header(&codec, want_image);
    codec.jpeg_color_space = JCS_YCbCr;  // no marker says so
  }
  [[noreturn]] void refuse(const char* why) {
    jpeg_abort_decompress(&codec);
    throw_failed("JPEG", why);
  }
  [[noreturn]] void fail() { refuse(errors.message.data()); }
  ~State() { jpeg_destroy_decompress(&codec); }
  void read_rows(const RgbRoom& room) {
    const bool wide = codec.output_width > static_cast<JDIMENSION>(room.width);
    while (codec.output_scanline < std::min(codec.output_height, static_cast<JDIMENSION>(room.height))) {
      std::uint8_t* const to = room.data + codec.output_scanline * room.stride;
      JSAMPROW row = wide ? edge.data() : to;
      jpeg_read_scanlines(&codec, &row, 1);
      if (wide) std::memcpy(to, edge.data(), static_cast<std::size_t>(room.width) * 3);
    }
  }
};

JpegTranscoder::JpegTranscoder(Bytes tables_stream) : m_state(std::make_unique<State>()) {
  m_state->codec.err = m_state->errors.set();
  // A damaged stream is told by a warning only: here it is an error.
  m_state->errors.manager.emit_message = [](j_common_ptr codec, int level) {
    if (level < 0) codec->err->error_exit(codec);
  };
  if (setjmp(m_state->errors.jump) != 0) m_state->fail();
  jpeg_create_decompress(&m_state->codec);
  if (!tables_stream.empty()) m_state->read_header(tables_stream, FALSE);
}

JpegTranscoder::~JpegTranscoder() = default;

std::optional<JpegHeader> JpegTranscoder::header(Bytes image) {
  jpeg_decompress_struct& codec = m_state->codec;
  if (setjmp(m_state->errors.jump) != 0) m_state->fail();
  m_state->read_header(image, TRUE);
  std::optional<JpegHeader> header;
  if (is_420(codec))
    header = {static_cast<int>(codec.image_width),
              static_cast<int>(codec.image_height),
              {table_of(codec, 0), table_of(codec, 1)}};
  jpeg_abort_decompress(&codec);
  return header;
}

void JpegTranscoder::decode(Bytes image, const RgbRoom& pixels, Coefficients& coefficients, int mcu_column) {
  jpeg_decompress_struct& codec = m_state->codec;
  m_state->edge.resize(std::size_t{3} * JPEG_MAX_DIMENSION);
  if (setjmp(m_state->errors.jump) != 0) m_state->fail();
  m_state->read_header(image, TRUE);
  if (!is_420(codec)) m_state->refuse("is not baseline YCbCr 4:2:0");
  // Buffered: libjpeg keeps the coefficients of the whole image, and makes pixels of them when asked.
  codec.buffered_image = TRUE;
  codec.do_block_smoothing = FALSE;
  codec.out_color_space = JCS_RGB;
  jpeg_start_decompress(&codec);
  while (jpeg_input_complete(&codec) == FALSE) jpeg_consume_input(&codec);
  jvirt_barray_ptr* const arrays = jpeg_read_coefficients(&codec);
  bool fine = true;
  for (std::size_t c = 0; c < 3; ++c)
    fine = fine && copy_component(codec, arrays[c], c, coefficients, mcu_column);
  if (!fine) m_state->refuse("holds coefficients that no picture of 8 bit has");
  jpeg_start_output(&codec, codec.input_scan_number);
  m_state->read_rows(pixels);
  jpeg_abort_decompress(&codec);
}

}  // namespace pcrs::raster
