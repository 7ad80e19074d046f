// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "base/clock.hpp"
#include "step/archive.hpp"
#include "step/archive_cold.hpp"
#include "step/archive_context.hpp"
#include "store/digest.hpp"
#include "store/process.hpp"
#include "store/read_back.hpp"
#include "store/volume_index.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

// Members told one by one; a tar that is worse is told as a whole.
constexpr std::uint64_t most_told = 20;

// Holds the members of a tar against its index, line by line.
class AgainstIndex : public store::TarVisitor {
 public:
  AgainstIndex(const fs::path& index,
               const std::function<void(const std::string&, const std::string&)>& fault)
      : m_rows(index), m_fault(fault) {}
  void begin(const store::TarMember& member, std::uint64_t offset) override {
    m_row = m_rows.next();
    m_is_file = member.kind == store::TarKind::file;
    if (!m_row) return m_fault(member.path, "is not in the index");
    if (m_row->member() != member.path || m_row->mtime_ns != member.mtime_ns || m_row->mode != member.mode ||
        m_row->target != member.target || m_row->offset != offset || m_row->stored_bytes != member.size_bytes)
      m_fault(member.path, "is not what the index says at this place");
  }
  void content(Bytes bytes) override { m_hasher.update(bytes); }
  void end() override {
    const std::string digest = m_hasher.finish_hex();
    if (m_row && m_is_file && m_row->kind != store::RowKind::empty_void && m_row->stored_sha256 != digest)
      m_fault(m_row->path, "has SHA-256 " + digest + ", the index says " + m_row->stored_sha256);
  }
  bool ended() { return !m_rows.next(); }

 private:
  store::IndexReader m_rows;
  const std::function<void(const std::string&, const std::string&)>& m_fault;
  store::Hasher m_hasher;
  std::optional<store::IndexRow> m_row;
  bool m_is_file = false;
};

class Verification {
 public:
  Verification(fs::path folder, const VerifyOptions& options, Cold* cold, Reporter& reporter,
               Summary& summary)
      : m_folder(std::move(folder)),
        m_options(options),
        m_cold(cold),
        m_reporter(reporter),
        m_summary(summary) {}

  void run() {
    const auto label = m_cold != nullptr ? m_cold->label(m_folder) : store::read_label(m_folder);
    if (!label) throw_usage(m_folder.string(), "holds no volume");
    m_label = *label;
    check_seal();
    const store::Bag bag(m_folder, m_label, store::WriteMode::dry_run);
    for (const auto& [path, digest] : bag.tags()) check_tag(path, digest);
    for (const auto& [path, digest] : bag.payload()) check_tar(path, digest);
    check_unlisted(bag);
    if (m_cold != nullptr) check_record(bag);
  }

 private:
  void fault(const std::string& path, const char* rule, const std::string& message,
             Severity severity = Severity::error) {
    if (severity == Severity::error) ++m_summary.rejected;
    m_reporter.finding({(m_folder / path).string(), rule, message, severity});
  }

  void check_seal() {
    try {
      const auto check = store::check_statement(m_folder, m_options.key);
      if (!check.fault.empty()) fault("statement.json", "volume.statement", check.fault);
      if (check.fault.empty() && !check.is_signed)
        fault("statement.json", "volume.unsigned",
              "is not signed: only the catalog can tell whether all was replaced", Severity::note);
    } catch (const Error& error) {
      rethrow_interrupt(error);
      fault("statement.json", "volume.statement", error.message());
    }
  }

  void check_tag(const std::string& path, const std::string& digest) {
    try {
      const std::string now = store::sha256_file(m_folder / path, {.drop_cache_first = true});
      if (now != digest)
        fault(path, "volume.altered", "has SHA-256 " + now + ", tagmanifest-sha256.txt says " + digest);
    } catch (const Error& error) {
      rethrow_interrupt(error);
      fault(path, "volume.altered", error.message());
    }
  }

  // What is wrong with a tar, empty when it is sound; members that differ are told on the way. Reads it once.
  std::string fault_of(const std::string& path, const std::string& digest, bool& from_medium,
                       std::uint64_t& members) {
    std::string first;
    const std::function<void(const std::string&, const std::string&)> member_fault =
        [&](const std::string& member, const std::string& what) {
          if (members++ == 0) first = member + " " + what;
          if (members <= most_told)
            fault(path, "file.damaged",
                  member + " " + what + "; run pack again for this place, or restore it from another");
        };
    try {
      store::FileSource source(m_folder / path);
      from_medium = store::drop_cache(source);
      AgainstIndex visitor(m_folder / "index" / (fs::path(path).stem().string() + ".tsv"), member_fault);
      const std::string now = store::read_tar(source, visitor);
      m_summary.bytes_read += source.size();
      if (members > 0) return first;
      if (now != digest) return "has SHA-256 " + now + ", manifest-sha256.txt says " + digest;
      return visitor.ended() ? "" : "lacks members that the index lists";
    } catch (const Error& error) {
      rethrow_interrupt(error);
      return error.message();
    }
  }

