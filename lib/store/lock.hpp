// SPDX-License-Identifier: Apache-2.0
// Open-file-description byte-range locks: what NFS and SMB servers understand, released by the kernel (or,
// for a dead host, by the file server when its lease ends) and never by removing a file.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace pcrs::store {

/// Holds `[start, start + length)` of a lock file until destroyed. The file is made when missing and is never
/// replaced nor removed. Several ranges of one file are held by several processes at once.
class Lock {
 public:
  /// The lock, or nothing when another holds a part of the range. Throws Error (failed) when the file system
  /// cannot lock.
  static std::optional<Lock> try_range(const std::filesystem::path& file, std::uint64_t start,
                                       std::uint64_t length = 1);
  /// As try_range for one byte, retried until `wait_seconds` have passed; then Error (retry).
  static Lock wait_range(const std::filesystem::path& file, std::uint64_t start, double wait_seconds);
  /// The lock of a whole run (byte 0): Error (retry) at once when busy. Writes who holds it into `file`
  /// (tool, host, pid, since) from byte 1 on, at most 512 bytes; ranges of the same file that others lock
  /// start at 1024. The note is emptied at the end: one that is still there says that its writer died.
  static Lock of_run(const std::filesystem::path& file, const std::string& tool);

  /// Holds nothing: what a dry run gets, which must not even make the lock file.
  static Lock none() { return {-1, false}; }

  ~Lock();
  Lock(Lock&& other) noexcept;
  Lock& operator=(Lock&& other) noexcept;
  /// What a former holder left when it died without releasing, empty if it ended well.
  const std::string& unfinished_holder() const { return m_unfinished; }

 private:
  Lock(int descriptor, bool noted) : m_descriptor(descriptor), m_noted(noted) {}
  int m_descriptor = -1;
  bool m_noted = false;
  std::string m_unfinished;
};

}  // namespace pcrs::store
