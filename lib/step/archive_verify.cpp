// SPDX-License-Identifier: Apache-2.0
#include "step/archive_verify.hpp"

#include <optional>

#include "base/clock.hpp"
#include "step/archive_check_tar.hpp"
#include "step/archive_context.hpp"
#include "store/cipher.hpp"
#include "store/digest.hpp"
#include "store/process.hpp"
#include "store/read_back.hpp"
#include "store/volume_index.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

// Members told one by one; a tar that is worse is told as a whole.
constexpr std::uint64_t most_told = 20;

class Verification {
 public:
  Verification(const Medium& medium, fs::path tags, const VerifyOptions& options, Cold* cold,
               Reporter& reporter, Summary& summary)
      : m_medium(medium),
        m_tags(std::move(tags)),
        m_options(options),
        m_cold(cold),
        m_reporter(reporter),
        m_summary(summary) {}

  void run() {
    const auto label = m_cold != nullptr ? m_cold->label(m_tags) : store::read_label(m_tags);
    if (!label) throw_usage(m_medium.location(), "holds no volume");
    m_label = *label;
    check_seal();
    const store::Bag bag(m_tags, m_label, store::WriteMode::dry_run);
    for (const auto& [path, digest] : bag.tags()) check_tag(path, digest);
    for (const auto& [path, digest] : bag.payload()) check_tar(path, digest);
    check_unlisted(bag);
    if (m_cold != nullptr) check_record(bag);
  }

 private:
  void fault(const std::string& path, const char* rule, const std::string& message,
             Severity severity = Severity::error) {
    if (severity == Severity::error) ++m_summary.rejected;
    m_reporter.finding({m_medium.location(path), rule, message, severity});
  }

  void check_seal() {
    try {
      const auto check = store::check_statement(m_tags, m_options.key);
      if (!check.fault.empty()) fault("statement.json", "volume.statement", check.fault);
      if (check.fault.empty() && !check.is_signed)
        fault("statement.json", "volume.unsigned",
              "is not signed: only the catalog can tell whether all was replaced", Severity::note);
    } catch (const Error& error) {
      rethrow_interrupt(error);
      const fs::path at = fs::path(error.where()).lexically_relative(m_tags);
      const bool is_of_it = !at.empty() && at.begin()->string() != "..";
      fault(is_of_it ? at.string() : "statement.json", "volume.statement", error.message());
    }
  }

  void check_tag(const std::string& path, const std::string& digest) {
    try {
      const std::string now = store::sha256_file(m_tags / path, {.drop_cache_first = true});
      if (now != digest)
        fault(path, "volume.altered", "has SHA-256 " + now + ", tagmanifest-sha256.txt says " + digest);
    } catch (const Error& error) {
      rethrow_interrupt(error);
      fault(path, "volume.altered", error.message());
    }
  }

  void check_tar(const std::string& path, const std::string& digest) {
    std::uint64_t told = 0;
    const TarReading reading = archive::check_tar(
        m_medium, m_tags, path, digest, m_options.identity,
        [&](const std::string& member, const std::string& what) {
          if (++told <= most_told)
            fault(path, "file.damaged",
                  member + " " + what + "; run pack again for this place, or restore it from another");
        });
    m_summary.bytes_read += reading.bytes_read;
    if (!reading.refused.empty())
      return fault(path, "place.refused", reading.refused + "; it was not read, the record stays as it was");
    if (reading.fault.empty())
      tell_sound(path, digest, reading);
    else if (reading.members == 0 || reading.members > most_told)
      fault(path, "tar.damaged",
            reading.fault + "; run pack again for this place, or restore its files from another");
    if (m_cold != nullptr)
      record(fs::path(path).filename().string(), digest, reading.fault, reading.from_medium,
             reading.decrypted);
  }

  void tell_sound(const std::string& path, const std::string& digest, const TarReading& reading) {
    const bool is_plain = store::coding_of(path) == store::Coding::none;
    const std::string tar = m_medium.location(path);
    Json more{{"path", tar}, {"volume", m_label.id}, {"sha256", digest}, {"state", "ok"}};
    if (!is_plain) more["decrypted"] = reading.decrypted;
    m_reporter.result(is_plain || reading.decrypted ? tar : tar + "\tnot decrypted", more);
    ++m_summary.done;
    if (!reading.locked.empty()) fault(path, "tar.locked", reading.locked);
  }

  void record(const std::string& name, const std::string& digest, const std::string& what, bool from_medium,
              bool decrypted) {
    catalog::update_volume(
        m_cold->root(), m_label.id, m_label.place,
        [&](catalog::Volume& volume) {
          catalog::VolumeTar* tar = volume.tar(name);
          if (tar == nullptr) return;
          tar->damaged = what.empty() && tar->sha256 != digest ? "is another tar than was written" : what;
          tar->verified_at = tar->damaged.empty() ? utc_text(now()) : "";
          const std::string first = decrypted ? "verified, decrypted" : "verified";
          const std::string how =
              m_medium.remote() ? first + ", read whole" : store::verified_text(first, from_medium);
          tar->verified_how = tar->damaged.empty() ? how : "";
        },
        m_options.mode);
  }

  void check_unlisted(const store::Bag& bag) {
    for (const std::string& name : m_medium.tar_names())
      if (!bag.payload().contains("data/" + name))
        fault("data/" + name, "tar.unlisted", "is not in the manifest: it counts for nothing",
              Severity::note);
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
    record(tar.name, tar.sha256, what, false, false);
  }

  const Medium& m_medium;
  const fs::path m_tags;
  const VerifyOptions& m_options;
  Cold* m_cold;
  Reporter& m_reporter;
  Summary& m_summary;
  store::VolumeLabel m_label;
};

}  // namespace

void verify_volume(const Medium& medium, const fs::path& tags, const VerifyOptions& options, Cold* cold,
                   Reporter& reporter, Summary& summary) {
  Verification(medium, tags, options, cold, reporter, summary).run();
}

}  // namespace pcrs::step::archive
