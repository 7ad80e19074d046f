// SPDX-License-Identifier: Apache-2.0
#include "step/publish_leftovers.hpp"

#include <set>

#include "base/clock.hpp"
#include "step/publish_dalle.hpp"

namespace pcrs::step {

namespace {

using catalog::Product;
using catalog::Record;

void add_superseded(const PublishRun& run, const std::vector<Record>& shown, Known& known) {
  const UnixTime since = now() - UnixTime{run.chantier.superseded_days} * 86'400;
  for (const Record& newest : shown) {
    const catalog::Copy* copy = newest.product("cog")->copy_in("hot");  // none: published by this run
    const bool is_over = copy != nullptr && parse_utc(copy->verified_at).value_or(now()) <= since;
    for (int revision = newest.revision - 1; revision > 0; --revision) {
      const auto older = run.catalog.load(newest.key, newest.millesime, revision);
      if (const Product* cog = older ? older->product("cog") : nullptr)
        known.emplace(site_path(*older, *cog), Superseded{*older, is_over});
    }
  }
}

}  // namespace

Known superseded_of(const PublishRun& run, const std::vector<Record>& shown) {
  Known known;
  add_superseded(run, shown, known);
  return known;
}

std::vector<std::string> paths_of(const Known& superseded) {
  std::vector<std::string> paths;
  for (const auto& [path, one] : superseded) paths.push_back(path);
  return paths;
}

std::uint64_t look_after_leftovers(PublishRun& run, const Current& current, const std::vector<Record>& shown,
                                   Known superseded) {
  add_superseded(run, current.cooled, superseded);
  for (const Record& record : current.cooled)
    superseded.emplace(site_path(record, *record.product("cog")), Superseded{record, false});
  std::set<std::string> ours;
  for (const auto* list : {&current.records, &shown})
    for (const Record& record : *list)
      if (const auto* cog = record.product("cog")) ours.insert(site_path(record, *cog));
  std::uint64_t bytes = 0;
  run.hot->list(run.key("dalles/"), [&](const store::ObjectInfo& object) {
    const std::string path = object.key.substr(run.chantier.id.size() + 1);
    if (ours.count(path) == 1 || path.ends_with("/index.html")) return;
    const auto old = superseded.find(path);
    const bool goes = old != superseded.end() && (run.options.prune || old->second.is_over);
    if (goes && remove_published(run, old->second.record, "prune")) return;
    bytes += object.size_bytes;
    if (old == superseded.end())
      run.reporter.finding({run.file(path).string(), "hot.unknown",
                            "is no dalle of the catalog; it is not listed: remove it if nobody needs it",
                            Severity::note, ""});
  });
  return bytes;
}

}  // namespace pcrs::step
