// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.hpp"

#include <algorithm>

namespace pcrs {

void MemorySink::write_at(std::uint64_t offset, Bytes bytes) {
  const std::size_t end = static_cast<std::size_t>(offset) + bytes.size();
  if (end > m_bytes.size()) m_bytes.resize(end);
  std::copy(bytes.begin(), bytes.end(), m_bytes.begin() + static_cast<std::ptrdiff_t>(offset));
}

std::size_t MemorySource::read_at(std::uint64_t offset, std::span<std::byte> into) {
  if (offset >= m_bytes.size()) return 0;
  const std::size_t count = std::min(into.size(), m_bytes.size() - static_cast<std::size_t>(offset));
  const auto start = m_bytes.begin() + static_cast<std::ptrdiff_t>(offset);
  std::copy(start, start + static_cast<std::ptrdiff_t>(count), into.begin());
  return count;
}

}  // namespace pcrs
