// SPDX-License-Identifier: Apache-2.0
#include "step/publish_portal.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "format/entry_page.hpp"
#include "format/portal.hpp"
#include "grid/dallage.hpp"
#include "step/publish_place.hpp"
#include "step/publish_tree.hpp"

namespace fs = std::filesystem;

namespace pcrs::step {

namespace {

constexpr double outline_tolerance_m = 10;

void read_dallage(PublishRun& run, format::Surroundings& around) {
  const chantier::Chantier& chantier = run.chantier;
  const grid::DallageSource source{chantier.footprint, chantier.dallage, chantier.dallage_field,
                                   chantier.where("footprint.file"), chantier.where("footprint.dallage")};
  try {
    const grid::NamePattern pattern(chantier.name_pattern, chantier.where("grid.name_pattern"));
    const grid::Dallage dallage = grid::load_dallage(source, run.grid, pattern);
    around.territory = grid::read_footprint(chantier.footprint, run.grid.crs);
    for (const grid::DallageCell& cell : dallage) around.dallage.push_back(cell.key);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::usage) throw;
    run.reporter.finding({error.where(), "portal.dallage",
                          error.message() + "; the portal cannot show what is covered", Severity::note, ""});
  }
}

// The files of the built portal but its page, in the order of their paths.
std::vector<TreeFile> scripts_of(const fs::path& portal) {
  std::vector<TreeFile> files;
  const fs::path folder = portal / format::layout::portal;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      files.push_back(
          {entry.path().lexically_relative(folder).generic_string(), store::read_file(entry.path())});
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return files;
}

unsigned write_page(const PublishRun& run, const char* name, const std::string& text) {
  return write_document(run.file(name), text, run.mode) ? 1 : 0;
}

// The scripts first, then the page that names them, then former scripts go: no page ever names a missing one.
unsigned install(const PublishRun& run, const format::Site& site, const fs::path& portal,
                 const fs::path& folder) {
  const std::vector<TreeFile> scripts = scripts_of(portal);
  unsigned written = 0;
  for (const TreeFile& script : scripts)
    written += write_document(folder / script.path, script.bytes, run.mode) ? 1 : 0;
  const fs::path built = portal / "index.html";
  written +=
      write_page(run, "index.html", format::portal_page(site, store::read_file(built), built.string()));
  if (!run.dry()) replace_files(folder, scripts);
  return written;
}

}  // namespace

format::Surroundings surroundings_of(PublishRun& run) {
  const chantier::Chantier& chantier = run.chantier;
  format::Surroundings around;
  read_dallage(run, around);
  if (chantier.communes)
    around.communes = told_at(chantier.where("publish.communes"), [&] {
      return grid::read_areas(*chantier.communes, run.grid.crs,
                              {chantier.communes_field, chantier.communes_code_field}, outline_tolerance_m);
    });
  return around;
}

unsigned write_entry_pages(const PublishRun& run, const format::Site& site) {
  const std::string text = format::entry_page(site);
  const fs::path folder = run.file(format::layout::portal);
  const auto& portal = run.options.portal;
  const unsigned written = write_page(run, "texte.html", text);
  std::error_code none;
  if (!portal && fs::exists(folder, none)) return written;
  if (portal && !portal->empty()) return written + install(run, site, *portal, folder);
  const unsigned replaced = write_page(run, "index.html", text);
  if (!run.dry()) fs::remove_all(folder, none);
  return written + replaced;
}

}  // namespace pcrs::step
