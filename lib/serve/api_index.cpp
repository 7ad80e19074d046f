// SPDX-License-Identifier: Apache-2.0
#include "serve/api_index.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "base/error.hpp"
#include "format/dalle_index.hpp"
#include "format/stac.hpp"

namespace pcrs::serve {

namespace {

constexpr double edge_m = 1e-3;  // as Region::meets

UnixTime time_of(const std::string& text) {
  return parse_utc(text).value_or(0);
}

bool overlaps_box(const grid::Bounds& square, const grid::Bounds& box) {
  return square[0] + edge_m <= box[2] && square[2] - edge_m >= box[0] && square[1] + edge_m <= box[3] &&
         square[3] - edge_m >= box[1];
}

}  // namespace

PublishedIndex::PublishedIndex(std::string text, const std::string& where, GonePtr gone)
    : m_text(std::move(text)), m_where(where), m_gone(std::move(gone)) {
  const std::string_view all = m_text;
  std::size_t at = all.find('\n');
  if (at == all.npos) throw_failed(where, "is no index of dalles; run pcrs-publish site again");
  m_site = format::parse_index_header(all.substr(0, at), where);
  while (++at < all.size()) {
    const std::size_t end = std::min(all.find('\n', at), all.size());
    add(all.substr(at, end - at), at);
    at = end;
  }
}

void PublishedIndex::widen(const grid::Bounds& by) {
  const bool first = m_entries.empty() && m_withheld.empty();
  m_bounds = first ? by
                   : grid::Bounds{std::min(m_bounds[0], by[0]), std::min(m_bounds[1], by[1]),
                                  std::max(m_bounds[2], by[2]), std::max(m_bounds[3], by[3])};
}

void PublishedIndex::add(std::string_view line, std::size_t at) {
  const format::PublicDalle dalle = format::parse_index_dalle(line, m_where);
  widen(square_of(dalle.key));
  if (m_gone->is_withdrawn(format::layout::dalle_path(dalle)))
    return void(m_withheld.emplace_back(dalle.key, dalle.millesime));
  const format::Instant instant = format::instant_of(dalle);
  m_dates = m_entries.empty() ? std::pair(time_of(instant.start), time_of(instant.end))
                              : std::pair(std::min(m_dates.first, time_of(instant.start)),
                                          std::max(m_dates.second, time_of(instant.end)));
  m_by_id.emplace(format::stac_id(dalle), m_entries.size());
  m_entries.push_back(
      {dalle.key, dalle.millesime, time_of(instant.start), time_of(instant.end), at, line.size()});
  if (m_millesimes.empty() || m_millesimes.back() != dalle.millesime) m_millesimes.push_back(dalle.millesime);
}

grid::Bounds PublishedIndex::square(std::size_t number) const {
  return square_of(m_entries[number].key);
}

grid::Bounds PublishedIndex::square_of(const grid::DalleKey& key) const {
  const auto west = static_cast<double>(key.west_m), north = static_cast<double>(key.north_m);
  const auto side = static_cast<double>(m_site.grid.dalle_side_m);
  return {west, north - side, west + side, north};
}

format::PublicDalle PublishedIndex::dalle(std::size_t number) const {
  const Entry& entry = m_entries[number];
  return format::parse_index_dalle(std::string_view(m_text).substr(entry.line_at, entry.line_size), m_where);
}

std::optional<std::size_t> PublishedIndex::find(const grid::DalleKey& key, int millesime) const {
  const auto found = std::partition_point(m_entries.begin(), m_entries.end(), [&](const Entry& entry) {
    return entry.millesime != millesime ? entry.millesime < millesime : grid::reads_before(entry.key, key);
  });
  if (found == m_entries.end() || found->millesime != millesime || found->key != key) return std::nullopt;
  return static_cast<std::size_t>(found - m_entries.begin());
}

std::optional<std::size_t> PublishedIndex::find(std::string_view id) const {
  const auto found = m_by_id.find(std::string(id));
  if (found == m_by_id.end()) return std::nullopt;
  return found->second;
}

bool PublishedIndex::fits(const Entry& entry, const Wanted& wanted) const {
  return !wanted.dates || (entry.start <= wanted.dates->second && entry.end >= wanted.dates->first);
}

// Entries [first, last) are of one millésime.
void PublishedIndex::find_in(std::size_t first, std::size_t last, const Wanted& wanted,
                             std::vector<std::size_t>& into) const {
  const auto begin = m_entries.begin() + static_cast<std::ptrdiff_t>(first);
  const auto end = m_entries.begin() + static_cast<std::ptrdiff_t>(last);
  const auto take = [&](auto entry) {
    const auto number = static_cast<std::size_t>(entry - m_entries.begin());
    if (!fits(*entry, wanted)) return;
    if (wanted.region && !overlaps_box(square(number), wanted.region->bounds())) return;
    if (wanted.region && !wanted.region->is_box() && !wanted.region->meets(square(number))) return;
    into.push_back(number);
  };
  if (!wanted.region) {
    for (auto entry = begin; entry != end; ++entry) take(entry);
    return;
  }
  const auto side = static_cast<double>(m_site.grid.dalle_side_m);
  const grid::Bounds box = wanted.region->bounds();
  auto row = std::partition_point(
      begin, end, [&](const Entry& entry) { return double(entry.key.north_m) - side > box[3]; });
  while (row != end && double(row->key.north_m) >= box[1]) {
    const auto row_end = std::partition_point(
        row, end, [&](const Entry& entry) { return entry.key.north_m == row->key.north_m; });
    auto entry = std::partition_point(
        row, row_end, [&](const Entry& other) { return double(other.key.west_m) + side < box[0]; });
    for (; entry != row_end && double(entry->key.west_m) <= box[2]; ++entry) take(entry);
    row = row_end;
  }
}

std::vector<std::size_t> PublishedIndex::find(const Wanted& wanted) const {
  std::vector<std::size_t> found;
  if (wanted.region && wanted.region->is_empty()) return found;
  for (std::size_t first = 0; first < m_entries.size();) {
    const int year = m_entries[first].millesime;
    const auto end =
        std::partition_point(m_entries.begin() + static_cast<std::ptrdiff_t>(first), m_entries.end(),
                             [&](const Entry& entry) { return entry.millesime == year; });
    const auto last = static_cast<std::size_t>(end - m_entries.begin());
    const auto& years = wanted.millesimes;
    if (years.empty() || std::find(years.begin(), years.end(), year) != years.end())
      find_in(first, last, wanted, found);
    first = last;
  }
  if (wanted.ids.empty()) return found;
  std::unordered_set<std::size_t> named;
  for (const std::string& id : wanted.ids)
    if (const auto number = find(std::string_view(id))) named.insert(*number);
  std::erase_if(found, [&](std::size_t number) { return named.count(number) == 0; });
  return found;
}

bool PublishedIndex::withholds(const std::vector<int>& years, const grid::Bounds& box) const {
  return std::any_of(m_withheld.begin(), m_withheld.end(), [&](const auto& one) {
    const auto& [key, year] = one;
    return (years.empty() || std::find(years.begin(), years.end(), year) != years.end()) &&
           overlaps_box(square_of(key), box);
  });
}

std::optional<SiteEntry> IndexKeeper::look() const {
  return m_site.open(std::string("/") + format::layout::dalle_index);
}

bool IndexKeeper::is_of(const std::optional<SiteEntry>& entry, const GonePtr& gone) const {
  return m_index && entry && entry->modified_ns == m_modified_ns && entry->size_bytes == m_size_bytes &&
         &m_index->gone() == gone.get();
}

IndexPtr IndexKeeper::at_hand() const {
  const GonePtr gone = m_gone->current();
  const auto entry = look();
  const std::unique_lock lock(m_mutex, std::try_to_lock);
  return lock && is_of(entry, gone) ? m_index : nullptr;
}

IndexPtr IndexKeeper::current() const {
  const GonePtr gone = m_gone->current();
  const std::lock_guard lock(m_mutex);
  const auto entry = look();
  const std::string where = m_site.folder().string() + "/" + format::layout::dalle_index;
  if (!entry || entry->is_folder) throw_retry(where, "is not there; run pcrs-publish site");
  if (is_of(entry, gone)) return m_index;
  m_index = std::make_shared<PublishedIndex>(whole_text(*entry, where), where, gone);
  m_modified_ns = entry->modified_ns;
  m_size_bytes = entry->size_bytes;
  return m_index;
}

}  // namespace pcrs::serve
