// SPDX-License-Identifier: Apache-2.0
#include "store/scrub_state.hpp"

#include "base/text.hpp"
#include "store/manifest.hpp"

namespace fs = std::filesystem;

namespace pcrs::store {

namespace {

constexpr const char* first_line = "# pcrs-checksum scrub 1";

}  // namespace

ScrubState::ScrubState(const fs::path& list) : m_file(list.string() + ".scrub") {
  std::error_code error;
  if (!fs::exists(m_file, error)) return;
  const std::string text = read_file(m_file);
  bool first = true;
  for (const std::string& line : split(text, '\n')) {
    if (first)
      m_unreadable = line != first_line;
    else if (!line.empty())
      m_unreadable = !read_line(line);
    if (m_unreadable) break;
    first = false;
  }
  if (m_unreadable) m_readings.clear();
}

bool ScrubState::read_line(const std::string& line) {
  const std::size_t time_end = line.find(' '), found_end = line.find(' ', time_end + 1);
  if (time_end == std::string::npos || found_end == std::string::npos) return false;
  const auto at = parse_utc(line.substr(0, time_end));
  const Manifest rest = parse_manifest(line.substr(found_end + 1));
  if (!at || rest.entries.size() != 1) return false;
  const ManifestEntry& entry = rest.entries.front();
  m_readings[entry.path] = {*at, line.substr(time_end + 1, found_end - time_end - 1), entry.digest};
  return true;
}

const LastReading* ScrubState::find(const std::string& path, const std::string& digest) const {
  const auto known = m_readings.find(path);
  return known != m_readings.end() && known->second.digest == digest ? &known->second : nullptr;
}

void ScrubState::save(const std::vector<std::string>& paths, WriteMode mode) const {
  std::string text = std::string(first_line) + "\n";
  for (const std::string& path : paths)
    if (const auto known = m_readings.find(path); known != m_readings.end())
      text += utc_text(known->second.at) + " " + known->second.found + " " +
              manifest_line(known->second.digest, path);
  write_file(m_file, text, mode);
}

}  // namespace pcrs::store
