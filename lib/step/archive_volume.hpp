// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: one volume while tars are added to it.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "step/archive_tar.hpp"
#include "step/archive_upload.hpp"

namespace pcrs::step::archive {

/// Where volumes are written: a folder that is one, or an object store below whose URL they stand by their
/// ids.
struct VolumeRoom {
  std::filesystem::path folder;           ///< as it was given
  std::shared_ptr<store::Place> shelf{};  ///< nothing where it is a folder
  std::string url() const { return shelf ? folder.string() : std::string(); }
};

class VolumeWriter {
 public:
  /// Opens the volume in `folder`, or makes one of an empty folder; takes over or removes what a run that was
  /// killed left there. `capacity_bytes` 0: what the file system has. Throws Error, that of the medium naming
  /// something in `folder`.
  /// In an object store: the volume that was begun there, or a new one; `capacity_bytes` is at least 1.
  VolumeWriter(Cold& cold, const chantier::ColdPlace& place, const VolumeRoom& room,
               std::uint64_t capacity_bytes, bool read_back);

  /// True when a run that was killed has not left the volume, or left a tar that the catalog does not know:
  /// to be opened before anything is said to be missing.
  static bool has_unfinished(const Cold& cold, const std::filesystem::path& folder);
  /// Sends what a run that was killed had still to send of a volume that it was leaving.
  static void end_closing(Cold& cold, const chantier::ColdPlace& place, const VolumeRoom& room,
                          bool read_back);

  const std::string& id() const { return m_bag->label().id; }
  /// Where it is written; of a volume in an object store, its shadow.
  const std::filesystem::path& folder() const { return m_folder; }
  /// A file of the volume as people find it.
  std::string location(const std::string& path) const {
    return m_upload ? m_upload->location(path) : (m_folder / path).string();
  }
  bool is_empty() const { return m_bag->payload().empty(); }
  /// What may still be written, room for index, LISEZMOI and the catalog's copy taken off.
  std::uint64_t room_bytes() const;
  /// What all tars together may take when it is empty.
  std::uint64_t total_bytes() const { return m_total; }

  /// Adds a tar that has its name: reads it back, writes its index, seals the volume, records it.
  void add(catalog::VolumeTar tar);
  /// Takes back what add() did to a tar that then failed.
  void forget(const std::string& tar);
  /// Leaves it a whole volume with a fresh copy of the catalog; in an object store it is closed for good.
  void leave(const std::string& state);
  /// The number after the highest one of the delivery at the place.
  static unsigned next_number(const Cold& cold, const std::string& place, const std::string& delivery);

 private:
  std::filesystem::path data(const std::string& tar) const { return m_folder / "data" / tar; }
  void make(const store::VolumeLabel& label);
  void tidy();
  void complete_shadow();
  std::optional<catalog::VolumeTar> whole_tar(const std::string& name) const;
  bool take_over(const std::string& tar);
  void read_back(catalog::VolumeTar& tar) const;
  void add_index(const std::string& tar);
  void write_index(const std::string& tar);
  void write_lists(const std::string& stem, const std::filesystem::path& index);
  void write_voids();
  std::string copy_catalog();
  std::uint64_t reserve_bytes() const;

  Cold& m_cold;
  const chantier::ColdPlace& m_place;
  std::filesystem::path m_folder;
  std::string m_url;                       ///< of the shelf; empty: the volume is a folder
  std::unique_ptr<VolumeUpload> m_upload;  ///< in a real run
  std::uint64_t m_capacity;
  bool m_read_back;
  std::unique_ptr<store::Bag> m_bag;
  std::uint64_t m_used = 0;  ///< by files of the volume
  std::uint64_t m_total = 0;
  std::uint64_t m_catalog_bytes = 0;  ///< what a copy of the catalog takes
};

/// What the file system of the folder still takes.
std::uint64_t free_bytes(const std::filesystem::path& folder);
/// `index/NAME` of a tar, to which endings are added.
std::string index_stem(const std::string& tar);

/// Bytes that a copy of the catalog takes as a tar.
std::uint64_t catalog_copy_bytes(const std::filesystem::path& catalog_root);
/// Writes it; gives its SHA-256.
std::string write_catalog_copy(const std::filesystem::path& catalog_root, const std::string& name,
                               ByteSink& sink);

}  // namespace pcrs::step::archive
