// SPDX-License-Identifier: Apache-2.0
#include "step/publish_dalle.hpp"

#include <unistd.h>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "format/site.hpp"
#include "step/publish_place.hpp"
#include "store/digest.hpp"

namespace fs = std::filesystem;

namespace pcrs::step {

namespace {

using catalog::Product;
using catalog::Record;

// The date that the published file carries: the record's, so that a file made or copied again is the same
// to caches and to the national scanner, which hashes it.
UnixTime published_date(const Product& cog) {
  return parse_utc(cog.made_at).value_or(0);
}

fs::path work_file(const PublishRun& run, const Record& record, const Product& cog) {
  const catalog::Copy* copy = cog.copy_in("work");
  const std::string usual = "cog/" + std::to_string(record.millesime) + "/" + cog.name;
  return run.chantier.work / (copy != nullptr ? copy->key : usual);
}

Finding finding(const Record& record, const fs::path& path, const char* rule, std::string message,
                Severity severity = Severity::error) {
  return {path.string(), rule, std::move(message), severity, record.dalle};
}

// Everything that one attempt needs to know.
struct Job {
  PublishRun& run;
  const Record& record;
  const Product& cog;
  fs::path target;
  DalleAttempt& attempt;

  void blame(const fs::path& path, const char* rule, std::string message,
             Severity severity = Severity::error) {
    attempt.findings.push_back(finding(record, path, rule, std::move(message), severity));
  }
};

// The digest of a file, or nothing and a finding when it cannot be read.
std::optional<std::string> digest_of(Job& job, const fs::path& path) {
  try {
    const std::string sha256 = store::sha256_file(path, {.drop_cache_after = true});
    job.attempt.bytes_read += job.cog.size_bytes;
    return sha256;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::failed || !error.where().starts_with(path.string())) throw;
    job.blame(path, "cog.unreadable", error.message() + "; make it again with pcrs-compress");
    return std::nullopt;
  }
}

// The words say nothing of how the file came (the journal does), so that a run that was killed between the
// file and its record ends with the same record.
void record_copy(Job& job) {
  if (job.run.dry()) return;
  const std::string key = job.run.key(site_path(job.record, job.cog));
  const bool moved = job.run.options.move && !status_of(work_file(job.run, job.record, job.cog));
  const auto change = [&](Record& record) {
    Product* cog = record.product("cog");
    if (cog == nullptr || cog->sha256 != job.cog.sha256) return;
    cog->add_copy({"hot", key, utc_text(now()), "read whole, SHA-256 as recorded"});
    if (moved) std::erase_if(cog->copies, [](const auto& copy) { return copy.place == "work"; });
  };
  job.run.catalog.update(job.record.key, job.record.millesime, change, job.record.revision);
}

std::string copy_into_place(Job& job, const fs::path& from) {
  const std::string key = job.run.key(site_path(job.record, job.cog));
  if (job.run.hot->stat(key)) job.run.hot->remove(key);  // damaged: a place never replaces what it holds
  store::FileSource source(from);
  const auto put = job.run.hot->put(key, source, job.cog.sha256, published_date(job.cog));
  job.attempt.bytes_written += put.size_bytes;
  if (job.run.options.move) ::unlink(from.c_str());
  return "copy: " + put.verified;
}

std::string place_file(Job& job, const fs::path& from) {
  store::make_folders(job.target.parent_path());
  const UnixTime date = published_date(job.cog);
  std::string how;
  if (job.run.options.move && move_into_place(from, job.target, date)) how = "rename";
  if (how.empty() && !job.run.options.move && link_into_place(from, job.target, date)) how = "hard link";
  if (how.empty()) return copy_into_place(job, from);
  store::sync_folder(job.target.parent_path());
  return how;
}

// From the work folder into the site. True when it stands there (or would, in a dry run).
bool bring(Job& job) {
  const fs::path from = work_file(job.run, job.record, job.cog);
  const auto status = status_of(from);
  std::error_code none;
  if (!status && !fs::is_directory(job.run.chantier.work, none)) {
    job.attempt.busy = job.attempt.away = true;
    return false;
  }
  if (!status) {
    job.blame(from, "cog.missing",
              "the COG is neither here nor on the site; mount the work folder, or make it again with "
              "pcrs-compress --overwrite (after "
              "pcrs-archive get, if its lossless dalle is gone too)");
    return false;
  }
  const auto sha256 = digest_of(job, from);
  if (!sha256) return false;
  if (*sha256 != job.cog.sha256) {
    job.blame(from, "cog.damaged",
              "its bytes are not those of the record (SHA-256 " + job.cog.sha256 +
                  "); not published: make it again with pcrs-compress --overwrite");
    return false;
  }
  job.attempt.how = "dry run";
  if (!job.run.dry()) {
    job.attempt.how = place_file(job, from);
    record_copy(job);
    job.run.journal.write("publish", job.record.dalle,
                          {{"millesime", job.record.millesime},
                           {"revision", job.record.revision},
                           {"file", job.cog.name},
                           {"sha256", job.cog.sha256},
                           {"how", job.attempt.how}});
  }
  job.attempt.fresh = true;
  return true;
}

bool is_listed(const Job& job) {
  const fs::path listing = job.target.parent_path() / "index.html";
  std::error_code none;
  return fs::exists(listing, none) &&
         store::read_file(listing).find("href=\"" + url_encode(job.cog.name) + "\"") != std::string::npos;
}

// A file of that name is on the site, but its size or date is not what the record says, or no record speaks
// of it (a stop between the link and the record): only reading it tells.
bool examine(Job& job) {
  const bool recorded = job.cog.copy_in("hot") != nullptr;
  const auto sha256 = digest_of(job, job.target);
  if (sha256 && *sha256 == job.cog.sha256) {
    if (!job.run.dry() && !stands_as_recorded(job.run, job.record)) {
      settle(job.target, published_date(job.cog));
      record_copy(job);
    }
    return true;
  }
  if (!recorded && is_listed(job)) {
    job.blame(
        job.target, "hot.immutable",
        "is already published with other bytes; a published dalle never changes: a correction needs a new "
        "revision (pcrs-tile makes one)");
    return false;
  }
  const bool restored = bring(job);
  if (!recorded) return restored;  // left by a stop before anyone was told of it
  job.blame(job.target, "hot.damaged",
            std::string("has changed since it was published: ") +
                (restored ? "put back from the work folder; look at the disk" : "taken off the listing"),
            restored ? Severity::warning : Severity::error);
  return restored;
}

bool is_withdrawn(const PublishRun& run, const Record& record) {
  const auto newest = run.catalog.latest(record.key, record.millesime);
  return newest && newest->state == "withdrawn";
}

// The record shown, if its COG stands in the site in the end.
std::optional<Record> publish_revision(PublishRun& run, const Record& record, DalleAttempt& attempt) {
  const bool stood = stands_as_recorded(run, record);
  if (stood && !run.options.verify) return record;
  const auto lock = run.catalog.try_dalle(record.key);
  if (!lock) {
    attempt.busy = true;
    return stood ? std::optional(record)
                 : std::nullopt;  // not read again now, but no reason to go off the site
  }
  // Read again under the lock: whoever held it may have made another COG meanwhile.
  const auto now_recorded = run.catalog.load(record.key, record.millesime, record.revision);
  const Product* cog = now_recorded ? now_recorded->product("cog") : nullptr;
  if (cog == nullptr || is_withdrawn(run, record)) return std::nullopt;
  Job job{run, *now_recorded, *cog, run.file(site_path(record, *cog)), attempt};
  const bool stands = status_of(job.target) ? examine(job) : bring(job);
  return stands ? now_recorded : std::nullopt;
}

}  // namespace

