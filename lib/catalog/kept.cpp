// SPDX-License-Identifier: Apache-2.0
#include "catalog/kept.hpp"

#include <algorithm>

namespace fs = std::filesystem;

namespace pcrs::catalog {

struct KeptFiles::Source {
  const Volume* volume;
  const VolumeTar* tar;
  fs::path file;
  std::string first;  // key of its first row
  std::unique_ptr<store::IndexReader> reader;
  std::optional<store::IndexRow> row;
  std::string key;

  /// Stands on the first row that repeats nothing; false where there is none.
  bool open() {
    reader = std::make_unique<store::IndexReader>(file);
    for (std::uint64_t i = 0; i <= tar->repeated; ++i) advance();
    return row.has_value();
  }
  void advance() {
    row = reader->next();
    key = row ? row->key() : "";
  }
};

KeptFiles::KeptFiles(const fs::path& catalog_root, const std::vector<Volume>& volumes,
                     const std::string& delivery, const std::string& root_name,
                     const std::optional<std::string>& place) {
  const std::string root = delivery + "/" + root_name + "/";
  for (const Volume& volume : volumes)
    for (const VolumeTar& tar : volume.tars) {
      if (tar.delivery != delivery || !tar.damaged.empty() || (place && *place != volume.place)) continue;
      auto source = std::make_unique<Source>(
          Source{&volume, &tar, index_file(catalog_root, volume.id, tar.name), {}, {}, {}, {}});
      if (!source->open() || !source->key.starts_with(root)) continue;
      source->first = source->key;
      source->reader.reset();  // thousands of tars would be too many open files
      m_waiting.push_back(std::move(source));
    }
  std::sort(m_waiting.begin(), m_waiting.end(),
            [](const auto& a, const auto& b) { return a->first > b->first; });
}

KeptFiles::~KeptFiles() = default;

namespace {
constexpr auto later = [](const auto& a, const auto& b) { return a->key > b->key; };
}

void KeptFiles::open_up_to(const std::string& key) {
  while (!m_waiting.empty() && m_waiting.back()->first <= key) {
    auto source = std::move(m_waiting.back());
    m_waiting.pop_back();
    source->open();
    m_open.push_back(std::move(source));
    std::push_heap(m_open.begin(), m_open.end(), later);
  }
}

std::optional<KeptFile> KeptFiles::next() {
  if (m_open.empty() && m_waiting.empty()) return std::nullopt;
  if (m_open.empty()) open_up_to(m_waiting.back()->first);
  open_up_to(m_open.front()->key);
  const std::string key = m_open.front()->key;
  KeptFile file{m_open.front()->row->path, {}};
  while (!m_open.empty() && m_open.front()->key == key) {
    std::pop_heap(m_open.begin(), m_open.end(), later);
    Source& source = *m_open.back();
    file.rows.push_back({std::move(*source.row), source.volume->id, source.volume->place, source.tar->name,
                         !source.tar->verified_at.empty()});
    source.advance();
    if (source.row)
      std::push_heap(m_open.begin(), m_open.end(), later);
    else
      m_open.pop_back();
  }
  return file;
}

std::optional<KeptFile> KeptFiles::at(const std::string& key) {
  while (true) {
    if (m_open.empty() && !m_waiting.empty()) open_up_to(m_waiting.back()->first);
    if (m_open.empty()) return std::nullopt;
    open_up_to(m_open.front()->key);
    const std::string& first = m_open.front()->key;
    if (first > key) return std::nullopt;
    const bool is_it = first == key;
    auto file = next();
    if (is_it) return file;
  }
}

namespace {

// Parts that follow each other from the start of the file. Parts of another state of the file have another
// date.
std::vector<const KeptRow*> chain_of(const std::vector<const KeptRow*>& parts, const store::IndexRow& like) {
  std::vector<const KeptRow*> chain;
  std::uint64_t end = 0;
  for (const KeptRow* part : parts) {
    const store::IndexRow& row = part->row;
    if (row.start != end || row.mtime_ns != like.mtime_ns || row.size_bytes != like.size_bytes) continue;
    chain.push_back(part);
    end += row.stored_bytes;
  }
  return chain;
}

}  // namespace

std::vector<const KeptRow*> KeptFile::parts_at(const std::string& place) const {
  std::vector<const KeptRow*> parts;
  for (const KeptRow& kept : rows)
    if (kept.place == place && kept.row.kind == store::RowKind::part) parts.push_back(&kept);
  std::sort(parts.begin(), parts.end(),
            [](const KeptRow* a, const KeptRow* b) { return a->row.start < b->row.start; });
  return parts;
}

std::vector<const KeptRow*> KeptFile::parts_begun(const std::string& place, std::uint64_t size_bytes,
                                                  std::int64_t mtime_ns) const {
  store::IndexRow like;
  like.size_bytes = size_bytes;
  like.mtime_ns = mtime_ns;
  return chain_of(parts_at(place), like);
}

std::vector<const KeptRow*> KeptFile::copy_at(const std::string& place, const std::string& sha256) const {
  const KeptRow* newest = nullptr;
  std::string newest_name;
  for (const KeptRow& kept : rows) {
    const bool is_part = kept.row.kind == store::RowKind::part || kept.row.kind == store::RowKind::empty_void;
    if (kept.place != place || is_part || (!sha256.empty() && kept.row.sha256 != sha256)) continue;
    // Numbers have four digits or more.
    const std::string name = store::tar_stem(kept.tar);
    if (newest == nullptr || std::pair(name.size(), name) > std::pair(newest_name.size(), newest_name)) {
      newest = &kept;
      newest_name = name;
    }
  }
  if (newest != nullptr) return {newest};
  const auto parts = parts_at(place);
  for (const KeptRow* last : parts) {
    if (last->row.sha256.empty() || (!sha256.empty() && last->row.sha256 != sha256)) continue;
    auto chain = chain_of(parts, last->row);
    if (!chain.empty() && chain.back()->row.start + chain.back()->row.stored_bytes == last->row.size_bytes &&
        chain.back()->row.sha256 == last->row.sha256)
      return chain;
  }
  return {};
}

std::set<std::string> KeptFile::places_of(const std::string& sha256) const {
  std::set<std::string> places, candidates;
  for (const KeptRow& kept : rows) candidates.insert(kept.place);
  KeptFile verified{path, {}};
  for (const KeptRow& kept : rows)
    if (kept.verified) verified.rows.push_back(kept);
  for (const std::string& place : candidates)
    if (!verified.copy_at(place, sha256).empty()) places.insert(place);
  return places;
}

std::vector<std::string> root_names(const std::vector<fs::path>& roots) {
  std::vector<std::string> names;
  for (const fs::path& root : roots) {
    const std::string plain = root.filename().empty() ? "racine" : root.filename().string();
    std::string name = plain;
    for (int number = 2; std::find(names.begin(), names.end(), name) != names.end(); ++number)
      name = plain + "-" + std::to_string(number);
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace pcrs::catalog
