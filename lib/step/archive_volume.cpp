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
  for (const auto& entry :
       fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied))
    if (entry.is_regular_file() && !entry.is_symlink()) bytes += entry.file_size();
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

unsigned VolumeWriter::next_number(const Cold& cold, const std::string& place, const std::string& delivery) {
  unsigned last = 0;
  for (const catalog::Volume& volume : catalog::load_volumes(cold.root()))
    for (const catalog::VolumeTar& tar : volume.tars)
      if (volume.place == place && tar.delivery == delivery) {
        const std::string name = store::tar_stem(tar.name);
        last = std::max(last, to_number<unsigned>(name.substr(delivery.size() + 1)).value_or(0));
      }
  return last + 1;
}

VolumeWriter::VolumeWriter(Cold& cold, const chantier::ColdPlace& place, fs::path folder,
                           std::uint64_t capacity_bytes, bool read_back)
    : m_cold(cold),
      m_place(place),
      m_folder(std::move(folder)),
      m_capacity(capacity_bytes),
      m_read_back(read_back) {
  const auto label = cold.label(m_folder);
  if (label && !catalog::load_volume(cold.root(), label->id))
    throw_usage(m_folder.string(),
                "volume " + label->id + " is not in the catalog: restore that, or give another folder");
  if (!label && !store::is_blank(m_folder))
    throw_usage(m_folder.string(), "is neither a volume nor empty: give an empty folder");
  make(label.value_or(
      store::VolumeLabel{next_id(cold, place.id), place.id, cold.chantier().id, cold.chantier().producer}));
  if (m_cold.real()) tidy();
  m_used = used_bytes(m_folder);
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
  if (changed) m_bag->seal(m_cold.signing_key());
}

bool VolumeWriter::take_over(const std::string& name) {
  const auto known = m_bag->payload().find("data/" + name);
  const auto index = m_bag->tags().find(index_stem(name) + ".tsv");
  if (known == m_bag->payload().end() || index == m_bag->tags().end()) return false;
  try {
    const fs::path copy = m_folder / index->first;
    const store::ReadBack read = store::read_back(data(name));
    if (read.sha256 != known->second || store::sha256_file(copy) != index->second) return false;
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
    store::write_file(catalog::index_file(m_cold.root(), id(), name), store::read_file(copy));
    catalog::update_volume(m_cold.root(), id(), m_place.id,
                           [&](catalog::Volume& volume) { volume.tars.push_back(tar); });
    m_cold.journal().write("pack", id() + "/data/" + name, {{"sha256", tar.sha256}}, "taken over");
    return true;
  } catch (const Error& error) {
    rethrow_interrupt(error);
    return false;
  }
}

}  // namespace pcrs::step::archive
