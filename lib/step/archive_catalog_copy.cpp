// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/interrupt.hpp"
#include "step/archive_context.hpp"
#include "step/archive_volume.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

// Locks mean nothing elsewhere, temporaries are somebody's unfinished work. The access log and requests tell
// of people, and are kept for so many days: copies would outlive them.
bool belongs(const SourceEntry& entry, const fs::path& catalog_root) {
  const std::string name = entry.location.filename().string();
  const fs::path folder = entry.location.parent_path();
  return name != "lock" && !name.ends_with(".lock") && !store::is_temporary_name(name) &&
         folder != catalog_root / "access" && folder != catalog_root / "requests";
}

// Others write the catalog meanwhile. Its files are replaced whole or only grow: what is read is the state at
// the opening, or its first bytes.
void copy_file(store::TarWriter& tar, const SourceEntry& entry) {
  std::unique_ptr<store::FileSource> source;
  try {
    source = std::make_unique<store::FileSource>(entry.location);
  } catch (const Error& error) {
    std::error_code gone;
    if (!fs::exists(entry.location, gone)) return;  // a list that took its final name meanwhile
    throw;
  }
  store::TarMember member = entry.member;
  member.size_bytes = source->size();
  tar.begin(member);
  std::vector<std::byte> buffer(std::size_t{1} << 18U);
  for (std::uint64_t at = 0; tar.missing_bytes() > 0;) {
    interrupt::check();
    const std::size_t got = source->read_at(
        at, std::span(buffer).first(
                static_cast<std::size_t>(std::min<std::uint64_t>(tar.missing_bytes(), buffer.size()))));
    if (got == 0) break;
    tar.write(Bytes(buffer).first(got));
    at += got;
  }
  tar.fill();
}

void each_entry(const fs::path& catalog_root, const std::string& name,
                const std::function<void(const SourceEntry&)>& each) {
  walk_source(
      catalog_root, name,
      [&](const SourceEntry& entry) {
        if (belongs(entry, catalog_root) && entry.member.kind != store::TarKind::link) each(entry);
        return true;
      },
      [](const Finding& finding) { throw_failed(finding.path, finding.message); });
}

}  // namespace

std::uint64_t catalog_copy_bytes(const fs::path& catalog_root) {
  std::uint64_t bytes = store::tar_end_bytes;
  each_entry(catalog_root, "catalog",
             [&](const SourceEntry& entry) { bytes += store::tar_member_bytes(entry.member); });
  return bytes;
}

std::string write_catalog_copy(const fs::path& catalog_root, const std::string& name, ByteSink& sink) {
  store::TarWriter tar(sink);
  each_entry(catalog_root, name, [&](const SourceEntry& entry) {
    if (entry.member.kind == store::TarKind::file)
      copy_file(tar, entry);
    else
      tar.begin(entry.member);
  });
  return tar.finish();
}

}  // namespace pcrs::step::archive
