// SPDX-License-Identifier: Apache-2.0
#include "step/archive_volume.hpp"

#include <sys/statvfs.h>

#include <algorithm>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "format/lisezmoi.hpp"
#include "step/archive_context.hpp"
#include "store/digest.hpp"
#include "store/manifest.hpp"
#include "store/read_back.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

std::uint64_t used_bytes(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code error;
  for (const auto& entry :
       fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, error))
    if (entry.is_regular_file() && !entry.is_symlink()) bytes += entry.file_size();
  return bytes;
}

std::uint64_t tars_bytes(const std::optional<catalog::Volume>& volume) {
  std::uint64_t bytes = 0;
  if (volume)
    for (const catalog::VolumeTar& tar : volume->tars) bytes += tar.size_bytes;
  return bytes;
}

std::vector<std::string> unknown_tars(const fs::path& folder, catalog::Volume& volume) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(folder / "data", error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (store::coding_of(name) && volume.tar(name) == nullptr) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string next_id(const Cold& cold, const std::string& place) {
  const std::string start = cold.chantier().id + "-" + place + "-";
  std::int64_t last = 0;
  for (const catalog::Volume& volume : catalog::load_volumes(cold.root()))
    if (volume.place == place && volume.id.starts_with(start))
      last = std::max(last, to_number<std::int64_t>(volume.id.substr(start.size())).value_or(0));
  return start + padded_text(last + 1, 4);
}

}  // namespace

// What counts for nothing in an object store keeps its name all the same.
unsigned VolumeWriter::next_number(const Cold& cold, const std::string& place, const std::string& delivery) {
  unsigned last = 0;
  const auto count = [&](const std::string& tar) {
    const std::string name = store::tar_stem(fs::path(tar).filename().string());
    if (name.starts_with(delivery + "-"))
      last = std::max(last, to_number<unsigned>(name.substr(delivery.size() + 1)).value_or(0));
  };
  for (const catalog::Volume& volume : catalog::load_volumes(cold.root())) {
    if (volume.place != place) continue;
    for (const catalog::VolumeTar& tar : volume.tars)
      if (tar.delivery == delivery) count(tar.name);
    for (const catalog::VoidFile& file : volume.voids) count(file.path);
  }
  return last + 1;
}

VolumeWriter::VolumeWriter(Cold& cold, const chantier::ColdPlace& place, const VolumeRoom& room,
                           std::uint64_t capacity_bytes, bool read_back)
    : m_cold(cold),
      m_place(place),
      m_folder(room.folder),
      m_url(room.url()),
      m_capacity(capacity_bytes),
      m_read_back(read_back) {
  store::VolumeLabel label{"", place.id, cold.chantier().id, cold.chantier().producer};
  if (room.shelf) {
    label.id = VolumeUpload::begun(cold, place.id, m_url);
    if (label.id.empty()) label.id = next_id(cold, place.id);
    m_folder = VolumeUpload::shadow_of(cold, label.id);
    if (cold.real()) store::make_folders(m_folder);
    if (cold.real()) m_upload = std::make_unique<VolumeUpload>(room.shelf, label.id, m_folder);
  } else if (const auto there = cold.label(m_folder)) {
    if (!catalog::load_volume(cold.root(), there->id))
      throw_usage(m_folder.string(),
                  "volume " + there->id + " is not in the catalog: restore that, or give another folder");
    label = *there;
  } else {
    if (!store::is_blank(m_folder))
      throw_usage(m_folder.string(), "is neither a volume nor empty: give an empty folder");
    label.id = next_id(cold, place.id);
  }
  make(label);
  if (m_cold.real()) tidy();
  if (room.shelf) m_used = tars_bytes(catalog::load_volume(cold.root(), label.id));
  m_used += used_bytes(m_folder);
  m_catalog_bytes = catalog_copy_bytes(cold.root());
  m_total = m_capacity > 0 ? m_capacity : m_used + free_bytes(m_folder);
}

void VolumeWriter::make(const store::VolumeLabel& label) {
  m_bag = std::make_unique<store::Bag>(m_folder, label, m_cold.mode());
  catalog::update_volume(
      m_cold.root(), label.id, m_place.id,
      [&](catalog::Volume& volume) {
        if (volume.chantier.empty()) volume.made_at = utc_text(now());
        volume.chantier = label.chantier;
        volume.capacity_bytes = m_capacity;
        volume.at = m_url;
        volume.state = "writing";
      },
      m_cold.mode());
  m_bag->write_label();
  const chantier::Chantier& chantier = m_cold.chantier();
  const std::string page =
      format::lisezmoi({label.id, label.place, m_place.about, chantier.name, chantier.producer,
                        chantier.cold.copies, chantier.cold.encryption});
  // One that was begun without encryption must say what to do with tars that have it.
  const auto known = m_bag->tags().find("LISEZMOI.txt");
  if (known == m_bag->tags().end() ||
      (!chantier.cold.encryption.empty() && known->second != store::sha256_text(page)))
    m_bag->write_tag("LISEZMOI.txt", page);
  write_voids();
  m_bag->seal(m_cold.signing_key());
}

