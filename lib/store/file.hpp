// SPDX-License-Identifier: Apache-2.0
// Reading and writing whole files. Nothing half-written ever carries a final name.
#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "base/bytes.hpp"
#include "store/process.hpp"

namespace pcrs::store {

/// A local file, opened for reading. Throws Error (failed) that names it.
class FileSource : public ByteSource {
 public:
  explicit FileSource(std::filesystem::path path);
  ~FileSource() override;
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  std::uint64_t size() const override { return m_size; }
  std::size_t read_at(std::uint64_t offset, std::span<std::byte> into) override;
  std::string name() const override { return m_path.string(); }
  int descriptor() const { return m_descriptor; }

 private:
  std::filesystem::path m_path;
  int m_descriptor = -1;
  std::uint64_t m_size = 0;
};

/// A file being written: bytes go to a sibling temporary; only commit() gives them the final name.
class OutputFile : public SeekableSink {
 public:
  /// Where the bytes stand until commit; empty in a dry run.
  virtual std::filesystem::path temporary() const = 0;
  /// Sets the modification time that the file will have (seconds since 1970).
  virtual void set_modified(std::int64_t unix_time) = 0;
  /// fsync of what was written so far, so that it can be read back from the medium before it is committed.
  virtual void sync() = 0;
  /// fsync, rename, fsync of the folder. Throws Error (failed) and leaves the old file as it was.
  virtual void commit() = 0;
};

enum class WriteMode { real, dry_run };

/// The writer of the whole project: real, or the one substitute that `--dry-run` puts in its place, which
/// takes every byte and keeps none. Folders above `path` are made (real mode). Mode 0644 whatever the umask.
/// The temporary is called `.NAME.HOST.PID.START.COUNT.pcrs-tmp` and is removed unless committed; the first
/// write of a process into a folder sweeps what dead processes left there.
std::unique_ptr<OutputFile> open_output(const std::filesystem::path& path, WriteMode mode = WriteMode::real);

/// Writes a small file whole, atomically.
void write_file(const std::filesystem::path& path, std::string_view text, WriteMode mode = WriteMode::real);
/// As write_file, but leaves the file alone (and its date) when it already says the same. True if written.
bool write_file_if_changed(const std::filesystem::path& path, std::string_view text,
                           WriteMode mode = WriteMode::real);
/// The whole text of a small file. Throws Error (failed).
std::string read_file(const std::filesystem::path& path);

/// Throws Error (failed) saying the shortfall when `folder`'s file system has less than `bytes` free.
/// `what` says for which work. The folder need not exist yet: its nearest parent that does is asked.
void require_space(const std::filesystem::path& folder, std::uint64_t bytes, const std::string& what);

/// Makes `folder` and those above it; the ones it makes are 0755 (0775 where a group shares, shared.hpp)
/// whatever the umask, for a web server or another account to read, and are synced. Throws Error (failed).
void make_folders(const std::filesystem::path& folder);

/// fsync of a folder; file systems that know no such thing (SMB) are not an error.
void sync_folder(const std::filesystem::path& folder);

}  // namespace pcrs::store
