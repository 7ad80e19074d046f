// SPDX-License-Identifier: Apache-2.0
#include "base/line_reader.hpp"

namespace pcrs {

namespace {

constexpr std::size_t read_bytes = std::size_t{1} << 16U;

}  // namespace

std::optional<std::string_view> LineReader::next() {
  while (true) {
    if (const auto end = m_buffer.find('\n', m_start); end != std::string::npos) {
      const std::string_view line = std::string_view(m_buffer).substr(m_start, end - m_start);
      m_start = end + 1;
      ++m_number;
      return line;
    }
    m_buffer.erase(0, m_start);
    m_start = 0;
    const std::size_t kept = m_buffer.size();
    m_buffer.resize(kept + read_bytes);
    const std::size_t got =
        m_source.read_at(m_at, std::as_writable_bytes(std::span(m_buffer.data() + kept, read_bytes)));
    m_buffer.resize(kept + got);
    m_at += got;
    if (got == 0) return std::nullopt;
  }
}

}  // namespace pcrs
