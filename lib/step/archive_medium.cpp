// SPDX-License-Identifier: Apache-2.0
#include "step/archive_medium.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/object_url.hpp"
#include "remote/remote_place.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

constexpr std::string_view data = "data/";

// True for a path in a volume, as against one below the volume's id.
bool is_in_volume(const std::string& key) {
  return key.find('/') == std::string::npos || key.starts_with(data) || key.starts_with("index/") ||
         key.starts_with("catalog/");
}

}  // namespace

std::string Medium::location(const std::string& path) const {
  if (!remote()) return (path.empty() ? m_folder : m_folder / path).string();
  std::string key = m_place->location(m_prefix + path);
  while (key.ends_with('/')) key.pop_back();
  return key;
}

std::unique_ptr<ByteSource> Medium::open(const std::string& path) const {
  if (remote()) return m_place->open(m_prefix + path);
  return std::make_unique<store::FileSource>(m_folder / path);
}

std::vector<std::string> Medium::tar_names() const {
  std::vector<std::string> names;
  const std::string start = m_prefix + std::string(data);
  if (remote())
    m_place->list(start,
                  [&](const store::ObjectInfo& info) { names.push_back(info.key.substr(start.size())); });
  std::error_code error;
  if (!remote())
    for (fs::directory_iterator it(m_folder / data, error), end; !error && it != end; it.increment(error))
      names.push_back(it->path().filename().string());
  return names;
}

void Medium::check_online() const {
  if (remote()) m_place->check_online();
}

std::uint64_t StoredVolume::size_bytes() const {
  std::uint64_t sum = 0;
  for (const auto& [path, size] : sizes) sum += size;
  return sum;
}

std::shared_ptr<store::Place> open_shelf(const fs::path& word, const std::string& name,
                                         store::WriteMode mode) {
  const std::string text = word.string();
  if (!looks_like_url(text)) return nullptr;
  return remote::open_remote_place(name, told_at("--volume", [&] { return parse_object_url(text); }), {mode});
}

std::vector<StoredVolume> volumes_at(const std::shared_ptr<store::Place>& place) {
  place->check_online();
  std::map<std::string, StoredVolume> found;
  place->list("", [&](const store::ObjectInfo& info) {
    const std::string prefix = is_in_volume(info.key) ? "" : info.key.substr(0, info.key.find('/') + 1);
    auto volume = found.find(prefix);
    if (volume == found.end()) {
      const std::string url = Medium(place, prefix).location();
      volume =
          found.emplace(prefix, StoredVolume{url.substr(url.rfind('/') + 1), Medium(place, prefix)}).first;
    }
    volume->second.sizes[info.key.substr(prefix.size())] = info.size_bytes;
  });
  std::vector<StoredVolume> volumes;
  for (auto& [prefix, volume] : found) volumes.push_back(std::move(volume));
  return volumes;
}

}  // namespace pcrs::step::archive
