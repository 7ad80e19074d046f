// SPDX-License-Identifier: Apache-2.0
// When each file of a list was read last, and what was found. FORMAT.md says the
// form.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/clock.hpp"
#include "store/file.hpp"

namespace pcrs::store {

struct LastReading {
  UnixTime at = 0;
  std::string found;   ///< `ok`, or a rule
  std::string digest;  ///< that it should have had
};

class ScrubState {
 public:
  /// Of `list`; empty where nothing is remembered.
  explicit ScrubState(const std::filesystem::path& list);
  /// A line of the file is none: nothing of it was believed.
  bool unreadable() const { return m_unreadable; }
  /// Nothing when the file was never read for this digest.
  const LastReading* find(const std::string& path, const std::string& digest) const;
  void set(const std::string& path, LastReading reading) { m_readings[path] = std::move(reading); }
  /// Replaces the file. `paths` in the order to keep; what is not among them is forgotten.
  void save(const std::vector<std::string>& paths, WriteMode mode) const;

 private:
  bool read_line(const std::string& line);
  const std::filesystem::path m_file;
  std::unordered_map<std::string, LastReading> m_readings;
  bool m_unreadable = false;
};

}  // namespace pcrs::store
