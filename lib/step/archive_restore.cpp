// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "catalog/delivered_files.hpp"
#include "step/archive_consult.hpp"
#include "step/archive_context.hpp"
#include "step/archive_encryption.hpp"
#include "step/archive_parts.hpp"
#include "step/archive_wanted.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

struct Need {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};

class Restoration {
 public:
  Restoration(Cold& cold, const RestoreOptions& options, Reporter& reporter)
      : m_cold(cold),
        m_options(options),
        m_reporter(reporter),
        m_delivery(cold.delivery(options.delivery)),
        m_names(catalog::root_names(m_delivery.roots)),
        m_wanted(cold, options, m_delivery, m_names),
        m_volumes(catalog::load_volumes(cold.root())),
        m_reader(cold, mounted_volumes(cold, options.volumes), options.identity) {}

  Summary run() {
    catalog::DeliveredFiles delivered(m_cold.root(), m_delivery.id);
    for (std::size_t root = 0; root < m_names.size(); ++root) {
      catalog::KeptFiles kept(m_cold.root(), m_volumes, m_delivery.id, m_names[root]);
      const std::size_t start = m_delivery.id.size() + m_names[root].size() + 2;
      while (const auto file = kept.next()) {
        leave_folders(file->path);
        const store::RowKind kind = file->rows.front().row.kind;
        if (kind == store::RowKind::folder) {
          m_folders.push_back(file->rows.back().row);
          if (!m_wanted(file->path)) continue;
          m_found = true;
          if (m_options.patterns.empty() && m_options.dalles.empty()) make_folders();
          continue;
        }
        const bool is_file = kind != store::RowKind::link && file->path.size() > start;
        const auto listed = is_file ? delivered.at(root, file->path.substr(start), {}) : std::nullopt;
        if (!m_wanted(file->path)) continue;
        m_found = true;
        restore(*file, listed ? listed->sha256 : "");
      }
      leave_folders("");
    }
    if (!m_found) tell_nothing();
    for (const auto& [volume, need] : m_needed) tell_need(volume, need);
    return m_summary;
  }

  const std::map<std::string, Need>& needed() const { return m_needed; }

 private:
  // A name that was misspelt must not read as restored.
  void tell_nothing() {
    std::string roots;
    for (const std::string& name : m_names) roots += (roots.empty() ? "" : ", ") + name;
    fault(m_delivery.id, "restore.nothing",
          "no file of it is what was asked for; paths begin with one of its roots: " + roots);
  }

  void fault(const std::string& path, const char* rule, const std::string& message) {
    ++m_summary.rejected;
    m_reporter.finding({path, rule, message});
  }

  void tell_need(const std::string& volume, const Need& need) {
    const auto found = std::find_if(m_volumes.begin(), m_volumes.end(),
                                    [&](const catalog::Volume& one) { return one.id == volume; });
    std::string about;
    for (const chantier::ColdPlace& place : m_cold.chantier().cold.places)
      if (place.id == found->place && !place.about.empty()) about = " (" + place.about + ")";
    m_reporter.finding({volume, "volume.absent",
                        "of " + found->place + about + " holds " + std::to_string(need.files) +
                            " of the files asked for, " + bytes_text(need.bytes) + ": " +
                            (found->at.empty() ? "mount it and give its folder with --volume"
                                               : "give --volume " + found->at),
                        Severity::warning});
  }

  // Folders get their dates once nothing more is put into them.
  void leave_folders(const std::string& path) {
    while (!m_folders.empty() && (path.empty() || !path.starts_with(m_folders.back().path + "/"))) {
      if (m_made > m_folders.size() - 1) {
        set_attributes(m_options.output / m_folders.back().path, m_folders.back());
        m_made = m_folders.size() - 1;
      }
      m_folders.pop_back();
    }
  }

  // A link that lies in the way of a folder would lead the restoration elsewhere.
  void make_folders() {
    if (m_options.mode == store::WriteMode::dry_run) return;
    store::make_folders(m_options.output / m_delivery.id);
    for (; m_made < m_folders.size(); ++m_made) {
      const fs::path folder = m_options.output / m_folders[m_made].path;
      std::error_code error;
      if (fs::is_symlink(folder, error))
        throw_failed(folder.string(), "is a link where the delivery has a folder; restore elsewhere");
      store::make_folders(folder);
    }
  }