  void check_tar(const std::string& path, const std::string& digest) {
    bool from_medium = false;
    std::uint64_t members = 0;
    const std::string what = fault_of(path, digest, from_medium, members);
    if (what.empty()) {
      ++m_summary.done;
      m_reporter.result((m_folder / path).string(), {{"path", (m_folder / path).string()},
                                                     {"volume", m_label.id},
                                                     {"sha256", digest},
                                                     {"state", "ok"}});
    } else if (members == 0 || members > most_told) {
      fault(path, "tar.damaged", what + "; run pack again for this place, or restore its files from another");
    }
    if (m_cold != nullptr) record(fs::path(path).filename().string(), digest, what, from_medium);
  }

  void record(const std::string& name, const std::string& digest, const std::string& what, bool from_medium) {
    catalog::update_volume(
        m_cold->root(), m_label.id, m_label.place,
        [&](catalog::Volume& volume) {
          catalog::VolumeTar* tar = volume.tar(name);
          if (tar == nullptr) return;
          tar->damaged = what.empty() && tar->sha256 != digest ? "is another tar than was written" : what;
          tar->verified_at = tar->damaged.empty() ? utc_text(now()) : "";
          tar->verified_how = tar->damaged.empty() ? store::verified_text("verified", from_medium) : "";
        },
        m_options.mode);
  }

  void check_unlisted(const store::Bag& bag) {
    std::error_code error;
    for (fs::directory_iterator it(m_folder / "data", error), end; !error && it != end; it.increment(error)) {
      const std::string path = "data/" + it->path().filename().string();
      if (!bag.payload().contains(path))
        fault(path, "tar.unlisted", "is not in the manifest: it counts for nothing", Severity::note);
    }
  }

  // A volume that was replaced whole, with its manifests, still differs from what the catalog remembers.
  void check_record(const store::Bag& bag) {
    const auto volume = catalog::load_volume(m_cold->root(), m_label.id);
    if (!volume) return fault("", "volume.unknown", "is not in the catalog");
    for (const catalog::VolumeTar& tar : volume->tars) {
      const auto found = bag.payload().find("data/" + tar.name);
      if (found == bag.payload().end())
        lost(tar, "is in the catalog and no longer in the manifest");
      else if (found->second != tar.sha256)
        fault(found->first, "tar.damaged",
              "is another tar than was written: the catalog says SHA-256 " + tar.sha256);
    }
    m_cold->journal().write("verify", m_label.id,
                            {{"tars", bag.payload().size()}, {"sound", m_summary.done}});
  }

  void lost(const catalog::VolumeTar& tar, const std::string& what) {
    fault("data/" + tar.name, "tar.damaged", what);
    record(tar.name, tar.sha256, what, false);
  }

  const fs::path m_folder;
  const VerifyOptions& m_options;
  Cold* m_cold;
  Reporter& m_reporter;
  Summary& m_summary;
  store::VolumeLabel m_label;
};

}  // namespace

Summary verify(const VerifyOptions& options, Reporter& reporter) {
  std::optional<Cold> cold;
  if (options.chantier_file) cold.emplace(*options.chantier_file, options.mode);
  VerifyOptions used = options;
  std::error_code error;
  if (cold && !used.key && cold->signing_key() && fs::exists(*cold->signing_key(), error))
    used.key = cold->signing_key();
  Summary summary;
  for (const fs::path& folder : options.volumes) {
    if (!fs::is_directory(folder, error))
      throw_retry(folder.string(), "there is no such folder: mount the volume, then run this again");
    try {
      Verification(folder, used, cold ? &*cold : nullptr, reporter, summary).run();
    } catch (const Error& thrown) {
      rethrow_interrupt(thrown);
      if (thrown.kind() != ErrorKind::failed || !is_below(thrown, folder)) throw;
      ++summary.rejected;  // the other volumes are read all the same
      reporter.finding({thrown.where(), "volume.altered", thrown.message(), Severity::error});
    }
  }
  return summary;
}

}  // namespace pcrs::step::archive
