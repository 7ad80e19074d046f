// SPDX-License-Identifier: Apache-2.0
#include <sys/statvfs.h>

#include <algorithm>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "step/archive_volume.hpp"
#include "store/manifest.hpp"
#include "store/read_back.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

// LISEZMOI, labels, manifests, statement: small files, a block or two each, and their replacements.
constexpr std::uint64_t small_files_bytes = 128 << 10;
// Manifest lines, void lines, record and journal of one more tar, blocks of its index files.
constexpr std::uint64_t tar_overhead_bytes = 24 << 10;

}  // namespace

std::uint64_t free_bytes(const fs::path& folder) {
  struct statvfs status = {};
  if (::statvfs(folder.c_str(), &status) != 0) throw_errno(folder.string(), "its free space cannot be asked");
  return std::uint64_t{status.f_bavail} * status.f_frsize;
}

std::string index_stem(const std::string& tar) {
  return "index/" + store::tar_stem(fs::path(tar).filename().string());
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
    write_list(index_stem(tar.name) + ".sha256", index, false);
    if (coded) write_list(index_stem(tar.name) + ".entiers.sha256", index, true);
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
    m_bag->drop_tag(index_stem(tar) + ending);
    fs::remove(m_folder / (index_stem(tar) + ending), error);
  }
}

void VolumeWriter::write_index(const std::string& tar) {
  const std::string name = index_stem(tar) + ".tsv";
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

std::string VolumeWriter::copy_catalog() {
  const std::string time = compact_utc_text(now());
  std::string name = "catalog/catalog-" + time + ".tar";
  const auto output = store::open_output(m_folder / name, m_cold.mode());
  const std::string digest = write_catalog_copy(m_cold.root(), m_cold.chantier().id, *output);
  output->commit();
  for (auto it = m_bag->tags().begin(); it != m_bag->tags().end();)
    if (const std::string path = (it++)->first; path.starts_with("catalog/")) m_bag->drop_tag(path);
  m_bag->add_tag(name, digest);
  return name;
}

// Whatever the moment of a kill, the manifests name what is there: older copies of the catalog go last, and
// only then does the record say that nobody is writing.
void VolumeWriter::leave(const std::string& state) {
  write_voids();
  const fs::path copy = m_folder / copy_catalog();
  m_bag->seal(m_cold.signing_key());
  std::error_code error;
  std::vector<fs::path> older;
  for (fs::directory_iterator it(copy.parent_path(), error), end; !error && it != end; it.increment(error))
    if (it->path() != copy && !store::is_temporary_name(it->path().filename().string()))
      older.push_back(it->path());
  for (const fs::path& path : m_cold.real() ? older : std::vector<fs::path>{}) fs::remove(path, error);
  catalog::update_volume(
      m_cold.root(), id(), m_place.id, [&](catalog::Volume& volume) { volume.state = state; }, m_cold.mode());
}

}  // namespace pcrs::step::archive
