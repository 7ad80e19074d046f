// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_roots.hpp"

#include <algorithm>
#include <map>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "base/foreign_text.hpp"
#include "base/text.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::ingest {

namespace {

fs::path absolute_root(const fs::path& given) {
  std::error_code error;
  fs::path path = fs::canonical(given, error);
  if (error) path = fs::absolute(given).lexically_normal();
  return path.has_filename() ? path : path.parent_path();
}

bool readable(const fs::path& root) {
  std::error_code error;
  const fs::directory_iterator probe(root, error);
  return !error;
}

void check_is_folder(const fs::path& given) {
  std::error_code error;
  if (fs::is_regular_file(given, error))
    throw_usage(given.string(), "is a file; give the folder of the delivery");
}

// A recorded root that is gone, and whose folder name the new root has.
Root* moved_root(std::vector<Root>& roots, const fs::path& path) {
  for (Root& root : roots)
    if (!root.given && root.path.filename() == path.filename() && !readable(root.path)) return &root;
  return nullptr;
}

Root* same_root(std::vector<Root>& roots, const fs::path& path) {
  for (Root& root : roots)
    if (root.path == path) return &root;
  return nullptr;
}

std::size_t files_under(const catalog::Delivery& delivery, std::size_t root) {
  return static_cast<std::size_t>(
      std::count_if(delivery.files.begin(), delivery.files.end(),
                    [&](const catalog::DeliveredFile& file) { return file.root == root; }));
}

// Where two roots hold the same path, findings need the whole one.
std::vector<std::string> names_of(const Inventory& inventory) {
  std::map<std::string, int> count;
  for (const WalkedFile& file : inventory.files) ++count[file.path];
  std::vector<std::string> names;
  for (const WalkedFile& file : inventory.files)
    names.push_back(count[file.path] == 1 ? file.path : inventory.location(file).string());
  return names;
}

// An empty root is what an unplugged disk leaves: a mount point.
void judge_root(Inventory& inventory, std::size_t index, bool is_readable, std::size_t now,
                std::size_t before) {
  const Root& root = inventory.roots[index];
  inventory.offline[index] = !is_readable || (now == 0 && before > 0);
  if (!is_readable || now > 0 || !root.given) return;
  inventory.findings.push_back({root.path.string(), "delivery.root",
                                before > 0
                                    ? "is empty, but held " + std::to_string(before) +
                                          " files before; what was seen then is kept: is the disk mounted?"
                                    : "holds no file: is the disk mounted?"});
}

}  // namespace

std::string slug_of(const fs::path& root) {
  const fs::path path = absolute_root(root);
  std::string slug;
  for (const char c : fold(path.filename().string())) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    if (plain)
      slug += c;
    else if (!slug.empty() && slug.back() != '-')
      slug += '-';
  }
  slug.erase(0, slug.find_first_not_of("-."));
  while (!slug.empty() && (slug.back() == '-' || slug.back() == '.')) slug.pop_back();
  return slug;
}

std::string delivery_id(const std::optional<std::string>& id, const std::vector<fs::path>& roots) {
  if (!id) {
    std::string slug = slug_of(roots.front());
    if (slug.empty()) throw_usage(roots.front().string(), "its name makes no id for the delivery; give --id");
    return slug;
  }
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
  if (id->empty() || id->size() > 100 || id->find_first_not_of(allowed) != std::string::npos ||
      id->front() == '.')
    throw_usage("--id " + *id, "an id is made of a-z, 0-9, - _ and . (not first), 100 at most");
  return *id;
}

std::vector<Root> merge_roots(const std::vector<fs::path>& given,
                              const std::optional<catalog::Delivery>& previous, bool id_given) {
  std::vector<Root> roots;
  if (previous)
    for (const fs::path& path : previous->roots) roots.push_back({path, path.string(), false});
  bool known = !previous;
  std::vector<Root> fresh;
  for (const fs::path& word : given) {
    check_is_folder(word);
    const fs::path path = absolute_root(word);
    Root* root = same_root(roots, path);
    if (root == nullptr) root = moved_root(roots, path);
    if (root != nullptr) {
      *root = {path, word.string(), true};
      known = true;
    } else if (same_root(fresh, path) == nullptr) {
      fresh.push_back({path, word.string(), true});
    }
  }
  if (!known && !id_given)
    throw_usage(given.front().string(), "a delivery \"" + previous->id + "\" came from " +
                                            previous->roots.front().string() + "; give --id " + previous->id +
                                            " to add this root to it, or another --id");
  roots.insert(roots.end(), fresh.begin(), fresh.end());
  return roots;
}

Inventory take_inventory(std::vector<Root> roots, const std::optional<catalog::Delivery>& previous) {
  std::vector<fs::path> paths;
  for (const Root& root : roots) paths.push_back(root.path);
  WalkResult walked = walk(paths);
  Inventory inventory{std::move(roots), {}, {}, {}, {}, walked.litter};
  inventory.offline.assign(paths.size(), false);
  std::vector<std::size_t> now(paths.size(), 0);
  for (const WalkedFile& file : walked.files) ++now[file.root];
  for (const Finding& finding : walked.findings) {
    const Root* root = same_root(inventory.roots, finding.path);
    if (root == nullptr || root->given) inventory.findings.push_back(finding);
  }
  for (std::size_t i = 0; i < paths.size(); ++i)
    judge_root(inventory, i, walked.root_readable[i], now[i],
               previous && i < previous->roots.size() ? files_under(*previous, i) : 0);
  if (std::find(walked.root_readable.begin(), walked.root_readable.end(), true) == walked.root_readable.end())
    throw_failed(inventory.findings.empty() ? paths.front().string() : inventory.findings.front().path,
                 "cannot be read, nor can any other root of the delivery: mount the disk and run this again");
  inventory.files = std::move(walked.files);
  if (previous)
    for (const catalog::DeliveredFile& file : previous->files)
      if (inventory.offline.at(file.root))
        inventory.files.push_back({file.root, file.path, file.size_bytes, file.mtime_ns});
  std::sort(inventory.files.begin(), inventory.files.end(), [](const WalkedFile& a, const WalkedFile& b) {
    return std::tie(a.root, a.path) < std::tie(b.root, b.path);
  });
  inventory.names = names_of(inventory);
  return inventory;
}

}  // namespace pcrs::step::ingest