std::string site_path(const Record& record, const Product& cog) {
  return std::string(format::layout::dalles) + "/" + std::to_string(record.millesime) + "/" + cog.name;
}

bool stands_as_recorded(const PublishRun& run, const Record& record) {
  const Product* cog = record.product("cog");
  if (cog == nullptr || cog->copy_in("hot") == nullptr) return false;
  const auto status = status_of(run.file(site_path(record, *cog)));
  return status && static_cast<std::uint64_t>(status->st_size) == cog->size_bytes &&
         status->st_mtim.tv_sec == published_date(*cog);
}

DalleAttempt publish_dalle(PublishRun& run, const Record& newest) {
  DalleAttempt attempt;
  if (newest.product("cog") != nullptr) {
    attempt.shown = publish_revision(run, newest, attempt);
  } else {
    attempt.findings.push_back(finding(newest, newest.dalle, "cog.none",
                                       "has no COG yet; make it with pcrs-compress", Severity::note));
  }
  // A dalle must not vanish from the site while its correction is being made.
  for (int revision = newest.revision - 1; !attempt.shown && revision > 0; --revision) {
    const auto older = run.catalog.load(newest.key, newest.millesime, revision);
    const Product* cog = older ? older->product("cog") : nullptr;
    if (cog == nullptr || cog->copy_in("hot") == nullptr) continue;
    attempt.shown = publish_revision(run, *older, attempt);
  }
  return attempt;
}

void forget_published(PublishRun& run, const Record& record) {
  const auto forget = [](Record& changed) {
    if (Product* product = changed.product("cog"))
      std::erase_if(product->copies, [](const auto& copy) { return copy.place == "hot"; });
  };
  if (!run.dry()) run.catalog.update(record.key, record.millesime, forget, record.revision);
}

bool remove_published(PublishRun& run, const Record& record, const std::string& why) {
  const Product* cog = record.product("cog");
  if (cog == nullptr) return false;
  const std::string key = run.key(site_path(record, *cog));
  const bool there = run.hot->stat(key).has_value();
  if (run.dry()) return there;
  // After a stop in between, the file is still found by its name.
  forget_published(run, record);
  if (!there) return false;
  run.hot->remove(key);
  run.journal.write(why, record.dalle,
                    {{"millesime", record.millesime}, {"revision", record.revision}, {"file", cog->name}});
  return true;
}

std::uint64_t bytes_to_copy(const PublishRun& run, const Record& record) {
  const Product* cog = record.product("cog");
  if (cog == nullptr || status_of(run.file(site_path(record, *cog)))) return 0;
  const auto from = status_of(work_file(run, record, *cog));
  const auto root = [&]() -> std::optional<dev_t> {
    struct stat status = {};
    if (::stat(run.chantier.hot.c_str(), &status) != 0) return std::nullopt;
    return status.st_dev;
  }();
  return from && root && from->st_dev != *root ? cog->size_bytes : 0;
}

}  // namespace pcrs::step
