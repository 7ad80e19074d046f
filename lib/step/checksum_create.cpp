// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include <cstring>
#include <map>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "step/checksum.hpp"
#include "step/checksum_files.hpp"
#include "store/manifest.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::checksum {

namespace {

constexpr std::int64_t second_ns = 1'000'000'000;

// The list that stands there already. Its date is when the reading for it began, so that a file whose dates
// are all older has not changed since it was read.
struct OldList {
  std::string text;
  std::map<std::string, std::string> digests;
  std::int64_t began_ns = 0;

  const std::string* trusted(const ListedFile& file) const {
    const auto found = digests.find(file.path);
    return found != digests.end() && file.changed_ns < began_ns ? &found->second : nullptr;
  }
};

// A slip of the hand in -o must not cost a dalle, or the contractor's own list.
void require_list(const fs::path& path, const std::string& text, const store::Manifest& list) {
  bool ours = list.bad_lines.empty() && (text.empty() || !list.entries.empty());
  for (const auto& entry : list.entries) ours = ours && entry.kind == store::DigestKind::sha256;
  if (!ours) throw_usage(path.string(), "is there and is no SHA-256 list; give another name, or --overwrite");
}

OldList load_old(const CreateOptions& options) {
  OldList old;
  struct stat status = {};
  if (!options.output || options.overwrite || ::stat(options.output->c_str(), &status) != 0) return old;
  old.text = store::read_file(*options.output);
  old.began_ns = std::int64_t{status.st_mtim.tv_sec} * second_ns;
  store::Manifest list = store::parse_manifest(old.text);
  require_list(*options.output, old.text, list);
  for (auto& entry : list.entries) old.digests[entry.path] = std::move(entry.digest);
  return old;
}

class Creation {
 public:
  Creation(const CreateOptions& options, Reporter& reporter)
      : m_options(options),
        m_reporter(reporter),
        m_base(options.output ? base_of(*options.output) : fs::current_path()),
        m_old(load_old(options)) {}

  Summary run() {
    list();
    if (m_options.update && nothing_new()) {
      m_summary.skipped = m_list.files.size();
    } else if (m_options.output) {
      write_list(*m_options.output);
    } else {
      read_all();
    }
    for (const Finding& finding : m_list.findings) reject(finding);
    if (m_options.output)
      m_reporter.result(m_options.output->string(), {{"path", m_options.output->string()}});
    return m_summary;
  }

 private:
  void list() {
    auto unlisted = m_options.unlisted;
    if (m_options.output)
      for (const fs::path& file : files_of_list(*m_options.output)) unlisted.push_back(file);
    m_list = list_files(m_options.inputs, m_base, unlisted);
    if (m_list.files.empty() && m_list.findings.empty())
      throw_failed(m_options.inputs.front(), "holds no file: there is nothing to list");
  }

  bool nothing_new() const {
    if (!m_list.findings.empty() || m_list.files.size() != m_old.digests.size()) return false;
    for (const ListedFile& file : m_list.files)
      if (m_old.trusted(file) == nullptr) return false;
    return true;
  }

  void write_list(const fs::path& path) {
    const auto file = store::open_output(path, m_options.mode);
    // Dated by its file system's own clock, before the dates that it trusts are looked at.
    struct stat began = {};
    if (m_options.mode == store::WriteMode::real && ::stat(file->temporary().c_str(), &began) == 0)
      file->set_modified(began.st_mtim.tv_sec);
    list();
    read_all();
    keep_unlooked();
    if (m_altered) return;
    const std::string text = text_of_list();
    // What was kept unread is trusted no further than before: the list keeps its date.
    if (m_kept_unread) file->set_modified(m_old.began_ns / second_ns);
    if (text == m_old.text && (m_kept_unread || !m_dated_anew)) return;
    file->write(as_bytes(text));
    file->commit();
    m_summary.bytes_written += text.size();
  }

  std::string text_of_list() const {
    std::string text;
    for (const auto& [path, digest] : m_digests) text += store::manifest_line(digest, path);
    return text;
  }

  // A digest must not vanish because a read failed: the line of the file stays, a finding tells.
  void keep(const std::string& path, const std::string& digest) {
    m_kept_unread = true;
    m_digests.emplace(path, digest);
  }

  // What could not even be looked at: a file, or a folder and all that the list names below it.
  void keep_unlooked() {
    for (const Finding& finding : m_list.findings)
      for (const auto& [path, digest] : m_old.digests)
        if (lies_at(path, finding.path)) keep(path, digest);
  }

  static bool lies_at(const std::string& path, const std::string& place) {
    if (place == ".") return !path.starts_with("../") && !path.starts_with('/');
    return path == place || path.starts_with(place + "/");
  }

  void read_all() {
    std::vector<Reading> readings(m_list.files.size());
    Progress progress(m_reporter, m_list.bytes());
    const auto read = [&](std::size_t i) { readings[i] = reading_of(m_list.files[i]); };
    parallel_ordered(readings.size(), m_options.jobs, read, [&](std::size_t i) {
      take(m_list.files[i], readings[i]);
      progress.add(m_list.files[i].size_bytes);
    });
  }

  bool reuses(const ListedFile& file) const { return m_options.update && m_old.trusted(file) != nullptr; }

  Reading reading_of(const ListedFile& file) const {
    if (reuses(file)) return {*m_old.trusted(file), 0, {}, {}};
    return read_digest(file.location, store::DigestKind::sha256, {false, m_options.drop_cache});
  }

  void take(const ListedFile& file, const Reading& reading) {
    if (!reading.digest) return reject_unread(file, reading);
    const std::string* known = m_old.trusted(file);
    if (known == nullptr) m_dated_anew = true;
    if (known != nullptr && *known != *reading.digest) return alter(file.path, *known, *reading.digest);
    (reuses(file) ? m_summary.skipped : m_summary.done) += 1;
    m_summary.bytes_read += reading.size_bytes;
    if (m_options.output) m_digests[file.path] = *reading.digest;
    const std::string line = store::manifest_line(*reading.digest, file.path);
    m_reporter.result(m_options.output ? "" : line.substr(0, line.size() - 1),
                      {{"path", file.path}, {"sha256", *reading.digest}, {"size_bytes", file.size_bytes}});
  }

  // One that went away meanwhile is no longer to be listed; the others are there.
  void reject_unread(const ListedFile& file, const Reading& reading) {
    Finding finding = reading.finding(file.path);
    const auto former = m_old.digests.find(file.path);
    if (former != m_old.digests.end() && finding.rule != "file.missing") {
      keep(file.path, former->second);
      finding.message += "; its former line stays in the list";
    }
    reject(finding);
  }

  // Bytes that changed behind an unchanged date are a failing medium, not a new version: to list them
  // would bless the damage.
  void alter(const std::string& path, const std::string& known, const std::string& found) {
    m_altered = true;
    reject({path, "file.altered",
            "SHA-256 is " + found + " and was " + known +
                " though its dates did not change; restore it from another copy (the list is left as it was; "
                "--overwrite takes the new one)"});
  }

  void reject(const Finding& finding) {
    m_reporter.finding(finding);
    ++m_summary.rejected;
  }

  const CreateOptions& m_options;
  Reporter& m_reporter;
  const fs::path m_base;
  const OldList m_old;
  FileList m_list;
  std::map<std::string, std::string> m_digests;  // of the new list
  bool m_altered = false;
  bool m_dated_anew = false;
  bool m_kept_unread = false;
  Summary m_summary;
};

}  // namespace

Summary create(const CreateOptions& options, Reporter& reporter) {
  return Creation(options, reporter).run();
}

}  // namespace pcrs::step::checksum
