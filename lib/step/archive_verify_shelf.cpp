// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <set>

#include "step/archive_context.hpp"
#include "step/archive_encryption.hpp"
#include "step/archive_readings.hpp"
#include "step/archive_verify.hpp"
#include "store/digest.hpp"
#include "store/manifest.hpp"
#include "store/scratch_folder.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

class Verifying {
 public:
  Verifying(const VerifyOptions& options, Cold* cold, Reporter& reporter)
      : m_options(options), m_cold(cold), m_reporter(reporter) {}

  Summary run() {
    for (const fs::path& word : m_options.volumes) {
      std::error_code error;
      if (const auto shelf = open_shelf(word, word.string(), m_options.mode))
        verify_shelf(shelf, word.string());
      else if (fs::is_directory(word, error))
        verify_one(Medium(word), word);
      else
        tell_absent(word.string());
    }
    // What was found damaged is what is to be read; where nothing was, the tool says to come again.
    if (m_summary.rejected == 0) m_summary.busy = m_absent;
    return m_summary;
  }

 private:
  void fault(const std::string& where, const char* rule, const std::string& message) {
    ++m_summary.rejected;
    m_reporter.finding({where, rule, message});
  }

  void tell_absent(const std::string& folder) {
    ++m_absent;
    m_reporter.finding({folder, "volume.absent",
                        "there is no such folder: mount the volume, then run this again", Severity::warning});
  }

  // What is wrong with one volume keeps no other from being read.
  void verify_one(const Medium& medium, const fs::path& tags) {
    try {
      verify_volume(medium, tags, m_options, m_cold, m_reporter, m_summary);
    } catch (const Error& thrown) {
      rethrow_interrupt(thrown);
      // Another chantier may keep its volumes beside ours.
      const bool is_told =
          thrown.kind() == ErrorKind::failed || (medium.remote() && thrown.kind() == ErrorKind::usage);
      if (!is_told || !is_below(thrown, tags)) throw;
      const std::string path = fs::path(thrown.where()).lexically_relative(tags).string();
      fault(medium.location(path == "." ? "" : path), "volume.altered", thrown.message());
    }
  }

  // Reads of an object store are billed: they are announced, and a dry run makes none.
  void verify_shelf(const std::shared_ptr<store::Place>& shelf, const std::string& url) {
    std::vector<StoredVolume> volumes = volumes_at(shelf);
    tell_lost(volumes, url);
    std::erase_if(volumes, [&](const StoredVolume& volume) { return is_unfinished(volume); });
    ReadingPlan plan{url, true};
    plan.what = "objects of volumes";
    for (const StoredVolume& volume : volumes) {
      plan.objects += volume.sizes.size();
      plan.bytes += volume.size_bytes();
    }
    announce(plan, m_cold != nullptr ? m_cold->chantier().policy.read_price_per_gb : std::nullopt,
             m_reporter);
    if (m_options.mode == store::WriteMode::dry_run) return;
    for (const StoredVolume& volume : volumes) {
      const store::ScratchFolder tags(m_cold != nullptr ? m_cold->chantier().work : fs::temp_directory_path(),
                                      "verify");
      if (fetch_tags(volume, tags.path())) verify_one(volume.medium, tags.path());
    }
  }

  bool is_unfinished(const StoredVolume& volume) {
    if (volume.sizes.contains("statement.json") || volume.sizes.contains("bag-info.txt")) return false;
    m_reporter.finding({volume.medium.location(), "volume.unfinished",
                        "is not closed, and no volume yet: pack goes on with it", Severity::note});
    return true;
  }

  void tell_lost(const std::vector<StoredVolume>& there, const std::string& url) {
    if (m_cold == nullptr) return;
    for (const catalog::Volume& volume : catalog::load_volumes(m_cold->root())) {
      const bool is_there = std::any_of(there.begin(), there.end(), [&](const StoredVolume& one) {
        return one.id == volume.id &&
               (one.sizes.contains("statement.json") || one.sizes.contains("bag-info.txt"));
      });
      if (volume.at == url && volume.state == "closed" && !is_there)
        fault(url + "/" + volume.id, "volume.altered", "is in the catalog and no longer there");
    }
  }

  // What is not there is missing in `folder`, and the manifests tell that. Lists may lag behind them. False
  // when the store does not give what it lists: then nothing can be said of the volume.
  bool fetch_tags(const StoredVolume& volume, const fs::path& folder) {
    std::set<std::string> names;
    for (const auto& [path, size] : volume.sizes)
      if (!path.starts_with("data/")) names.insert(path);
    for (const std::string& path : names)
      if (const std::string refusal = fetch(volume.medium, path, folder); !refusal.empty()) {
        fault(volume.medium.location(path), "place.refused", refusal + "; this volume was not verified");
        return false;
      }
    std::error_code error;
    if (!fs::exists(folder / "tagmanifest-sha256.txt", error)) return true;
    for (const auto& entry :
         store::parse_manifest(store::read_file(folder / "tagmanifest-sha256.txt")).entries)
      if (store::key_fault(entry.path).empty() && !names.contains(entry.path))
        fetch(volume.medium, entry.path, folder);
    return true;
  }

  // Why it could not be had; empty when it was.
  std::string fetch(const Medium& medium, const std::string& path, const fs::path& folder) {
    try {
      const auto source = medium.open(path);
      const auto output = store::open_output(folder / path);
      store::copy_hashing(*source, *output);
      output->commit();
      m_summary.bytes_read += source->size();
      return {};
    } catch (const Error& error) {
      rethrow_interrupt(error);
      if (is_below(error, folder) || error.kind() == ErrorKind::retry) throw;
      medium.check_online();
      return error.message();
    }
  }

  const VerifyOptions& m_options;
  Cold* m_cold;
  Reporter& m_reporter;
  std::uint64_t m_absent = 0;
  Summary m_summary;
};

}  // namespace

Summary verify(const VerifyOptions& options, Reporter& reporter) {
  check_identity(options.identity);
  std::optional<Cold> cold;
  if (options.chantier_file) cold.emplace(*options.chantier_file, options.mode);
  VerifyOptions used = options;
  std::error_code error;
  if (cold && !used.key && cold->signing_key() && fs::exists(*cold->signing_key(), error))
    used.key = cold->signing_key();
  return Verifying(used, cold ? &*cold : nullptr, reporter).run();
}

}  // namespace pcrs::step::archive
