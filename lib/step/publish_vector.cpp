// SPDX-License-Identifier: Apache-2.0
#include "step/publish_vector.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "catalog/delivery.hpp"
#include "catalog/delivery_years.hpp"
#include "step/publish_place.hpp"
#include "store/digest.hpp"

namespace fs = std::filesystem;

namespace pcrs::step {

namespace {

std::string in_site(const std::string& path) {
  return std::string(format::layout::vectors) + "/" + path;
}

VectorFile vector_file(const PublishRun& run, const catalog::Delivery& delivery,
                       const catalog::DeliveredFile& delivered) {
  VectorFile file{{delivery.id + "/" + delivered.path, delivered.size_bytes},
                  delivery.roots.at(delivered.root) / delivered.path,
                  delivered.sha256,
                  delivered.mtime_ns / 1'000'000'000};
  const auto standing = run.hot->stat(run.key(in_site(file.file.path)));
  file.stands =
      standing && standing->size_bytes == delivered.size_bytes && standing->modified == file.modified;
  return file;
}

bool is_published(const PublishRun& run) {
  const auto product = run.chantier.products.find("vector");
  return product != run.chantier.products.end() && product->second.access != "closed";
}

// True when these very bytes stand there under another date (a restore from a backup): they are dated again,
// and the contractor's disk may be gone.
bool stands_redated(PublishRun& run, const VectorFile& file) {
  const std::string key = run.key(in_site(file.file.path));
  if (!run.hot->stat(key) || store::sha256_source(*run.hot->open(key)) != file.sha256) return false;
  if (const auto path = run.hot->local_path(key); path && !run.dry()) settle(*path, file.modified);
  return true;
}

// One file; false and a finding when it cannot be had. A full disk is not a fault of the file: it throws.
bool publish_one(PublishRun& run, const VectorFile& file, Summary& summary) {
  const std::string key = run.key(in_site(file.file.path));
  try {
    store::FileSource source(file.from);
    // What stands goes only once the new bytes have proved to be the delivered ones.
    if (run.hot->stat(key)) {
      if (store::sha256_source(source) != file.sha256)
        throw_failed(file.from.string(), "its bytes are no longer those of the delivery");
      if (!run.dry()) run.hot->remove(key);
    }
    if (!run.hot->stat(key))
      summary.bytes_written += run.hot->put(key, source, file.sha256, file.modified).size_bytes;
    summary.bytes_read += file.file.size_bytes;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::failed || !error.where().starts_with(file.from.string())) throw;
    run.reporter.finding({file.from.string(), "vector.unreadable",
                          error.message() + "; not published: bring the delivery back and run this again",
                          Severity::error, ""});
    ++summary.rejected;
    return false;
  }
  const Json details{{"sha256", file.sha256}};
  if (!run.dry()) run.journal.write("publish", file.file.path, details);
  const fs::path target = run.file(in_site(file.file.path));
  run.reporter.result(target.string(),
                      {{"path", target.string()}, {"sha256", file.sha256}, {"status", "published"}});
  ++summary.done;
  return true;
}

// What the site holds beside the files shown, by keys.
std::vector<store::ObjectInfo> others_than(PublishRun& run, const std::vector<format::PublicFile>& shown) {
  std::set<std::string> wanted;
  for (const format::PublicFile& file : shown) wanted.insert(run.key(in_site(file.path)));
  std::vector<store::ObjectInfo> others;
  run.hot->list(run.key(in_site("")), [&](const store::ObjectInfo& object) {
    const bool is_listing = object.key.ends_with("/index.html");
    if (!is_listing && wanted.count(object.key) == 0) others.push_back(object);
  });
  return others;
}

void withdraw(PublishRun& run, const std::string& key) {
  run.reporter.note(1, key + ": no longer published, removed");
  if (run.dry()) return;
  run.hot->remove(key);
  run.journal.write("withdraw", key, Json::object());
}

}  // namespace

std::vector<VectorFile> vector_files(const PublishRun& run) {
  if (!is_published(run)) return {};
  // By the contractor's own path: a later delivery of the same millésime replaces it.
  std::map<std::pair<std::optional<int>, std::string>, VectorFile> latest;
  for (const auto& [id, millesime] : catalog::delivery_years(run.catalog, run.chantier.millesime)) {
    const auto delivery = catalog::load_delivery(run.catalog.root(), id);
    if (!delivery) continue;
    const catalog::Verdicts verdicts(*delivery);
    for (const catalog::DeliveredFile& file : delivery->files)
      if (file.role == catalog::FileRole::vector && !file.sha256.empty() &&
          verdicts.of(file) == catalog::Verdict::accepted)
        latest.insert_or_assign({millesime, file.path}, vector_file(run, *delivery, file));
  }
  std::map<std::string, VectorFile> by_path;
  for (auto& [path, file] : latest) by_path.emplace(file.file.path, std::move(file));
  std::vector<VectorFile> files;
  for (auto& [path, file] : by_path) files.push_back(std::move(file));
  return files;
}

std::vector<format::PublicFile> publish_vectors(PublishRun& run, const std::vector<VectorFile>& files,
                                                Summary& summary) {
  std::vector<format::PublicFile> shown;
  for (const VectorFile& file : files) {
    interrupt::check();
    const bool stands = file.stands || stands_redated(run, file);
    if (stands) ++summary.skipped;
    if (stands || publish_one(run, file, summary)) shown.push_back(file.file);
  }
  // What stands beside may be what a file that cannot be had now was to replace: then it stays, and is shown.
  const bool keep = shown.size() < files.size();
  const std::size_t below = run.key(in_site("")).size();
  for (const store::ObjectInfo& other : others_than(run, shown)) {
    if (keep)
      shown.push_back({other.key.substr(below), other.size_bytes});
    else
      withdraw(run, other.key);
  }
  std::sort(shown.begin(), shown.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return shown;
}

}  // namespace pcrs::step
