// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>
#include <set>

#include "base/text.hpp"
#include "catalog/delivered_files.hpp"
#include "catalog/kept.hpp"
#include "step/archive_context.hpp"
#include "step/archive_shelf.hpp"
#include "store/lock.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

// What zstd makes of bytes that it cannot make smaller.
std::uint64_t zstd_bound(std::uint64_t size) {
  return size + size / 128 + 1024;
}

class Packing {
 public:
  Packing(Cold& cold, const PackOptions& options, const std::vector<VolumeRoom>& rooms, Reporter& reporter)
      : m_cold(cold),
        m_place(cold.place(options.place)),
        m_delivery(cold.delivery(options.delivery)),
        m_names(catalog::root_names(m_delivery.roots)),
        m_reporter(reporter),
        m_report([this](const Finding& finding) { report(finding); }),
        m_shelf(cold, m_place, options, rooms, reporter, m_summary, m_report) {}

  Summary run() {
    try {
      return fill();
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::retry || !m_shelf.is_used_up()) throw;
      throw_retry(error.where(), error.message() + left_text());
    }
  }

 private:
  Summary fill() {
    std::string away;
    m_shelf.resume();
    // A volume that fails takes the tar in hand with it: then what that held must be found again.
    for (bool whole = false; !whole; ++m_round) {
      whole = true;
      for (std::size_t root = 0; whole && root < m_delivery.roots.size(); ++root) {
        std::error_code error;
        if (fs::is_directory(m_delivery.roots[root], error))
          whole = pack_root(root);
        else
          away = m_delivery.roots[root].string();
      }
      whole = whole && try_shelf([&] { m_shelf.leave("open"); });
    }
    if (!away.empty())
      throw_retry(
          away,
          "this root of the delivery is not there; the rest is packed: mount its disk and run this again");
    return m_summary;
  }

  // How many volumes to look for: what the list of the delivery names and this place does not hold.
  std::string left_text() const {
    const std::vector<catalog::Volume> volumes = catalog::load_volumes(m_cold.root());
    catalog::DeliveredFiles files(m_cold.root(), m_delivery.id);
    std::unique_ptr<catalog::KeptFiles> kept;
    std::uint64_t count = 0, bytes = 0;
    std::size_t root = m_names.size();
    while (const auto file = files.next()) {
      if (file->root >= m_names.size()) continue;
      if (file->root != root)
        kept = std::make_unique<catalog::KeptFiles>(m_cold.root(), volumes, m_delivery.id,
                                                    m_names[file->root], m_place.id);
      root = file->root;
      const auto found = kept->at(m_delivery.id + "/" + m_names[root] + "/" + file->path);
      if (found && !found->copy_at(m_place.id, file->sha256).empty()) continue;
      ++count;
      bytes += file->size_bytes;
    }
    return "; of the delivery " + std::to_string(count) + (count == 1 ? " file, " : " files, ") +
           bytes_text(bytes) + ", are still to be packed here";
  }

  void report(const Finding& finding) {
    if (!m_reported.insert(finding.rule + " " + finding.path).second) return;
    if (finding.severity == Severity::error) ++m_summary.rejected;
    m_reporter.finding(finding);
  }

  // False when the volume in hand failed.
  bool try_shelf(const std::function<void()>& work) {
    try {
      work();
      return true;
    } catch (const Error& error) {
      rethrow_interrupt(error);
      if (!m_shelf.is_of_volume(error)) throw;
      m_shelf.give_up(error);
      return false;
    }
  }

  bool pack_root(std::size_t root) {
    const std::vector<catalog::Volume> volumes = catalog::load_volumes(m_cold.root());
    catalog::KeptFiles kept(m_cold.root(), volumes, m_delivery.id, m_names[root], m_place.id);
    catalog::DeliveredFiles delivered(m_cold.root(), m_delivery.id);
    const std::string top = m_delivery.id + "/" + m_names[root];
    const auto missing = [&](const catalog::DeliveredFile& file) {
      if (file.root == root)
        report(
            {top + "/" + file.path, "source.missing", "is in the list of the delivery and not on its disk"});
    };
    m_folders.clear();
    const bool whole = walk_source(
        m_delivery.roots[root], top,
        [&](const SourceEntry& entry) {
          enter(entry);
          std::optional<catalog::DeliveredFile> listed;
          if (entry.member.kind == store::TarKind::file)
            listed = delivered.at(root, entry.member.path.substr(top.size() + 1), missing);
          const auto before = kept.at(entry.key());
          if (before && is_kept(entry, *before, listed)) return true;
          return try_shelf([&] { pack_entry(entry, before, listed); });
        },
        m_report);
    // Another root begins with a tar of its own.
    if (!whole || !try_shelf([&] { m_shelf.close_tar(); })) return false;
    while (const auto file = delivered.next()) {
      if (file->root > root) break;
      missing(*file);
    }
    return true;
  }

  // Keeps the folders above the entry.
  void enter(const SourceEntry& entry) {
    while (!m_folders.empty() && !entry.member.path.starts_with(m_folders.back().member.path + "/"))
      m_folders.pop_back();
    m_above = m_folders;
    if (entry.member.kind == store::TarKind::folder) m_folders.push_back(entry);
  }

  bool is_kept(const SourceEntry& entry, const catalog::KeptFile& before,
               const std::optional<catalog::DeliveredFile>& listed) {
    if (m_round == 0) ++m_summary.skipped;
    const store::TarMember& now = entry.member;
    // A disk mounted elsewhere may show other dates (FAT): what ingest saw of this state is as good.
    if (listed && !listed->sha256.empty() && listed->size_bytes == now.size_bytes &&
        listed->mtime_ns == now.mtime_ns && !before.copy_at(m_place.id, listed->sha256).empty())
      return true;
    for (const catalog::KeptRow& kept : before.rows) {
      const store::IndexRow& row = kept.row;
      if (row.kind == store::RowKind::empty_void || row.mtime_ns != now.mtime_ns ||
          row.size_bytes != now.size_bytes)
        continue;
      if (now.kind != store::TarKind::file && (row.mode != now.mode || row.target != now.target)) continue;
      if (row.kind == store::RowKind::part &&
          (row.sha256.empty() || before.copy_at(m_place.id, row.sha256).empty()))
        continue;
      if (listed) compare(entry, row.sha256, *listed);
      return true;
    }
    if (m_round == 0) --m_summary.skipped;
    return false;
  }

  void pack_entry(const SourceEntry& entry, const std::optional<catalog::KeptFile>& before,
                  const std::optional<catalog::DeliveredFile>& listed) {
    std::uint64_t share = 0;
    if (entry.member.kind != store::TarKind::file)
      return m_shelf.tar_for(entry, 0, m_above, share).add_other(entry);
    std::optional<SourceReader> source;
    try {
      source.emplace(entry);
    } catch (const Error& error) {
      return report({entry.member.path, "source.unreadable",
                     error.message() + ": not archived; run this again once it is mended"});
    }
    const AddedFile added = is_text(entry) ? pack_text(entry, *source) : pack_file(entry, *source, before);
    m_summary.bytes_read += entry.member.size_bytes;
    if (added.is_sound && listed) compare(entry, added.sha256, *listed);
    if (!listed)
      report({entry.member.path, "source.unlisted",
              "is not in the list of the delivery; archived all the same", Severity::note});
  }

  AddedFile pack_file(const SourceEntry& entry, SourceReader& source,
                      const std::optional<catalog::KeptFile>& before) {
    Part part;
    if (before)
      for (const catalog::KeptRow* row :
           before->parts_begun(m_place.id, entry.member.size_bytes, entry.member.mtime_ns)) {
        part.number = row->row.part;
        part.start = row->row.start + row->row.stored_bytes;
      }
    source.pass_over(part.start);
    while (true) {
      PackedTar& tar = m_shelf.tar_for(entry, entry.member.size_bytes - part.start, m_above, part.size_bytes);
      if (part.start > 0 || part.size_bytes < entry.member.size_bytes) ++part.number;
      AddedFile added = tar.add_file(entry, source, part);
      part.start += part.size_bytes;
      if (!added.is_sound || part.start == entry.member.size_bytes) return added;
    }
  }

  bool is_text(const SourceEntry& entry) const {
    const std::string ending = lower_ascii(entry.location.extension().string());
    const auto& asked = m_cold.chantier().cold.zstd;
    std::error_code error;
    return ending.size() > 1 && std::find(asked.begin(), asked.end(), ending.substr(1)) != asked.end() &&
           entry.member.size_bytes > 0 && !fs::exists(entry.location.string() + ".zst", error);
  }

  AddedFile pack_text(const SourceEntry& entry, SourceReader& source) {
    std::uint64_t share = 0;
    const std::uint64_t most = zstd_bound(entry.member.size_bytes);
    PackedTar& tar = m_shelf.tar_for(entry, most, m_above, share);
    return share == most ? tar.add_zstd(entry, source) : pack_file(entry, source, std::nullopt);
  }

  void compare(const SourceEntry& entry, const std::string& sha256, const catalog::DeliveredFile& listed) {
    if (!listed.sha256.empty() && listed.sha256 != sha256)
      report({entry.member.path, "source.differs",
              "is not what pcrs-ingest saw (SHA-256 " + listed.sha256 + ", now " + sha256 +
                  "): archived as it is now, the delivery is not; mend the disk, or run pcrs-ingest again"});
  }

  Cold& m_cold;
  const chantier::ColdPlace& m_place;
  const catalog::Delivery m_delivery;
  const std::vector<std::string> m_names;
  Reporter& m_reporter;
  Summary m_summary;
  std::set<std::string> m_reported;
  const std::function<void(const Finding&)> m_report;
  Shelf m_shelf;
  std::vector<SourceEntry> m_folders;  // down to the entry
  std::vector<SourceEntry> m_above;    // the same without it
  unsigned m_round = 0;
};

}  // namespace

Summary pack(const PackOptions& given, Reporter& reporter) {
  PackOptions options = given;
  Cold cold(options.chantier_file, options.mode);
  const chantier::ColdPlace& place = cold.place(options.place);
  cold.delivery(options.delivery);
  if (options.capacity_bytes == 0) options.capacity_bytes = place.capacity_bytes;
  const auto rooms = checked_rooms(cold, place.id, options);
  const auto lock = cold.real()
                        ? store::Lock::of_run(catalog::place_lock(cold.root(), place.id), "pcrs-archive pack")
                        : store::Lock::none();
  if (cold.real()) end_unfinished(cold, place, options, rooms);
  return Packing(cold, options, rooms, reporter).run();
}

}  // namespace pcrs::step::archive
