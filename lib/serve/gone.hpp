// SPDX-License-Identifier: Apache-2.0
// What was published and is no more, as a service must know it at each request: the catalog's `gone.json`.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>

#include "catalog/gone.hpp"

namespace pcrs::serve {

/// One state of the list. Never changed: a request keeps the one that it began with.
class Gone {
 public:
  Gone() = default;
  explicit Gone(const catalog::Gone& list);
  /// True for a file of the site (`dalles/2025/NAME.tif`) that a person withdrew: never to be served, there
  /// or not, as a whole or in parts. Case means nothing, since some file systems know none.
  bool is_withdrawn(std::string_view path) const { return holds(m_withdrawn, path); }
  /// True for files of older revisions than the one that is shown.
  bool is_superseded(std::string_view path) const { return holds(m_superseded, path); }

 private:
  using Paths = std::unordered_set<std::string>;
  static bool holds(const Paths& paths, std::string_view path);
  Paths m_withdrawn, m_superseded;
};
using GonePtr = std::shared_ptr<const Gone>;

/// The list as it is now: one look at its file a call, so that a withdrawal counts from the next request on.
class GoneKeeper {
 public:
  explicit GoneKeeper(const std::filesystem::path& catalog_root);
  /// What was known stays where the file cannot be read or is no longer there (a share that went away).
  /// Throws Error (retry) where it is there and was never read: nothing that may be withdrawn is served then.
  GonePtr current() const;

 private:
  const std::filesystem::path m_file;
  mutable std::mutex m_mutex;
  mutable GonePtr m_gone;
  mutable std::uint64_t m_inode = 0, m_size_bytes = 0;
  mutable std::int64_t m_modified_ns = 0;
};

}  // namespace pcrs::serve
