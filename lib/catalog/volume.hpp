// SPDX-License-Identifier: Apache-2.0
// Volumes of the definitive storage in the catalog: `ROOT/CHANTIER/volumes/ID.json`, and a copy of each
// index, so that the catalog alone says which volume to mount. `catalog_root` is ROOT/CHANTIER.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "store/cipher.hpp"
#include "store/file.hpp"

namespace pcrs::catalog {

/// A tar that is whole on its volume.
struct VolumeTar {
  std::string name;  ///< `DELIVERY-NNNN.tar`, or `….tar.age`, `….tar.gpg`
  std::string delivery;
  std::uint64_t members = 0;
  std::uint64_t repeated = 0;  ///< leading members that repeat folders of tars before
  std::uint64_t size_bytes = 0;
  std::string sha256;
  std::string index_sha256;
  std::string written_at;
  std::string verified_at;  ///< empty until it was read back and found right
  std::string verified_how;
  std::string damaged{};  ///< what a verification found wrong: it counts for nothing; empty when sound
  std::vector<std::string> recipients{};  ///< of an encrypted tar (store::coding_of its name), else none
  store::StoredFile plain{};              ///< an encrypted tar before it was
};

/// A file on a volume that counts for nothing.
struct VoidFile {
  std::string path, at, why;
};

struct Volume {
  std::string id;
  std::string chantier;
  std::string place;
  std::string made_at;
  std::uint64_t capacity_bytes = 0;  ///< 0: what its medium has
  /// `writing` (a run, or one that was killed), `open`, `full` or `failed`; in an object store `writing`,
  /// `closing` (all is written, not all is there) or `closed`.
  std::string state = "open";
  std::vector<VolumeTar> tars;
  std::vector<VoidFile> voids;
  Json extra{};      ///< what a later version wrote
  std::string at{};  ///< of a volume in an object store: the URL that it lies below, under its id

  VolumeTar* tar(const std::string& name);
};

/// All of them, by id. Throws Error (failed) for one that cannot be read: a copy must not be overlooked.
std::vector<Volume> load_volumes(const std::filesystem::path& catalog_root);
std::optional<Volume> load_volume(const std::filesystem::path& catalog_root, const std::string& id);
/// Reads, changes and writes one under its short lock; makes it when there is none.
void update_volume(const std::filesystem::path& catalog_root, const std::string& id, const std::string& place,
                   const std::function<void(Volume&)>& change,
                   store::WriteMode mode = store::WriteMode::real);

/// The catalog's copy of a tar's index.
std::filesystem::path index_file(const std::filesystem::path& catalog_root, const std::string& volume,
                                 const std::string& tar);
/// Byte 0: the run that packs onto the place; byte 1024: a record of the place is being changed.
std::filesystem::path place_lock(const std::filesystem::path& catalog_root, const std::string& place);

}  // namespace pcrs::catalog
