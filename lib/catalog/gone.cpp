// SPDX-License-Identifier: Apache-2.0
#include "catalog/gone.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/error.hpp"
#include "base/json.hpp"
#include "catalog/locks.hpp"
#include "store/file.hpp"
#include "store/lock.hpp"

namespace fs = std::filesystem;

namespace pcrs::catalog {

namespace {

constexpr const char* format_name = "pcrs-dalles gone";
constexpr int version = 1;

bool comes_before(const Withdrawn& a, const Withdrawn& b) {
  return std::tie(a.millesime, a.dalle) < std::tie(b.millesime, b.dalle);
}

std::string text_of(const Gone& gone) {
  Json withdrawn = Json::array();
  for (const Withdrawn& one : gone.withdrawn)
    withdrawn.push_back({{"millesime", one.millesime}, {"dalle", one.dalle}, {"paths", one.paths}});
  return json_text(Json{{"format", format_name},
                        {"version", version},
                        {"withdrawn", withdrawn},
                        {"superseded", gone.superseded}});
}

}  // namespace

void Gone::withdraw(const Withdrawn& one) {
  const auto at = std::lower_bound(withdrawn.begin(), withdrawn.end(), one, comes_before);
  if (at == withdrawn.end() || comes_before(one, *at)) {
    withdrawn.insert(at, one);
    return;
  }
  std::set<std::string> paths(at->paths.begin(), at->paths.end());
  paths.insert(one.paths.begin(), one.paths.end());
  at->paths.assign(paths.begin(), paths.end());
}

void Gone::restore(int millesime, const std::string& dalle) {
  std::erase_if(withdrawn,
                [&](const Withdrawn& one) { return one.millesime == millesime && one.dalle == dalle; });
}

fs::path gone_file(const fs::path& catalog_root) {
  return catalog_root / "gone.json";
}

Gone parse_gone(const std::string& text, const std::string& where) {
  const Json json = parse_json(text, where);
  Gone gone;
  try {
    if (json.at("format") != format_name || json.at("version") != version)
      throw_failed(where, "is no list of what is gone, of version 1");
    for (const Json& one : json.at("withdrawn"))
      gone.withdraw({one.at("millesime").get<int>(), one.at("dalle").get<std::string>(),
                     one.at("paths").get<std::vector<std::string>>()});
    gone.superseded = json.at("superseded").get<std::vector<std::string>>();
  } catch (const Json::exception& error) {
    throw_failed(where, std::string("is no list of what is gone: ") + error.what());
  }
  return gone;
}

Gone load_gone(const fs::path& catalog_root) {
  const fs::path file = gone_file(catalog_root);
  std::error_code none;
  return fs::exists(file, none) ? parse_gone(store::read_file(file), file.string()) : Gone();
}

Gone known_gone(const fs::path& catalog_root) {
  try {
    return load_gone(catalog_root);
  } catch (const Error&) {
    return {};
  }
}

void change_gone(const fs::path& catalog_root, const std::function<void(Gone&)>& change) {
  const auto lock = store::Lock::wait_range(lock_file(catalog_root), gone_byte, short_wait_s);
  const Gone before = known_gone(catalog_root);
  Gone gone = before;
  change(gone);
  if (gone != before) store::write_file(gone_file(catalog_root), text_of(gone));
}

}  // namespace pcrs::catalog
