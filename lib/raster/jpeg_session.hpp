// SPDX-License-Identifier: Apache-2.0
// Inside the JPEG rooms: how libjpeg's errors leave and where its bytes go.
#pragma once
#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdio>
// libjpeg's header wants size_t and FILE declared before it.
#include <jpeglib.h>

#include <vector>

namespace pcrs::raster {

// libjpeg leaves by longjmp: between setjmp and a call of libjpeg nothing here owns anything.
struct ErrorManager {
  jpeg_error_mgr manager{};
  std::jmp_buf jump{};
  std::array<char, JMSG_LENGTH_MAX> message{};

  jpeg_error_mgr* set() {
    jpeg_std_error(&manager);
    manager.error_exit = [](j_common_ptr codec) {
      auto* const self = reinterpret_cast<ErrorManager*>(codec->err);
      self->manager.format_message(codec, self->message.data());
      std::longjmp(self->jump, 1);
    };
    manager.output_message = [](j_common_ptr) {};
    return &manager;
  }
};

// Lets libjpeg write into one buffer that grows and is used again.
struct Destination {
  jpeg_destination_mgr manager{};
  std::vector<JOCTET> buffer = std::vector<JOCTET>(std::size_t{256} << 10);

  jpeg_destination_mgr* set() {
    manager.init_destination = [](j_compress_ptr codec) {
      auto* const self = reinterpret_cast<Destination*>(codec->dest);
      self->manager.next_output_byte = self->buffer.data();
      self->manager.free_in_buffer = self->buffer.size();
    };
    manager.empty_output_buffer = [](j_compress_ptr codec) -> boolean {
      auto* const self = reinterpret_cast<Destination*>(codec->dest);
      const std::size_t used = self->buffer.size();
      self->buffer.resize(2 * used);
      self->manager.next_output_byte = self->buffer.data() + used;
      self->manager.free_in_buffer = self->buffer.size() - used;
      return TRUE;
    };
    manager.term_destination = [](j_compress_ptr) {};
    return &manager;
  }
  std::size_t size() const { return buffer.size() - manager.free_in_buffer; }
  std::vector<std::byte> content() const {
    const auto* const data = reinterpret_cast<const std::byte*>(buffer.data());
    return {data, data + size()};
  }
};

}  // namespace pcrs::raster
