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

// A list of digests, made with its first line.
class DigestList {
 public:
  DigestList(fs::path path, store::WriteMode mode) : m_path(std::move(path)), m_mode(mode) {}
  void add(const std::string& digest, const std::string& name) {
    m_text += store::manifest_line(digest, name);
    if (m_text.size() >= (std::size_t{1} << 16U)) flush();
  }
  void flush() {
    if (!m_output) {
      m_output = store::open_output(m_path, m_mode);
      m_sink = std::make_unique<store::HashingSink>(*m_output);
    }
    m_sink->write(as_bytes(m_text));
    m_text.clear();
  }
  bool empty() const { return !m_output && m_text.empty(); }
  std::string commit() {
    flush();
    m_output->commit();
    return m_sink->finish_hex();
  }
  std::uint64_t size_bytes() const { return m_sink->size_bytes(); }

 private:
  const fs::path m_path;
  const store::WriteMode m_mode;
  std::unique_ptr<store::OutputFile> m_output;
  std::unique_ptr<store::HashingSink> m_sink;
  std::string m_text;
};

// Nothing of it changes any more; its tars count from now on.
void close_volume(Cold& cold, const std::string& id, const std::string& place, bool counts) {
  catalog::update_volume(cold.root(), id, place, [&](catalog::Volume& volume) {
    volume.state = "closed";
    for (catalog::VolumeTar& tar : volume.tars)
      if (counts && tar.verified_at.empty() && tar.damaged.empty()) tar.verified_at = tar.written_at;
  });
  cold.journal().write("pack", id, {{"place", place}}, "volume closed");
  fs::remove_all(VolumeUpload::shadow_of(cold, id));
}

void set_state(Cold& cold, const std::string& id, const std::string& place, const std::string& state) {
  catalog::update_volume(
      cold.root(), id, place, [&](catalog::Volume& volume) { volume.state = state; }, cold.mode());
}

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

void VolumeWriter::read_back(catalog::VolumeTar& tar) const {
  const store::ReadBack read = store::read_back(data(tar.name));
  if (read.sha256 != tar.sha256)
    throw_failed(data(tar.name).string(),
                 "reads back as other bytes than were written: the medium is not sound");
  tar.verified_at = utc_text(now());
  tar.verified_how = store::verified_text("fsync", read.from_medium);
}

void VolumeWriter::add(catalog::VolumeTar tar) {
  const std::string path = "data/" + tar.name;
  if (m_read_back && m_cold.real() && !m_upload) read_back(tar);
  m_bag->add_payload(path, tar.sha256, tar.size_bytes);
  if (m_cold.real()) add_index(tar.name);
  m_bag->seal(m_cold.signing_key());
  // It counts as verified once the volume is closed.
  if (m_upload) tar.verified_how = m_upload->send(path, tar.sha256);
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
  if (m_upload) fs::remove(data(tar.name));
  m_used += tar.size_bytes + tar_overhead_bytes;
}

void VolumeWriter::add_index(const std::string& tar) {
  write_index(tar);
  const fs::path index = catalog::index_file(m_cold.root(), id(), tar);
  write_lists(index_stem(tar), index);
  m_catalog_bytes += fs::file_size(index) + 2 * store::tar_block_bytes;
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

// What tar extracts; and what zstd and cat then make, where there is such a thing.
void VolumeWriter::write_lists(const std::string& stem, const fs::path& index) {
  DigestList extracted(m_folder / (stem + ".sha256"), m_cold.mode());
  DigestList whole(m_folder / (stem + ".entiers.sha256"), m_cold.mode());
  store::IndexReader reader(index);
  while (const auto row = reader.next()) {
    const bool coded = row->kind == store::RowKind::zstd || row->kind == store::RowKind::part;
    if (coded || row->kind == store::RowKind::file) extracted.add(row->stored_sha256, row->member());
    if (coded && !row->sha256.empty()) whole.add(row->sha256, row->path);
  }
  m_bag->add_tag(stem + ".sha256", extracted.commit());
  m_used += extracted.size_bytes();
  if (whole.empty()) return;
  m_bag->add_tag(stem + ".entiers.sha256", whole.commit());
  m_used += whole.size_bytes();
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
  if (m_upload && is_empty()) return;
  write_voids();
  const fs::path copy = m_folder / copy_catalog();
  m_bag->seal(m_cold.signing_key());
  std::error_code error;
  std::vector<fs::path> older;
  for (fs::directory_iterator it(copy.parent_path(), error), end; !error && it != end; it.increment(error))
    if (it->path() != copy && !store::is_temporary_name(it->path().filename().string()))
      older.push_back(it->path());
  for (const fs::path& path : m_cold.real() ? older : std::vector<fs::path>{}) fs::remove(path, error);
  set_state(m_cold, id(), m_place.id, m_upload ? "closing" : state);
  if (!m_upload) return;
  m_upload->close();
  close_volume(m_cold, id(), m_place.id, m_read_back);
}

void VolumeWriter::end_closing(Cold& cold, const chantier::ColdPlace& place, const VolumeRoom& room,
                               bool read_back) {
  std::error_code error;
  for (const catalog::Volume& volume : catalog::load_volumes(cold.root())) {
    const fs::path shadow = VolumeUpload::shadow_of(cold, volume.id);
    if (volume.at != room.url() || volume.place != place.id) continue;
    if (volume.state == "closed") fs::remove_all(shadow, error);
    if (volume.state != "closing") continue;
    VolumeUpload upload(room.shelf, volume.id, shadow);
    const bool is_there = upload.has("statement.json");
    if (!is_there && !fs::exists(shadow / "statement.json", error)) {
      // Without its shadow it is made again and closed anew, unless its last files had begun to come.
      if (upload.has("bag-info.txt"))
        throw_failed(
            upload.location("bag-info.txt"),
            "the run that closed this volume died in its last moment, and " + shadow.string() +
                " is lost: remove this file, the manifests and the signature there, with credentials "
                "that may, and run this again");
      set_state(cold, volume.id, place.id, "writing");
      continue;
    }
    if (!is_there) upload.close();
    close_volume(cold, volume.id, place.id, read_back);
  }
}

}  // namespace pcrs::step::archive
