// SPDX-License-Identifier: Apache-2.0
#include "step/publish_tree.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "step/publish_place.hpp"

namespace fs = std::filesystem;

namespace pcrs::step {

namespace {

std::set<std::string> files_in(const fs::path& folder) {
  std::set<std::string> paths;
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    if (!it->is_directory()) paths.insert(it->path().lexically_relative(folder).generic_string());
  if (error && error != std::errc::no_such_file_or_directory)
    throw_failed(folder.string(), "cannot be listed: " + error.message());
  return paths;
}

bool holds(const fs::path& path, const std::string& bytes) {
  std::error_code error;
  return fs::file_size(path, error) == bytes.size() && !error && store::read_file(path) == bytes;
}

bool is_same(const fs::path& folder, const std::vector<TreeFile>& files) {
  const std::set<std::string> present = files_in(folder);
  return present.size() == files.size() && std::all_of(files.begin(), files.end(), [&](const TreeFile& file) {
           return present.count(file.path) == 1 && holds(folder / file.path, file.bytes);
         });
}

void stage(const fs::path& old, const fs::path& staged, const std::vector<TreeFile>& files, unsigned jobs) {
  fs::remove_all(staged);  // of a run that was killed
  store::make_folders(staged);
  parallel_for(files.size(), jobs, [&](std::size_t i) {
    const TreeFile& file = files[i];
    const fs::path target = staged / file.path;
    store::make_folders(target.parent_path());
    if (holds(old / file.path, file.bytes) && ::link((old / file.path).c_str(), target.c_str()) == 0) return;
    write_dated(target, file.bytes, old / file.path);
  });
  store::sync_folder(staged);
}

// True when `staged` became `folder` in one step.
bool switch_over(const fs::path& staged, const fs::path& folder) {
  if (!fs::exists(folder)) {
    if (::rename(staged.c_str(), folder.c_str()) != 0) throw_errno(folder.string(), "cannot be made");
    return true;
  }
  if (::renameat2(AT_FDCWD, staged.c_str(), AT_FDCWD, folder.c_str(), RENAME_EXCHANGE) == 0) return true;
  if (errno == EINVAL || errno == ENOSYS || errno == ENOTSUP || errno == EPERM) return false;
  throw_errno(folder.string(), "cannot be replaced");
}

}  // namespace

void replace_files(const fs::path& folder, const std::vector<TreeFile>& files) {
  std::set<std::string> stale = files_in(folder);
  for (auto file = files.rbegin(); file != files.rend(); ++file) {
    write_document(folder / file->path, file->bytes, store::WriteMode::real);
    stale.erase(file->path);
  }
  for (const std::string& path : stale) {
    fs::remove(folder / path);
    std::error_code not_empty;
    for (fs::path above = (folder / path).parent_path(); above != folder && fs::remove(above, not_empty);)
      above = above.parent_path();
  }
}

bool replace_tree(const fs::path& folder, const std::vector<TreeFile>& files, store::WriteMode mode,
                  unsigned jobs) {
  const fs::path staged = folder.parent_path() / ("." + folder.filename().string() + ".next");
  const bool same = is_same(folder, files);
  if (mode == store::WriteMode::dry_run) return !same;
  if (!same) {
    stage(folder, staged, files, jobs);
    if (!switch_over(staged, folder)) replace_files(folder, files);
    store::sync_folder(folder.parent_path());
  }
  fs::remove_all(staged);
  return !same;
}

}  // namespace pcrs::step
