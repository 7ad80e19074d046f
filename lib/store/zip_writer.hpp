// SPDX-License-Identifier: Apache-2.0
// A ZIP of files that are stored as they are, written front to back. Source: PKWARE APPNOTE 6.3.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"

namespace pcrs::store {

/// begin, write…, begin, write…, finish. For less than 4 GB in all: ZIP64 is not written. Throws Error
/// (failed) beyond.
class ZipWriter : public ByteSink {
 public:
  /// `time` is the date of every file in it (UTC).
  ZipWriter(SeekableSink& sink, UnixTime time);
  void begin(const std::string& name);
  void write(Bytes bytes) override;
  void add(const std::string& name, std::string_view text);
  /// Ends the last file and writes the directory.
  void finish();

 private:
  struct Entry {
    std::string name;
    std::uint32_t at = 0, crc = 0, size = 0;
  };
  void end_entry();
  std::vector<std::byte> header(const Entry& entry, bool central) const;
  void put(Bytes bytes);

  SeekableSink& m_sink;
  std::uint16_t m_date = 0, m_time = 0;
  std::vector<Entry> m_entries;
  std::uint64_t m_at = 0;
  bool m_open = false;
};

}  // namespace pcrs::store
