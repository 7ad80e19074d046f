// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: a split file that comes back from one volume after the other. FORMAT.md says where
// its parts wait for each other.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "step/archive_consult.hpp"

namespace pcrs::step::archive {

/// What a restoration has at hand of the file `target`: on mounted volumes, and of a split one the parts that
/// came back before, each in a hidden file beside it.
class AtHand {
 public:
  AtHand(MemberReader& reader, std::filesystem::path target)
      : m_reader(reader), m_target(std::move(target)) {}
  bool has(const catalog::KeptRow& row) const { return m_reader.has(row.volume) || waits(row); }
  /// How much of it is to be mounted: 0 when nothing is. An empty file needs its volume too.
  std::uint64_t lacking(const std::vector<const catalog::KeptRow*>& rows) const;
  /// True when some of it would be read from an object store.
  bool is_billed(const std::vector<const catalog::KeptRow*>& rows) const;
  /// Brings back the parts whose volumes are mounted; each gets its name once its digest has been found
  /// right. Gives how many bytes. Throws as MemberReader::read.
  std::uint64_t keep(const std::vector<const catalog::KeptRow*>& parts);
  /// Makes the file of its parts, from here and from volumes. What is wrong with parts that waited here, and
  /// nothing when it is made. Throws as MemberReader::read.
  std::string join(const std::vector<const catalog::KeptRow*>& parts);
  /// Removes what waits here.
  void sweep(const std::vector<const catalog::KeptRow*>& parts) const;

 private:
  std::filesystem::path file_of(const catalog::KeptRow& part) const;
  bool waits(const catalog::KeptRow& part) const;
  void read_part(const catalog::KeptRow& part, ByteSink& sink);

  MemberReader& m_reader;
  const std::filesystem::path m_target;
};

}  // namespace pcrs::step::archive
