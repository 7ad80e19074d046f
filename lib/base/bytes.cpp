// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.hpp"

#include <algorithm>
#include <memory>

#include "base/interrupt.hpp"

namespace pcrs {

void read_through(ByteSource& source, const std::function<void(Bytes)>& take) {
  constexpr std::uint64_t least_bytes = 1 << 16, most_bytes = 1 << 20;
  const auto size = static_cast<std::size_t>(std::clamp(source.size() + 1, least_bytes, most_bytes));
  // No vector: to zero a megabyte costs more than to read a side file.
  const auto buffer = std::make_unique_for_overwrite<std::byte[]>(size);
  for (std::uint64_t at = 0;;) {
    interrupt::check();
    const std::size_t got = source.read_at(at, {buffer.get(), size});
    if (got == 0) return;
    take({buffer.get(), got});
    at += got;
  }
}

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
