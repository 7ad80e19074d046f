// SPDX-License-Identifier: Apache-2.0
// Where bytes come from and go to. Writers know only these, so that one read can feed a file, a digest and a
// place.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pcrs {

using Bytes = std::span<const std::byte>;

inline Bytes as_bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}
inline std::string_view as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Random access to bytes that do not change while they are read.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual std::uint64_t size() const = 0;
  /// Reads up to `into.size()` bytes at `offset`; fewer only at the end. Throws Error on a failed read.
  virtual std::size_t read_at(std::uint64_t offset, std::span<std::byte> into) = 0;
  /// For messages.
  virtual std::string name() const = 0;
};

/// Hands all of `source` to `take` in order, a megabyte at a time. Throws Error as read_at, and when a signal
/// asks to stop.
void read_through(ByteSource& source, const std::function<void(Bytes)>& take);

/// Takes bytes in order. Throws Error when they cannot be kept (full disk…).
class ByteSink {
 public:
  virtual ~ByteSink() = default;
  virtual void write(Bytes bytes) = 0;
};

/// A sink that can also go back, for the one local temporary that a step writes. Places never are.
class SeekableSink : public ByteSink {
 public:
  virtual void write_at(std::uint64_t offset, Bytes bytes) = 0;
};

class MemorySink : public SeekableSink {
 public:
  void write(Bytes bytes) override { m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end()); }
  void write_at(std::uint64_t offset, Bytes bytes) override;
  const std::vector<std::byte>& bytes() const { return m_bytes; }

 private:
  std::vector<std::byte> m_bytes;
};

class MemorySource : public ByteSource {
 public:
  MemorySource(Bytes bytes, std::string name)
      : m_bytes(bytes.begin(), bytes.end()), m_name(std::move(name)) {}
  std::uint64_t size() const override { return m_bytes.size(); }
  std::size_t read_at(std::uint64_t offset, std::span<std::byte> into) override;
  std::string name() const override { return m_name; }

 private:
  std::vector<std::byte> m_bytes;
  std::string m_name;
};

}  // namespace pcrs
