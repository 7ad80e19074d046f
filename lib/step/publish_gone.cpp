// SPDX-License-Identifier: Apache-2.0
#include "step/publish_gone.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "base/error.hpp"
#include "format/site.hpp"
#include "grid/pyramid.hpp"
#include "step/publish_dalle.hpp"

namespace fs = std::filesystem;

namespace pcrs::step {

namespace {

// Files of the mosaic by their names: the whole of the millésime, and the sheet that the dalle lies in.
std::vector<std::string> mosaic_of(const PublishRun& run, const catalog::Record& record) {
  const grid::DalleKey corner = grid::sheet_of(record.key, run.grid);
  const std::string sheet = grid::key_text(corner, grid::sheet_grid(run.grid)) + "-";
  const std::string folder = std::string(format::layout::mosaic) + "/" + std::to_string(record.millesime);
  std::vector<std::string> paths;
  std::error_code none;
  for (fs::directory_iterator it(run.file(folder), none), end; !none && it != end; it.increment(none)) {
    const std::string name = it->path().filename().string();
    if (name.starts_with(sheet) || name.starts_with("ensemble-")) paths.push_back(folder + "/" + name);
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

using EachRevision = std::function<void(const catalog::Record&, const catalog::Product&)>;

// Newest first. A damaged record of a former revision must not keep the pixels of the others on the site.
void each_revision(const PublishRun& run, const catalog::Record& newest, const EachRevision& each,
                   const std::function<void(const Error&)>& damaged) {
  for (int revision = newest.revision; revision > 0; --revision) {
    std::optional<catalog::Record> record = newest;
    try {
      if (revision < newest.revision) record = run.catalog.load(newest.key, newest.millesime, revision);
    } catch (const Error& error) {
      record.reset();
      damaged(error);
    }
    if (const auto* cog = record ? record->product("cog") : nullptr) each(*record, *cog);
  }
}

bool holds_all(const std::vector<std::string>& paths, const std::vector<std::string>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& path) {
    return std::find(paths.begin(), paths.end(), path) != paths.end();
  });
}

}  // namespace

catalog::Withdrawn withdrawn_of(PublishRun& run, const catalog::Record& newest, const catalog::Gone* gone) {
  std::vector<std::string> paths;
  each_revision(
      run, newest, [&](const auto& record, const auto& cog) { paths.push_back(site_path(record, cog)); },
      [&](const Error& error) {
        run.reporter.finding({error.where(), "record.unreadable",
                              error.message() + "; a file of this revision may be left on the site",
                              Severity::warning, newest.dalle});
      });
  if (gone != nullptr)
    for (const catalog::Withdrawn& one : gone->withdrawn)
      if (one.millesime == newest.millesime && one.dalle == newest.dalle && holds_all(one.paths, paths))
        return one;
  const std::vector<std::string> mosaic = mosaic_of(run, newest);
  paths.insert(paths.end(), mosaic.begin(), mosaic.end());
  return {newest.millesime, newest.dalle, std::move(paths)};
}

void tell_withdrawn(const PublishRun& run, const std::vector<catalog::Withdrawn>& dalles) {
  if (run.dry() || dalles.empty()) return;
  catalog::change_gone(run.catalog.root(), [&](catalog::Gone& gone) {
    for (const catalog::Withdrawn& dalle : dalles) gone.withdraw(dalle);
  });
}

unsigned take_off(PublishRun& run, const catalog::Record& newest, const catalog::Withdrawn& withdrawn) {
  std::set<std::string> there;
  for (const std::string& path : withdrawn.paths) {
    if (run.hot->stat(run.key(path))) there.insert(path);
    if (!run.dry()) run.hot->remove(run.key(path));
  }
  unsigned gone = 0;
  const auto note = [&](const catalog::Record& record, const catalog::Product& cog) {
    if (there.count(site_path(record, cog)) == 1) {
      ++gone;
      if (!run.dry())
        run.journal.write(
            "withdraw", record.dalle,
            {{"millesime", record.millesime}, {"revision", record.revision}, {"file", cog.name}});
    }
    forget_published(run, record);
  };
  each_revision(run, newest, note, [](const Error&) {});
  return gone;
}

bool drop_withdrawn(const PublishRun& run, std::vector<catalog::Record>& shown) {
  std::set<std::string> withdrawn;
  for (const catalog::Withdrawn& one : catalog::known_gone(run.catalog.root()).withdrawn)
    withdrawn.insert(one.paths.begin(), one.paths.end());
  return std::erase_if(shown, [&](const catalog::Record& record) {
           return withdrawn.count(site_path(record, *record.product("cog"))) == 1;
         }) > 0;
}

void settle_gone(const PublishRun& run, std::vector<std::string> superseded) {
  if (run.dry()) return;
  catalog::change_gone(run.catalog.root(), [&](catalog::Gone& gone) {
    std::erase_if(gone.withdrawn, [&](const catalog::Withdrawn& one) {
      const auto key = grid::parse_key(one.dalle, run.grid);
      const auto newest = key ? run.catalog.latest(*key, one.millesime) : std::nullopt;
      return !newest || newest->state != "withdrawn";
    });
    gone.superseded = std::move(superseded);
  });
}

}  // namespace pcrs::step
