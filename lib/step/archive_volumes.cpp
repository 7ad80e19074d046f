// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "step/archive.hpp"
#include "step/archive_cold.hpp"
#include "step/archive_keeping.hpp"

namespace pcrs::step::archive {

namespace {

std::uint64_t sum_bytes(const catalog::Volume& volume) {
  std::uint64_t bytes = 0;
  for (const catalog::VolumeTar& tar : volume.tars) bytes += tar.size_bytes;
  return bytes;
}

void tell_volume(const catalog::Volume& volume, Reporter& reporter) {
  std::uint64_t unverified = 0, damaged = 0;
  std::string oldest;
  for (const catalog::VolumeTar& tar : volume.tars) {
    unverified += tar.verified_at.empty() ? 1 : 0;
    damaged += tar.damaged.empty() ? 0 : 1;
    if (oldest.empty() || tar.verified_at < oldest) oldest = tar.verified_at;
  }
  const std::string verified = unverified > 0   ? "not verified"
                               : oldest.empty() ? "empty"
                                                : "verified " + oldest.substr(0, 10);
  reporter.result(volume.id + "\t" + volume.place + "\t" + volume.state + "\t" +
                      std::to_string(volume.tars.size()) + (volume.tars.size() == 1 ? " tar\t" : " tars\t") +
                      bytes_text(sum_bytes(volume)) + "\t" +
                      (damaged > 0 ? std::to_string(damaged) + " damaged" : verified) +
                      (volume.at.empty() ? "" : "\t" + volume.at),
                  {{"volume", volume.id},
                   {"place", volume.place},
                   {"state", volume.state},
                   {"at", volume.at},
                   {"tars", volume.tars.size()},
                   {"size_bytes", sum_bytes(volume)},
                   {"unverified", unverified},
                   {"damaged", damaged},
                   {"verified_since", oldest}});
  if (damaged > 0)
    reporter.finding({volume.id, "tar.damaged",
                      std::to_string(damaged) +
                          (damaged == 1 ? " of its tars is damaged or lost and counts"
                                        : " of its tars are damaged or lost and count") +
                          " for nothing: run pack again for the place",
                      Severity::warning});
}

void tell_delivery(const Cold& cold, const std::vector<catalog::Volume>& volumes, const std::string& id,
                   Reporter& reporter, Summary& summary) {
  const Keeping keeping = keeping_of(cold, volumes, cold.delivery(id));
  const bool is_archived = keeping.archived();
  std::string text;
  Json places = Json::object();
  for (const auto& [place, count] : keeping.at_place) {
    text += "\t" + place + " " + std::to_string(count) + "/" + std::to_string(keeping.files);
    places[place] = count;
  }
  reporter.result(id + "\t" + (is_archived ? "archived" : "not archived") + text,
                  {{"delivery", id},
                   {"archived", is_archived},
                   {"files", keeping.files},
                   {"lacking", keeping.lacking},
                   {"places", places}});
  if (is_archived) {
    ++summary.done;
    return;
  }
  ++summary.rejected;
  reporter.finding({id, "delivery.unarchived",
                    keeping.files == 0
                        ? "its list is empty"
                        : std::to_string(keeping.lacking) + " of its " + std::to_string(keeping.files) +
                              " files are kept at fewer than " + std::to_string(cold.chantier().cold.copies) +
                              " places, " + keeping.first_lacking + " among them (not at " +
                              keeping.where_lacking +
                              "): pack the delivery there before its disk goes back"});
}

}  // namespace

Summary volumes(const VolumesOptions& options, Reporter& reporter) {
  const Cold cold(options.chantier_file, store::WriteMode::dry_run);
  const auto all = catalog::load_volumes(cold.root());
  Summary summary;
  for (const std::string& id : options.deliveries) cold.delivery(id);
  if (options.deliveries.empty())
    for (const catalog::Volume& volume : all) tell_volume(volume, reporter);
  for (const std::string& id :
       options.deliveries.empty() ? catalog::delivery_ids(cold.root()) : options.deliveries)
    tell_delivery(cold, all, id, reporter, summary);
  return summary;
}

}  // namespace pcrs::step::archive
