// SPDX-License-Identifier: Apache-2.0
#include "catalog/journal.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <mutex>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "catalog/segment.hpp"
#include "store/digest.hpp"
#include "store/shared.hpp"

namespace fs = std::filesystem;

namespace pcrs::catalog {

namespace {

std::string user_name() {
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
    return found->pw_name;
  return "uid " + std::to_string(::geteuid());
}

// One open segment, alone in its file.
class SegmentFile {
 public:
  SegmentFile(const fs::path& journal, std::string day) : m_day(std::move(day)) {
    const store::ProcessIdentity& me = store::this_process();
    const std::string base = me.host + "-" + std::to_string(me.pid) + "-" + std::to_string(me.start);
    const fs::path folder = journal / m_day;
    store::make_folders(folder);
    // A number comes after the name when one process keeps two journals, or was born twice at the same tick.
    for (int number = 1; m_descriptor < 0; ++number) {
      const std::string name = base + (number > 1 ? "-" + std::to_string(number) : "") + ".jsonl";
      m_path = folder / name;
      m_descriptor = ::open(m_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0644);
      if (m_descriptor < 0 && errno != EEXIST) throw_errno(m_path.string(), "cannot be written");
      if (m_descriptor >= 0) ::fchmod(m_descriptor, store::mode_in(folder, 0644));  // whatever the umask
      m_previous = chain_start(m_day + "/" + name);
    }
    store::sync_folder(folder);
  }
  ~SegmentFile() { ::close(m_descriptor); }
  SegmentFile(const SegmentFile&) = delete;
  SegmentFile& operator=(const SegmentFile&) = delete;

  const std::string& day() const { return m_day; }

  /// The caller keeps lines apart; sync() may run meanwhile.
  void append(Json line) {
    line["previous"] = m_previous;
    const std::string text = json_line(line) + "\n";
    const ssize_t put = ::write(m_descriptor, text.data(), text.size());
    if (put != static_cast<ssize_t>(text.size())) {
      const int code = put >= 0 ? ENOSPC : errno;
      [[maybe_unused]] const int undone = ::ftruncate(m_descriptor, static_cast<off_t>(m_size));
      errno = code;
      throw_errno(m_path.string(), "the journal cannot be written");
    }
    m_size += text.size();
    m_previous = store::sha256_text(std::string_view(text).substr(0, text.size() - 1));
  }
  void sync() const {
    if (::fsync(m_descriptor) != 0)
      throw_errno(m_path.string(), "the journal cannot be written to the medium");
  }

 private:
  std::string m_day;
  fs::path m_path;
  int m_descriptor = -1;
  std::uint64_t m_size = 0;
  std::string m_previous;
};

}  // namespace

class Journal::Segments {
 public:
  Segments(fs::path journal, std::string tool) : m_journal(std::move(journal)), m_tool(std::move(tool)) {}

  void write(const std::string& action, const std::string& subject, const Json& details,
             const std::string& result) {
    std::shared_ptr<SegmentFile> segment;
    {
      const std::lock_guard lock(m_mutex);
      const UnixTime time = now();
      if (!m_segment || m_segment->day() != date_text(time))
        m_segment = std::make_shared<SegmentFile>(m_journal, date_text(time));
      segment = m_segment;
      segment->append({{"time", utc_text(time)},
                       {"who", m_who},
                       {"host", store::this_process().host},
                       {"pid", store::this_process().pid},
                       {"tool", m_tool},
                       {"tool_version", PCRS_VERSION},
                       {"action", action},
                       {"subject", subject},
                       {"details", details},
                       {"result", result}});
    }
    segment->sync();  // outside the lock, so that the syncs of several threads meet in one
  }

 private:
  const fs::path m_journal;
  const std::string m_tool;
  const std::string m_who = user_name();
  std::mutex m_mutex;
  std::shared_ptr<SegmentFile> m_segment;
};

Journal::Journal(const fs::path& catalog_root, std::string tool, store::WriteMode mode) {
  if (mode == store::WriteMode::real)
    m_segments = std::make_unique<Segments>(catalog_root / "journal", std::move(tool));
}

Journal::~Journal() = default;

void Journal::write(const std::string& action, const std::string& dalle_or_path, const Json& details,
                    const std::string& result) {
  if (m_segments) m_segments->write(action, dalle_or_path, details, result);
}

}  // namespace pcrs::catalog
