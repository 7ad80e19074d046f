// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>
#include <set>

#include "base/text.hpp"
#include "step/archive_consult.hpp"
#include "step/archive_context.hpp"
#include "step/archive_encryption.hpp"
#include "store/scratch_folder.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

// What is drawn of one volume: every file has the same chance (Vitter's algorithm R), in one pass over its
// indexes.
std::vector<catalog::KeptFile> draw(const Cold& cold, const catalog::Volume& volume, unsigned sample,
                                    std::mt19937_64& random) {
  std::vector<catalog::KeptFile> drawn;
  std::uint64_t seen = 0;
  for (const catalog::VolumeTar& tar : volume.tars) {
    if (!tar.damaged.empty()) continue;
    store::IndexReader rows(catalog::index_file(cold.root(), volume.id, tar.name));
    while (auto row = rows.next()) {
      if (row->kind != store::RowKind::file && row->kind != store::RowKind::zstd &&
          row->kind != store::RowKind::part)
        continue;
      const std::uint64_t place =
          seen < sample ? seen : std::uniform_int_distribution<std::uint64_t>(0, seen)(random);
      ++seen;
      if (place >= sample) continue;
      if (place == drawn.size()) drawn.emplace_back();
      std::string path = row->path;
      drawn[static_cast<std::size_t>(place)] = {std::move(path),
                                                {{std::move(*row), volume.id, volume.place, tar.name, true}}};
    }
  }
  // In the order of the tape.
  std::sort(drawn.begin(), drawn.end(), [](const catalog::KeptFile& a, const catalog::KeptFile& b) {
    return std::tie(a.rows[0].tar, a.rows[0].row.offset) < std::tie(b.rows[0].tar, b.rows[0].row.offset);
  });
  return drawn;
}

class Drill {
 public:
  Drill(Cold& cold, const DrillOptions& options, Reporter& reporter)
      : m_cold(cold),
        m_options(options),
        m_reporter(reporter),
        m_mounted(mounted_volumes(cold, options.volumes)),
        m_reader(cold, m_mounted, options.identity) {
    const std::uint64_t seed = options.seed.value_or(std::random_device{}());
    m_random.seed(seed);
    m_summary.more["seed"] = seed;
    m_reporter.note(1, "drawn with --seed " + std::to_string(seed));
  }

  Summary run() {
    std::optional<store::ScratchFolder> scratch;
    if (m_options.mode == store::WriteMode::real) scratch.emplace(m_cold.chantier().work, "drill");
    const fs::path folder = scratch ? scratch->path() : fs::path();
    for (const catalog::Volume& volume : catalog::load_volumes(m_cold.root())) {
      if (volume.tars.empty()) continue;
      if (!m_mounted.contains(volume.id)) {
        m_reporter.finding({volume.id, "volume.absent",
                            "of " + volume.place + " is not mounted: not drilled this time", Severity::note});
        continue;
      }
      drill_volume(volume, folder);
    }
    return m_summary;
  }

 private:
  void drill_volume(const catalog::Volume& volume, const fs::path& folder) {
    ConsultationEntry entry(m_cold, m_options.consultation, "drill", volume.id,
                            {{"sample", m_options.sample}});
    std::uint64_t sound = 0, bytes = 0, tried = 0;
    for (const catalog::KeptFile& file : draw(m_cold, volume, m_options.sample, m_random)) {
      ++tried;
      if (m_options.mode == store::WriteMode::real && !drill_file(file, folder)) continue;
      ++sound;
      bytes += file.rows[0].row.stored_bytes;
    }
    m_summary.done += sound;
    m_summary.bytes_read += bytes;
    entry.end(sound, bytes,
              sound == tried
                  ? "done"
                  : std::to_string(tried - sound) + (m_told.empty() ? " damaged" : " damaged or locked"));
  }

  // A part is checked as it is stored: the other parts lie on other volumes.
  bool drill_file(const catalog::KeptFile& file, const fs::path& folder) {
    catalog::KeptRow row = file.rows[0];
    if (row.row.kind == store::RowKind::part) row.row.sha256 = row.row.stored_sha256;
    try {
      restore_file(m_reader, {&row}, folder / "restored");
      m_reporter.result(row.volume + "\t" + row.tar + "\t" + one_line(file.path),
                        {{"volume", row.volume},
                         {"tar", row.tar},
                         {"path", file.path},
                         {"size_bytes", row.row.stored_bytes},
                         {"state", "ok"}});
      return true;
    } catch (const Error& error) {
      rethrow_interrupt(error);
      if (is_below(error, folder) || error.kind() == ErrorKind::retry) throw;
      const bool is_locked = m_reader.is_locked(row);
      if (is_locked && !m_told.insert(error.where()).second) return false;
      ++m_summary.rejected;
      m_reporter.finding({error.where(), is_locked ? "tar.locked" : "file.damaged",
                          error.message() + (is_locked ? "" : "; run verify on this volume")});
      return false;
    }
  }

  Cold& m_cold;
  const DrillOptions& m_options;
  Reporter& m_reporter;
  const std::map<std::string, Medium> m_mounted;
  MemberReader m_reader;
  std::mt19937_64 m_random;
  std::set<std::string> m_told;  // tars that do not open
  Summary m_summary;
};

}  // namespace

Summary drill(const DrillOptions& options, Reporter& reporter) {
  Cold cold(options.chantier_file, options.mode);
  role_of(cold, options.consultation);
  check_identity(options.identity);
  return Drill(cold, options, reporter).run();
}

}  // namespace pcrs::step::archive