bool VolumeWriter::has_unfinished(const Cold& cold, const fs::path& folder) {
  const auto label = cold.label(folder);
  auto volume = label ? catalog::load_volume(cold.root(), label->id) : std::nullopt;
  return volume && (volume->state == "writing" || !unknown_tars(folder, *volume).empty());
}

// What a run that was killed left: a tar that is whole counts, all else goes.
void VolumeWriter::tidy() {
  store::sweep_temporaries(m_folder / "data");
  store::sweep_temporaries(m_folder / "index");
  auto volume = catalog::load_volume(m_cold.root(), id());
  bool changed = false;
  for (const std::string& name : unknown_tars(m_folder, *volume)) {
    if (take_over(name)) continue;
    changed = true;
    forget(name);
    std::error_code error;
    if (!fs::remove(data(name), error))
      throw_failed(data(name).string(), "cannot be removed: " + error.message());
  }
  if (m_upload) complete_shadow();
  if (changed || m_upload) m_bag->seal(m_cold.signing_key());
}

// The catalog knows all that the shadow does: on another machine, or where the work folder was lost, it is
// made again. A tar in the store that neither knows counts for nothing, and cannot be removed.
void VolumeWriter::complete_shadow() {
  auto volume = *catalog::load_volume(m_cold.root(), id());
  std::error_code error;
  for (const catalog::VolumeTar& tar : volume.tars) {
    m_bag->add_payload("data/" + tar.name, tar.sha256, tar.size_bytes);
    fs::remove(data(tar.name), error);
    if (!m_bag->tags().contains(index_stem(tar.name) + ".tsv")) add_index(tar.name);
  }
  for (const std::string& name : m_upload->tar_names()) {
    const std::string path = "data/" + name;
    const bool is_void = std::any_of(volume.voids.begin(), volume.voids.end(),
                                     [&](const catalog::VoidFile& file) { return file.path == path; });
    if (volume.tar(name) != nullptr || is_void) continue;
    catalog::update_volume(m_cold.root(), id(), m_place.id, [&](catalog::Volume& changed) {
      changed.voids.push_back({path, utc_text(now()), "sent by a run whose work folder was lost"});
    });
  }
  write_voids();
}

std::optional<catalog::VolumeTar> VolumeWriter::whole_tar(const std::string& name) const {
  const auto known = m_bag->payload().find("data/" + name);
  const auto index = m_bag->tags().find(index_stem(name) + ".tsv");
  if (known == m_bag->payload().end() || index == m_bag->tags().end()) return std::nullopt;
  try {
    const fs::path copy = m_folder / index->first;
    const store::ReadBack read = store::read_back(data(name));
    if (read.sha256 != known->second || store::sha256_file(copy) != index->second) return std::nullopt;
    store::IndexReader rows(copy);
    catalog::VolumeTar tar;
    while (rows.next()) ++tar.members;
    tar.name = name;
    tar.delivery = rows.head().delivery;
    tar.repeated = rows.head().repeated;
    tar.size_bytes = fs::file_size(data(name));
    tar.sha256 = known->second;
    tar.index_sha256 = index->second;
    tar.recipients = rows.head().recipients;
    tar.plain = rows.head().plain;
    tar.written_at = tar.verified_at = utc_text(now());
    tar.verified_how = store::verified_text("fsync", read.from_medium);
    return tar;
  } catch (const Error& error) {
    rethrow_interrupt(error);
    return std::nullopt;
  }
}

bool VolumeWriter::take_over(const std::string& name) {
  auto tar = whole_tar(name);
  if (!tar) return false;
  if (m_upload) {
    tar->verified_at.clear();
    tar->verified_how = m_upload->send("data/" + name, tar->sha256);
  }
  store::write_file(catalog::index_file(m_cold.root(), id(), name),
                    store::read_file(m_folder / (index_stem(name) + ".tsv")));
  catalog::update_volume(m_cold.root(), id(), m_place.id,
                         [&](catalog::Volume& volume) { volume.tars.push_back(*tar); });
  m_cold.journal().write("pack", id() + "/data/" + name, {{"sha256", tar->sha256}}, "taken over");
  return true;
}

}  // namespace pcrs::step::archive