  using Rows = std::vector<const catalog::KeptRow*>;

  // By place; those of which the least is to be mounted come first, and of them those that cost nothing.
  std::vector<Rows> copies_of(const catalog::KeptFile& file, const std::string& sha256,
                              const AtHand& at_hand) const {
    std::vector<Rows> copies;
    for (const chantier::ColdPlace& place : m_cold.chantier().cold.places)
      if (Rows copy = file.copy_at(place.id, sha256); !copy.empty()) copies.push_back(std::move(copy));
    std::stable_sort(copies.begin(), copies.end(), [&](const Rows& one, const Rows& other) {
      return std::pair(at_hand.lacking(one), at_hand.is_billed(one)) <
             std::pair(at_hand.lacking(other), at_hand.is_billed(other));
    });
    return copies;
  }

  void restore(const catalog::KeptFile& file, const std::string& sha256) {
    if (is_restored(file, sha256)) return;
    const fs::path target = m_options.output / file.path;
    AtHand at_hand(m_reader, target);
    const auto copies = copies_of(file, sha256, at_hand);
    if (copies.empty()) return fault(file.path, "copy.none", "no sound copy is left of what was delivered");
    const bool is_real = m_options.mode == store::WriteMode::real;
    bool locked = false;
    for (const Rows& rows : copies) {
      const bool is_whole = at_hand.lacking(rows) == 0;
      if (is_real && (is_whole || rows.size() > 1) && !try_copy(rows, target, at_hand, is_whole)) {
        locked = locked || is_locked(rows);
        continue;
      }
      // Where a key is missing, that is what to look for, not another volume.
      return is_whole || locked ? void() : need(rows, at_hand);
    }
    // Of an object store that went away, or of a part that waited and was damaged.
    if (!locked) need(copies.front(), at_hand);
  }

  void need(const Rows& rows, const AtHand& at_hand) {
    for (const catalog::KeptRow* row : rows) {
      if (at_hand.has(*row)) continue;
      ++m_needed[row->volume].files;
      m_needed[row->volume].bytes += row->row.stored_bytes;
    }
  }

  // What an earlier run brought back, from a volume that need not be mounted again.
  bool is_restored(const catalog::KeptFile& file, const std::string& sha256) {
    const fs::path target = m_options.output / file.path;
    std::error_code error;
    const auto status = fs::symlink_status(target, error);
    if (!fs::exists(status)) return false;
    for (const chantier::ColdPlace& place : m_cold.chantier().cold.places) {
      const Rows copy = file.copy_at(place.id, sha256);
      if (copy.empty()) continue;
      const store::IndexRow& row = copy.back()->row;
      const bool is_same = row.kind == store::RowKind::link
                               ? fs::is_symlink(status) && fs::read_symlink(target, error) == row.target
                               : fs::is_regular_file(status) &&
                                     fs::file_size(target, error) == row.size_bytes &&
                                     store::sha256_file(target) == row.sha256;
      if (!is_same) continue;
      if (m_options.mode == store::WriteMode::real) AtHand(m_reader, target).sweep(copy);
      ++m_summary.skipped;
      return true;
    }
    return false;
  }

