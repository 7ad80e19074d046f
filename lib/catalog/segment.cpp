// SPDX-License-Identifier: Apache-2.0
#include "catalog/segment.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "catalog/lines.hpp"
#include "store/digest.hpp"

namespace fs = std::filesystem;

namespace pcrs::catalog {

namespace {

void list_day(const fs::path& folder, std::vector<std::string>& names) {
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".jsonl")
      names.push_back(folder.filename().string() + "/" + entry.path().filename().string());
}

bool carries(std::string_view line, const std::string& previous) {
  const Json json = Json::parse(line, nullptr, false);
  return json.is_object() && json.value("previous", Json()) == previous;
}

}  // namespace

std::string chain_start(const std::string& name) {
  return store::sha256_text(name);
}

std::vector<std::string> segment_names(const fs::path& journal) {
  std::vector<std::string> names;
  std::error_code error;
  if (!fs::exists(journal, error)) return names;
  try {
    for (const auto& entry : fs::directory_iterator(journal))
      if (parse_utc(entry.path().filename().string())) list_day(entry.path(), names);
  } catch (const fs::filesystem_error& fault) {
    throw_failed(fault.path1().string(), "cannot be listed: " + fault.code().message());
  }
  std::sort(names.begin(), names.end());
  return names;
}

SegmentState read_segment(const fs::path& journal, const std::string& name,
                          const std::function<void(const SegmentLine&)>& each) {
  SegmentState state;
  state.head = chain_start(name);
  const LinesRead read = read_lines(journal / name, [&](std::string_view line) {
    const std::string before = std::move(state.head);
    state.head = store::sha256_text(line);
    state.size_bytes += line.size() + 1;
    ++state.lines;
    if (each) each({state.lines, state.size_bytes, state.head, carries(line, before)});
  });
  state.torn = read.torn;
  return state;
}

}  // namespace pcrs::catalog
