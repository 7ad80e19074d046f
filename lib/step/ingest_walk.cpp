// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_walk.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <tuple>

#include "base/interrupt.hpp"
#include "base/text.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::ingest {

namespace {

std::string errno_text(int code) {
  return std::generic_category().message(code);
}

class Walker {
 public:
  Walker(WalkResult& result, std::size_t root, const fs::path& top)
      : m_result(result), m_root(root), m_top(fs::canonical(top)) {}

  void folder(const fs::path& path, const std::string& relative) {
    interrupt::check();
    std::error_code error;
    fs::directory_iterator it(path, error);
    for (; !error && it != fs::directory_iterator(); it.increment(error)) entry(it->path(), relative);
    if (error)
      report(relative.empty() ? "." : relative, "delivery.unreadable", Severity::error,
             "this folder cannot be read (" + error.message() +
                 "): its files are not checked; mend the disk or its rights and run this again");
  }

 private:
  void entry(const fs::path& path, const std::string& above) {
    const std::string name = path.filename().string();
    if (is_litter(name)) {
      ++m_result.litter;
      return;
    }
    const std::string relative = above.empty() ? name : above + "/" + name;
    struct stat status = {};
    if (::lstat(path.c_str(), &status) != 0) {
      report(
          relative, "delivery.unreadable", Severity::error,
          "cannot be looked at (" + errno_text(errno) + "); mend the disk or its rights and run this again");
    } else if (S_ISDIR(status.st_mode)) {
      folder(path, relative);
    } else if (S_ISLNK(status.st_mode)) {
      link(path, relative);
    } else if (S_ISREG(status.st_mode)) {
      m_result.files.push_back(
          {m_root, relative, static_cast<std::uint64_t>(status.st_size),
           std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec});
    } else {
      report(relative, "delivery.special", Severity::warning,
             "is neither a file nor a folder (pipe, socket or device); it is left aside: remove it");
    }
  }

  void link(const fs::path& path, const std::string& relative) {
    std::error_code error;
    const fs::path target = fs::weakly_canonical(path, error);
    const auto [end, rest] = std::mismatch(m_top.begin(), m_top.end(), target.begin(), target.end());
    if (!error && end == m_top.end() && fs::exists(target, error)) return;  // met under its own name
    report(relative, "delivery.link", Severity::warning,
           "is a symbolic link that leads out of the delivery or nowhere; it is not followed: put the file "
           "itself here");
  }

  void report(const std::string& path, const char* rule, Severity severity, std::string message) {
    m_result.findings.push_back({path, rule, std::move(message), severity});
  }

  WalkResult& m_result;
  const std::size_t m_root;
  const fs::path m_top;
};

bool walk_root(WalkResult& result, std::size_t index, const fs::path& root) {
  std::error_code error;
  const fs::directory_iterator probe(root, error);
  if (!error) {
    Walker(result, index, root).folder(root, "");
    return true;
  }
  result.findings.push_back({root.string(), "delivery.root",
                             "cannot be read (" + error.message() +
                                 "): nothing of it is checked; mount the disk and run this again"});
  return false;
}

}  // namespace

bool is_litter(std::string_view name) {
  static constexpr std::array<std::string_view, 17> names{"thumbs.db",
                                                          "ehthumbs.db",
                                                          "desktop.ini",
                                                          ".ds_store",
                                                          "@eadir",
                                                          "#recycle",
                                                          "#snapshot",
                                                          "$recycle.bin",
                                                          "lost+found",
                                                          ".spotlight-v100",
                                                          ".trashes",
                                                          ".fseventsd",
                                                          ".temporaryitems",
                                                          ".appledouble",
                                                          "__macosx",
                                                          ".apdisk",
                                                          "system volume information"};
  const std::string lower = lower_ascii(name);
  return std::find(names.begin(), names.end(), lower) != names.end() || name.starts_with("~$") ||
         name.starts_with("._") || name.starts_with(".Trash-") || name.starts_with(".nfs0") ||
         name.starts_with(".fuse_hidden");
}

WalkResult walk(const std::vector<fs::path>& roots) {
  WalkResult result;
  for (std::size_t i = 0; i < roots.size(); ++i)
    result.root_readable.push_back(walk_root(result, i, roots[i]));
  std::sort(result.files.begin(), result.files.end(), [](const WalkedFile& a, const WalkedFile& b) {
    return std::tie(a.root, a.path) < std::tie(b.root, b.path);
  });
  std::sort(result.findings.begin(), result.findings.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.path, a.rule, a.message) < std::tie(b.path, b.rule, b.message);
  });
  return result;
}

}  // namespace pcrs::step::ingest
