// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "step/archive_context.hpp"
#include "step/archive_medium.hpp"
#include "step/archive_shelf.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

// As it is named in errors: without a slash at the end.
VolumeRoom folder_room(const Cold& cold, const std::string& place, const fs::path& word) {
  const fs::path normal = word.lexically_normal();
  const fs::path folder = normal.has_filename() ? normal : normal.parent_path();
  const auto label = cold.label(folder);
  if (label && label->place != place)
    throw_usage(word.string(),
                "holds volume " + label->id + " of the place " + label->place + ", not " + place);
  return {folder};
}

}  // namespace

std::vector<VolumeRoom> checked_rooms(const Cold& cold, const std::string& place,
                                      const PackOptions& options) {
  std::set<fs::path> seen;
  std::vector<VolumeRoom> rooms;
  for (const fs::path& word : options.volumes) {
    std::string text = word.string();
    while (text.ends_with('/')) text.pop_back();
    if (auto shelf = open_shelf(word, place, cold.mode())) {
      if (options.volumes.size() > 1) throw_usage(text, "takes as many volumes as it needs: give it alone");
      if (options.capacity_bytes == 0)
        throw_usage(text,
                    "an object store has no end: give --capacity, or the place one in the chantier file");
      shelf->check_online();
      rooms.push_back({text, std::move(shelf)});
    } else {
      rooms.push_back(folder_room(cold, place, word));
      if (!seen.insert(fs::canonical(word)).second) throw_usage(word.string(), "is given twice");
    }
  }
  return rooms;
}

void end_unfinished(Cold& cold, const chantier::ColdPlace& place, const PackOptions& options,
                    const std::vector<VolumeRoom>& rooms) {
  for (const VolumeRoom& room : rooms) {
    if (room.shelf)
      VolumeWriter::end_closing(cold, place, room, options.read_back);
    else if (VolumeWriter::has_unfinished(cold, room.folder))
      VolumeWriter(cold, place, room, options.capacity_bytes, options.read_back).leave("open");
  }
}

}  // namespace pcrs::step::archive
