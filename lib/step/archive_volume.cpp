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

// LISEZMOI, labels, manifests, statement: small files, a block or two each, and their replacements.
constexpr std::uint64_t small_files_bytes = 128 << 10;
// Manifest lines, void lines, record and journal of one more tar, blocks of its index files.
constexpr std::uint64_t tar_overhead_bytes = 24 << 10;

std::uint64_t free_bytes(const fs::path& folder) {
  struct statvfs status = {};
  if (::statvfs(folder.c_str(), &status) != 0) throw_errno(folder.string(), "its free space cannot be asked");
  return std::uint64_t{status.f_bavail} * status.f_frsize;
}

std::uint64_t used_bytes(const fs::path& folder) {
  std::uint64_t bytes = 0;
  for (const auto& entry :
       fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied))
    if (entry.is_regular_file() && !entry.is_symlink()) bytes += entry.file_size();
  return bytes;
}

std::string stem(const std::string& tar) {
  return "index/" + fs::path(tar).stem().string();
}

std::vector<std::string> unknown_tars(const fs::path& folder, catalog::Volume& volume) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(folder / "data", error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (name.ends_with(".tar") && volume.tar(name) == nullptr) names.push_back(name);
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
        const std::string name = fs::path(tar.name).stem().string();
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
        volume.state = "open";
      },
      m_cold.mode());
  const chantier::Chantier& chantier = m_cold.chantier();
  if (!m_bag->tags().contains("LISEZMOI.txt"))
    m_bag->write_tag("LISEZMOI.txt", format::lisezmoi({label.id, label.place, m_place.about, chantier.name,
                                                       chantier.producer, chantier.cold.copies}));
  write_voids();
  m_bag->seal(m_cold.signing_key());
}

bool VolumeWriter::has_unfinished(const Cold& cold, const fs::path& folder) {
  const auto label = cold.label(folder);
  auto volume = label ? catalog::load_volume(cold.root(), label->id) : std::nullopt;
  return volume && !unknown_tars(folder, *volume).empty();
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
  const auto index = m_bag->tags().find(stem(name) + ".tsv");
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

std::uint64_t VolumeWriter::reserve_bytes() const {
  return small_files_bytes + m_catalog_bytes;
}

std::uint64_t VolumeWriter::room_bytes() const {
  const bool by_count = m_capacity > 0 || !m_cold.real();
  const std::uint64_t left = by_count ? m_total - std::min(m_used, m_total) : free_bytes(m_folder);
  const std::uint64_t kept = reserve_bytes() + tar_overhead_bytes;
  return left - std::min(left, kept);
}

void VolumeWriter::add(catalog::VolumeTar tar, bool coded) {
  const std::string path = "data/" + tar.name;
  if (m_read_back && m_cold.real()) {
    const store::ReadBack read = store::read_back(m_folder / path);
    if (read.sha256 != tar.sha256)
      throw_failed((m_folder / path).string(),
                   "reads back as other bytes than were written: the medium is not sound");
    tar.verified_at = utc_text(now());
    tar.verified_how = store::verified_text("fsync", read.from_medium);
  }
  m_bag->add_payload(path, tar.sha256, tar.size_bytes);
  if (m_cold.real()) {
    write_index(tar.name);
    const fs::path index = catalog::index_file(m_cold.root(), id(), tar.name);
    write_list(stem(tar.name) + ".sha256", index, false);
    if (coded) write_list(stem(tar.name) + ".entiers.sha256", index, true);
    m_catalog_bytes += fs::file_size(index) + 2 * store::tar_block_bytes;
  }
  m_bag->seal(m_cold.signing_key());
  catalog::update_volume(
      m_cold.root(), id(), m_place.id, [&](catalog::Volume& volume) { volume.tars.push_back(tar); },
      m_cold.mode());
  m_cold.journal().write("pack", id() + "/" + path,
                         {{"delivery", tar.delivery},
                          {"place", m_place.id},
                          {"sha256", tar.sha256},
                          {"size_bytes", tar.size_bytes},
                          {"members", tar.members},
                          {"verified", tar.verified_how}});
  m_used += tar.size_bytes + tar_overhead_bytes;
}

void VolumeWriter::forget(const std::string& tar) {
  m_bag->drop_payload("data/" + tar);
  std::error_code error;
  for (const char* ending : {".tsv", ".sha256", ".entiers.sha256"}) {
    m_bag->drop_tag(stem(tar) + ending);
    fs::remove(m_folder / (stem(tar) + ending), error);
  }
}

void VolumeWriter::write_index(const std::string& tar) {
  const std::string name = stem(tar) + ".tsv";
  const auto output = store::open_output(m_folder / name, m_cold.mode());
  store::FileSource source(catalog::index_file(m_cold.root(), id(), tar));
  const std::string digest = store::copy_hashing(source, *output);
  output->commit();
  m_bag->add_tag(name, digest);
  m_used += source.size();
}

// `whole`: what zstd and cat make; else what tar extracts.
void VolumeWriter::write_list(const std::string& name, const fs::path& index, bool whole) {
  const auto output = store::open_output(m_folder / name, m_cold.mode());
  store::HashingSink sink(*output);
  store::IndexReader reader(index);
  std::string text;
  while (const auto row = reader.next()) {
    const bool coded = row->kind == store::RowKind::zstd || row->kind == store::RowKind::part;
    if (whole ? coded && !row->sha256.empty() : coded || row->kind == store::RowKind::file)
      text +=
          store::manifest_line(whole ? row->sha256 : row->stored_sha256, whole ? row->path : row->member());
    if (text.size() < (std::size_t{1} << 16U)) continue;
    sink.write(as_bytes(text));
    text.clear();
  }
  sink.write(as_bytes(text));
  output->commit();
  m_bag->add_tag(name, sink.finish_hex());
  m_used += sink.size_bytes();
}

void VolumeWriter::write_voids() {
  std::string text = "# volume\tpath\ttime\twhy\n";
  for (const catalog::Volume& volume : catalog::load_volumes(m_cold.root()))
    for (const catalog::VoidFile& file : volume.voids)
      if (volume.place == m_place.id)
        text += volume.id + "\t" + store::escape_name(file.path) + "\t" + file.at + "\t" +
                store::escape_name(file.why) + "\n";
  const auto known = m_bag->tags().find("void.tsv");
  if (known == m_bag->tags().end() || known->second != store::sha256_text(text))
    m_bag->write_tag("void.tsv", text);
}

void VolumeWriter::copy_catalog() {
  std::vector<std::string> before;
  for (const auto& [path, digest] : m_bag->tags())
    if (path.starts_with("catalog/")) before.push_back(path);
  const std::string time = replace_all(replace_all(utc_text(now()), ":", ""), "-", "");
  const std::string name = "catalog/catalog-" + time + ".tar";
  const auto output = store::open_output(m_folder / name, m_cold.mode());
  const std::string digest = write_catalog_copy(m_cold.root(), m_cold.chantier().id, *output);
  output->commit();
  m_bag->add_tag(name, digest);
  for (const std::string& path : before) {
    std::error_code error;
    if (path == name) continue;
    if (m_cold.real()) fs::remove(m_folder / path, error);
    if (!error) m_bag->drop_tag(path);
  }
}

void VolumeWriter::leave(const std::string& state) {
  catalog::update_volume(
      m_cold.root(), id(), m_place.id, [&](catalog::Volume& volume) { volume.state = state; }, m_cold.mode());
  write_voids();
  copy_catalog();
  m_bag->seal(m_cold.signing_key());
}

}  // namespace pcrs::step::archive
