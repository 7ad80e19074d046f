// SPDX-License-Identifier: Apache-2.0
#include "step/archive_backup.hpp"

#include <algorithm>
#include <map>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "step/archive_context.hpp"
#include "step/archive_unfinished.hpp"
#include "step/archive_volume.hpp"
#include "store/digest.hpp"
#include "store/manifest.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

constexpr std::size_t digest_digits = 64;
constexpr std::string_view ending = ".tar";

std::string prefix_of(const std::string& chantier_id) {
  return chantier_id + "/catalog/catalog-";
}

class Backup {
 public:
  Backup(const fs::path& chantier_file, store::WriteMode mode, Reporter& reporter)
      : m_context(chantier_file, std::nullopt, mode), m_chantier_file(chantier_file), m_reporter(reporter) {}

  Summary run() {
    // Whoever finds the catalog alone needs the chantier that it is of.
    store::write_file_if_changed(m_context.catalog().root() / "chantier.toml",
                                 store::read_file(m_chantier_file), m_context.mode());
    // Beside the catalog, which is there: a work folder that is not mounted would be made.
    const auto spool = store::open_output(m_context.chantier().catalog / "catalog.tar", m_context.mode());
    m_sha256 = write_catalog_copy(m_context.catalog().root(), m_context.chantier().id, *spool);
    m_tar = spool->temporary();
    for (const std::string& name : m_context.archive_tiers()) copy_to(name, *m_context.tier(name));
    return std::move(m_summary);
  }

 private:
  void copy_to(const std::string& name, Tier& tier) {
    if (!tier.online()) return report_offline(name, tier, m_reporter, m_summary);
    try {
      const std::vector<CatalogCopy> there = catalog_copies(*tier.place, m_context.chantier().id);
      const bool known = !there.empty() && there.back().sha256 == m_sha256;
      if (known)
        ++m_summary.skipped;
      else
        put(name, *tier.place);
      if (tier.remote)
        remove_unfinished(*tier.place);
      else
        write_sums(name, *tier.place);
    } catch (const Error& error) {
      rethrow_interrupt(error);
      if (error.kind() == ErrorKind::retry)
        ++m_summary.busy;
      else
        ++m_summary.rejected;
      m_reporter.finding({name, "backup.failed",
                          std::string("the catalog was not copied there: ") + error.what(), Severity::error});
    }
  }

  // Each copy has a name of its own, so that no later one meets what an upload left that died. One under way
  // elsewhere holds no lock that is asked here, but does not take a day.
  void remove_unfinished(store::Place& place) {
    const std::string before = utc_text(now() - UnixTime{86'400});
    each_unfinished(place, prefix_of(m_context.chantier().id), m_reporter, m_summary,
                    [&](const store::Unfinished& upload) {
                      if (upload.since < before) abandon(place, upload, m_context.mode(), m_reporter);
                    });
  }

  void put(const std::string& name, store::Place& place) {
    const std::string key = catalog_copy_key(m_context.chantier().id, now(), m_sha256);
    ++m_summary.done;
    if (m_context.mode() == store::WriteMode::dry_run) return;
    store::FileSource source(m_tar);
    place.put(key, source, m_sha256, now());
    m_summary.bytes_written += source.size();
    m_reporter.result(place.location(key), {{"place", name},
                                            {"path", place.location(key)},
                                            {"size_bytes", source.size()},
                                            {"sha256", m_sha256}});
  }

  // Every object of the chantier there, for `sha256sum -c` and pcrs-checksum scrub.
  void write_sums(const std::string& name, store::Place& place) {
    const std::string top = m_context.chantier().id + "/";
    std::map<std::string, std::string> sums;  // by path below the chantier's folder
    for (const int millesime : m_context.catalog().millesimes())
      m_context.catalog().each_latest(
          millesime,
          [&](const catalog::Record& record) {
            for (const catalog::Record& each : m_context.catalog().revisions(record.key, millesime))
              for (const catalog::Product& product : each.products)
                if (const catalog::Copy* copy = product.copy_in(name); copy && copy->key.starts_with(top))
                  sums[copy->key.substr(top.size())] = product.sha256;
          },
          [](const Finding&) {});  // status tells what cannot be read
    for (const CatalogCopy& copy : catalog_copies(place, m_context.chantier().id))
      sums[copy.key.substr(top.size())] = copy.sha256;
    std::string text;
    for (const auto& [path, sha256] : sums) text += store::manifest_line(sha256, path);
    if (const auto list = place.local_path(top + "SHA256SUMS"))
      store::write_file_if_changed(*list, text, m_context.mode());
  }

  Context m_context;
  const fs::path m_chantier_file;
  Reporter& m_reporter;
  std::string m_sha256;
  fs::path m_tar;
  Summary m_summary;
};

}  // namespace

std::string catalog_copy_key(const std::string& chantier_id, UnixTime time, const std::string& sha256) {
  return prefix_of(chantier_id) + compact_utc_text(time) + "-" + sha256 + std::string(ending);
}

std::vector<CatalogCopy> catalog_copies(store::Place& place, const std::string& chantier_id) {
  std::vector<CatalogCopy> copies;
  place.list(prefix_of(chantier_id), [&](const store::ObjectInfo& info) {
    if (!info.key.ends_with(ending) || info.key.size() < digest_digits + ending.size()) return;
    const std::size_t at = info.key.size() - ending.size() - digest_digits;
    copies.push_back({info.key, info.key.substr(at, digest_digits)});
  });
  std::sort(copies.begin(), copies.end(),
            [](const CatalogCopy& one, const CatalogCopy& other) { return one.key < other.key; });
  return copies;
}

Summary backup(const fs::path& chantier_file, store::WriteMode mode, Reporter& reporter) {
  return Backup(chantier_file, mode, reporter).run();
}

}  // namespace pcrs::step::archive
