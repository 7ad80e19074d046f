// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "base/bytes.hpp"
#include "serve/response.hpp"

namespace pcrs::serve {

/// A file without a name in the folder for temporary files (TMPDIR, else /tmp): whatever happens to the
/// process, nothing of it is left.
class Temporary : public SeekableSink {
 public:
  /// Throws Error (retry) when there is no room for it.
  explicit Temporary(std::uint64_t most_bytes);
  void write(Bytes bytes) override { write_at(m_size, bytes); }
  /// Throws Error: retry when the disk is full, failed above `most_bytes`.
  void write_at(std::uint64_t offset, Bytes bytes) override;
  /// All of it, to be sent; this is then of no more use.
  FilePart release();

 private:
  const std::uint64_t m_most_bytes;
  Descriptor m_file;
  std::uint64_t m_size = 0;
};

}  // namespace pcrs::serve