  // False when the copy is damaged: another one may serve. Of one that is not whole, the parts that are here
  // are brought back: there may be one drive.
  bool try_copy(const Rows& rows, const fs::path& target, AtHand& at_hand, bool is_whole) {
    try {
      make_folders();
      if (rows.front()->row.kind == store::RowKind::link)
        restore_link(rows.front()->row, target);
      else if (!may_write(target))
        return true;
      else if (is_whole)
        return put(rows, target, at_hand);
      else
        m_summary.bytes_written += at_hand.keep(rows);
      return true;
    } catch (const Error& error) {
      rethrow_interrupt(error);
      const auto in_its_tar = [&](const catalog::KeptRow* row) {
        return m_reader.has(row->volume) && error.where() == m_reader.tar_of(*row);
      };
      const auto row = std::find_if(rows.begin(), rows.end(), in_its_tar);
      if (row == rows.end()) throw;
      if (error.kind() == ErrorKind::retry) {
        m_reporter.finding({error.where(), "place.offline", error.message(), Severity::warning});
        m_reader.leave((*row)->volume);
      } else if (!is_locked(rows)) {
        fault(error.where(), "file.damaged", error.message() + "; run verify on this volume");
      } else if (m_told.insert(error.where()).second) {
        fault(error.where(), "tar.locked", error.message());
      }
      return false;
    }
  }

  bool is_locked(const Rows& rows) const {
    return std::any_of(rows.begin(), rows.end(), [&](const catalog::KeptRow* row) {
      return m_reader.has(row->volume) && m_reader.is_locked(*row);
    });
  }

  bool put(const Rows& rows, const fs::path& target, AtHand& at_hand) {
    if (rows.size() > 1) {
      const std::string what = at_hand.join(rows);
      if (!what.empty()) fault(target.string(), "file.damaged", what);
      if (!what.empty()) return false;
    } else {
      restore_file(m_reader, rows, target);
    }
    ++m_summary.done;
    m_summary.bytes_written += rows.back()->row.size_bytes;
    m_reporter.result(
        target.string(),
        {{"path", target.string()}, {"volume", rows.back()->volume}, {"sha256", rows.back()->row.sha256}});
    return true;
  }

  bool may_write(const fs::path& target) {
    std::error_code error;
    if (!fs::exists(fs::symlink_status(target, error)) || m_options.overwrite) return true;
    fault(target.string(), "target.exists", "is there already with other content; --overwrite replaces it");
    return false;
  }

  void restore_link(const store::IndexRow& row, const fs::path& target) {
    std::error_code error;
    fs::create_symlink(row.target, target, error);
    if (error) return fault(target.string(), "target.exists", "the link cannot be made: " + error.message());
    set_attributes(target, row);
    ++m_summary.done;
    m_reporter.result(target.string(), {{"path", target.string()}, {"target", row.target}});
  }

  Cold& m_cold;
  const RestoreOptions& m_options;
  Reporter& m_reporter;
  const catalog::Delivery m_delivery;
  const std::vector<std::string> m_names;
  const Wanted m_wanted;
  const std::vector<catalog::Volume> m_volumes;
  MemberReader m_reader;
  std::vector<store::IndexRow> m_folders;  // above what is being restored
  std::size_t m_made = 0;                  // of them
  std::map<std::string, Need> m_needed;
  std::set<std::string> m_told;  // tars that do not open
  bool m_found = false;
  Summary m_summary;
};

Json selection_of(const RestoreOptions& options) {
  Json selection = Json::object();
  if (!options.folders.empty()) selection["folders"] = options.folders;
  if (!options.patterns.empty()) selection["patterns"] = options.patterns;
  if (!options.dalles.empty()) selection["dalles"] = options.dalles;
  return selection;
}

}  // namespace

Summary restore(const RestoreOptions& options, Reporter& reporter) {
  Cold cold(options.chantier_file, options.mode);
  role_of(cold, options.consultation);
  check_identity(options.identity);
  Restoration restoration(cold, options, reporter);
  ConsultationEntry entry(cold, options.consultation, "restore", options.delivery, selection_of(options));
  Summary summary = restoration.run();
  const auto& needed = restoration.needed();
  entry.end(summary.done, summary.bytes_written,
            needed.empty() && summary.rejected == 0 ? "done" : "in part");
  if (needed.empty()) return summary;
  std::string ids;
  for (const auto& [volume, need] : needed) ids += (ids.empty() ? "" : ", ") + volume;
  throw_retry(
      options.delivery,
      "volumes to be mounted: " + ids +
          (summary.rejected == 0 ? "; what the others hold is restored"
                                 : "; of what the others hold, all but the findings above is restored"));
}

}  // namespace pcrs::step::archive
