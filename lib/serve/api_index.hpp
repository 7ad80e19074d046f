// SPDX-License-Identifier: Apache-2.0
// What is published, ready to be searched: `meta/dalles.jsonl` in memory, read again when it changed.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "format/site.hpp"
#include "grid/region.hpp"
#include "serve/gone.hpp"
#include "serve/site_root.hpp"

namespace pcrs::serve {

/// Which dalles are wanted; what is absent does not restrict.
struct Wanted {
  std::optional<grid::Region> region;
  std::vector<int> millesimes;                         ///< empty: all
  std::optional<std::pair<UnixTime, UnixTime>> dates;  ///< acquired between these, both included
  std::vector<std::string> ids;                        ///< empty: all
};

/// One publication. Never changed: a request keeps the one that it began with. 200 bytes a dalle, and its
/// line of the file.
class PublishedIndex {
 public:
  /// `text` is the file's; what is withdrawn since it was written is left out. Throws Error (failed) naming
  /// `where`.
  PublishedIndex(std::string text, const std::string& where, GonePtr gone = std::make_shared<Gone>());

  /// Without dalles and base_url.
  const format::Site& site() const { return m_site; }
  std::size_t size() const { return m_entries.size(); }
  const std::vector<int>& millesimes() const { return m_millesimes; }
  /// Of all dalles, in the grid's CRS; zeros when there is none.
  const grid::Bounds& bounds() const { return m_bounds; }
  /// From the first to the last acquisition.
  std::pair<UnixTime, UnixTime> dates() const { return m_dates; }
  /// Numbers of dalles, by millésime and then from north to south. A region is looked for row by row of the
  /// dallage, by halving: what lies elsewhere costs nothing.
  std::vector<std::size_t> find(const Wanted& wanted) const;
  std::optional<std::size_t> find(std::string_view id) const;
  std::optional<std::size_t> find(const grid::DalleKey& key, int millesime) const;
  format::PublicDalle dalle(std::size_t number) const;
  /// True when a dalle of the box was left out as withdrawn: the place had pixels a moment ago. No millésime:
  /// of any.
  bool withholds(const std::vector<int>& millesimes, const grid::Bounds& box) const;
  const Gone& gone() const { return *m_gone; }
  grid::Bounds square(std::size_t number) const;

 private:
  struct Entry {
    grid::DalleKey key;
    int millesime = 0;
    UnixTime start = 0, end = 0;
    std::size_t line_at = 0, line_size = 0;
  };
  void add(std::string_view line, std::size_t at);
  void widen(const grid::Bounds& by);
  void find_in(std::size_t first, std::size_t last, const Wanted& wanted,
               std::vector<std::size_t>& into) const;
  bool fits(const Entry& entry, const Wanted& wanted) const;
  grid::Bounds square_of(const grid::DalleKey& key) const;

  std::string m_text, m_where;
  GonePtr m_gone;
  std::vector<std::pair<grid::DalleKey, int>> m_withheld;
  format::Site m_site;
  std::vector<Entry> m_entries;
  std::vector<int> m_millesimes;
  std::unordered_map<std::string, std::size_t> m_by_id;
  grid::Bounds m_bounds{};
  std::pair<UnixTime, UnixTime> m_dates{};
};
using IndexPtr = std::shared_ptr<const PublishedIndex>;

class IndexKeeper {
 public:
  IndexKeeper(SiteRoot site, std::shared_ptr<const GoneKeeper> gone)
      : m_site(std::move(site)), m_gone(std::move(gone)) {}
  /// The index as it is on the site now, without what is withdrawn: one look at both files a call. Whoever
  /// comes while it is read waits, so that nobody is told of a dalle that is withdrawn. Throws Error (retry)
  /// when there is none.
  IndexPtr current() const;
  /// The same where it was read before and nobody reads it now; else nothing.
  IndexPtr at_hand() const;

 private:
  std::optional<SiteEntry> look() const;
  bool is_of(const std::optional<SiteEntry>& entry, const GonePtr& gone) const;

  const SiteRoot m_site;
  const std::shared_ptr<const GoneKeeper> m_gone;
  mutable std::mutex m_mutex;
  mutable IndexPtr m_index;
  mutable std::int64_t m_modified_ns = 0;
  mutable std::uint64_t m_size_bytes = 0;
};

}  // namespace pcrs::serve
