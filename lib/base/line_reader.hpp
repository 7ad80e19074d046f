// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace pcrs {

/// Lines of a source of any size, one at a time.
class LineReader {
 public:
  /// `source` must outlive it.
  explicit LineReader(ByteSource& source) : m_source(source) {}
  /// The next whole line without its end, valid until the next call; nothing at the end. Throws as the
  /// source.
  std::optional<std::string_view> next();
  std::uint64_t number() const { return m_number; }  ///< of the line read last, 1 for the first
  /// At the end: something stands behind the last line end.
  bool torn() const { return m_start < m_buffer.size(); }

 private:
  ByteSource& m_source;
  std::string m_buffer;
  std::size_t m_start = 0;
  std::uint64_t m_at = 0;
  std::uint64_t m_number = 0;
};

}  // namespace pcrs
