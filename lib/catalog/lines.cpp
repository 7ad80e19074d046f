// SPDX-License-Identifier: Apache-2.0
#include "catalog/lines.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vector>

#include "base/error.hpp"
#include "store/digest.hpp"
#include "store/file.hpp"
#include "store/shared.hpp"

namespace fs = std::filesystem;

namespace pcrs::catalog {

namespace {

constexpr std::size_t chunk_bytes = std::size_t{1} << 18U;

// A descriptor open for appending, closed whatever happens.
class Appender {
 public:
  explicit Appender(const fs::path& file) : m_file(file) {
    store::make_folders(file.parent_path());
    m_descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (m_descriptor < 0) throw_errno(file.string(), "cannot be written");
    store::share_in(file.parent_path(), m_descriptor);
  }
  ~Appender() { ::close(m_descriptor); }
  Appender(const Appender&) = delete;
  Appender& operator=(const Appender&) = delete;

  std::uint64_t size() const {
    struct stat status = {};
    if (::fstat(m_descriptor, &status) != 0) throw_errno(m_file.string(), "cannot be read");
    return static_cast<std::uint64_t>(status.st_size);
  }
  void cut(std::uint64_t size_bytes) const {
    if (::ftruncate(m_descriptor, static_cast<off_t>(size_bytes)) != 0)
      throw_errno(m_file.string(), "a torn last line cannot be cut off");
  }
  bool ends_whole(std::uint64_t size_bytes) const {
    char last = '\n';
    if (size_bytes > 0 && ::pread(m_descriptor, &last, 1, static_cast<off_t>(size_bytes - 1)) != 1)
      throw_errno(m_file.string(), "cannot be read");
    return last == '\n';
  }
  void append(std::string_view text) const {
    const std::uint64_t before = size();
    const ssize_t put = ::write(m_descriptor, text.data(), text.size());
    const bool whole = put >= 0 && static_cast<std::size_t>(put) == text.size();
    if (whole && ::fsync(m_descriptor) == 0) return;
    if (put >= 0 && !whole) errno = ENOSPC;  // a short write to a file means a full disk
    const int code = errno;
    [[maybe_unused]] const int undone = ::ftruncate(m_descriptor, static_cast<off_t>(before));
    errno = code;
    throw_errno(m_file.string(), "cannot be written");
  }

 private:
  fs::path m_file;
  int m_descriptor = -1;
};

std::uint64_t whole_bytes(const fs::path& file) {
  std::uint64_t bytes = 0;
  read_lines(file, [&](std::string_view line) { bytes += line.size() + 1; });
  return bytes;
}

}  // namespace

LinesRead read_lines(const fs::path& file, const std::function<void(std::string_view)>& each) {
  store::FileSource source(file);
  store::Hasher hasher;
  LinesRead result;
  std::vector<std::byte> chunk(chunk_bytes);
  std::string pending;
  while (const std::size_t got = source.read_at(result.size_bytes, chunk)) {
    const Bytes bytes = Bytes(chunk).first(got);
    hasher.update(bytes);
    result.size_bytes += got;
    std::string_view text = as_text(bytes);
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
      pending += text.substr(0, end);
      each(pending);
      ++result.lines;
      pending.clear();
      text.remove_prefix(end + 1);
    }
    pending += text;
  }
  result.sha256 = hasher.finish_hex();
  result.torn = !pending.empty();
  return result;
}

void append_line(const fs::path& file, std::string_view line) {
  std::error_code error;
  const bool is_new = !fs::exists(file, error);
  const Appender appender(file);
  if (!appender.ends_whole(appender.size())) appender.cut(whole_bytes(file));
  appender.append(std::string(line) + "\n");
  if (is_new) store::sync_folder(file.parent_path());
}

}  // namespace pcrs::catalog
