// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: the volumes that a run was given, one after the other, and the tar in hand.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "step/archive.hpp"
#include "step/archive_volume.hpp"

namespace pcrs::step::archive {

/// The rooms that a run was given: folders, or one object store, which answers. Throws Error.
std::vector<VolumeRoom> checked_rooms(const Cold& cold, const std::string& place, const PackOptions& options);
/// What runs left that were killed is put in order before anything is said to be missing.
void end_unfinished(Cold& cold, const chantier::ColdPlace& place, const PackOptions& options,
                    const std::vector<VolumeRoom>& rooms);

class Shelf {
 public:
  /// `rooms`: folders, or one object store.
  Shelf(Cold& cold, const chantier::ColdPlace& place, const PackOptions& options,
        const std::vector<VolumeRoom>& rooms, Reporter& reporter, Summary& summary,
        const std::function<void(const Finding&)>& report);

  /// Opens the volume that was begun in the object store, if there is one: it is closed with this run.
  void resume();

  /// A tar that takes `bytes` of the entry, or `share` of them where even an empty volume cannot hold all.
  /// `folders` stand above the entry. Closes tars and volumes that are full, and opens what is needed. Throws
  /// Error (retry) when there is no volume left.
  PackedTar& tar_for(const SourceEntry& entry, std::uint64_t bytes, const std::vector<SourceEntry>& folders,
                     std::uint64_t& share);
  /// Ends the tar in hand, if any.
  void close_tar();
  /// Ends it, and leaves the volume in hand.
  void leave(const std::string& state);

  /// True when the error came of the volume in hand.
  bool is_of_volume(const Error& error) const;
  /// True once a volume was asked for and none of those given is left.
  bool is_used_up() const { return m_is_used_up; }
  /// Takes leave of a volume that can take no more: what is left of the tar in hand is removed or declared
  /// void.
  void give_up(const Error& error);

 private:
  bool fits(std::uint64_t need) const;
  void open_volume();
  void open_tar(const std::vector<SourceEntry>& folders, const std::string& delivery);
  /// What a tar may take of the volume in hand before it is encrypted.
  std::uint64_t tar_room() const;
  std::string tar_name(const std::string& delivery) const;
  std::uint64_t largest_share(const SourceEntry& entry, std::uint64_t room) const;
  std::vector<catalog::VoidFile> remains(const std::vector<std::filesystem::path>& files,
                                         const std::string& why) const;

  Cold& m_cold;
  const chantier::ColdPlace& m_place;
  const PackOptions& m_options;
  const std::vector<VolumeRoom>& m_rooms;
  const store::Encryption m_encryption;
  Reporter& m_reporter;
  Summary& m_summary;
  const std::function<void(const Finding&)>& m_report;
  std::size_t m_next = 0;  ///< of the rooms
  bool m_is_used_up = false;
  std::unique_ptr<VolumeWriter> m_volume;
  std::unique_ptr<PackedTar> m_tar;
  std::string m_closing;  ///< the tar that was given its name and is not yet added
  std::uint64_t m_tar_room = 0;
  std::uint64_t m_tar_limit = 0;
  unsigned m_number = 0;
};

}  // namespace pcrs::step::archive
