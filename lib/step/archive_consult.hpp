// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: reading from the volumes that are mounted, by somebody who may.
#pragma once
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "catalog/kept.hpp"
#include "step/archive.hpp"
#include "step/archive_cold.hpp"
#include "step/archive_medium.hpp"

namespace pcrs::step::archive {

/// The volumes given, by their id: a folder is one, a URL stands for all that the catalog knows of there.
/// Throws Error (usage) for one that holds none.
std::map<std::string, Medium> mounted_volumes(const Cold& cold,
                                              const std::vector<std::filesystem::path>& given);

/// The role of the reader. Throws Error (usage) for one whom the chantier does not know, or without a reason.
std::string role_of(const Cold& cold, const Consultation& consultation);

/// Says in the journal that a consultation begins, and how it ended.
class ConsultationEntry {
 public:
  ConsultationEntry(Cold& cold, const Consultation& consultation, std::string action, std::string subject,
                    Json selection);
  void end(std::uint64_t files, std::uint64_t bytes, const std::string& result);

 private:
  Cold& m_cold;
  const std::string m_action;
  const std::string m_subject;
};

/// Reads members of tars by their index.
class MemberReader {
 public:
  MemberReader(const Cold& cold, std::map<std::string, Medium> volumes,
               std::optional<std::filesystem::path> identity)
      : m_cold(cold), m_volumes(std::move(volumes)), m_identity(std::move(identity)) {}
  bool has(const std::string& volume) const { return m_volumes.contains(volume); }
  /// True for a volume at hand whose reads are billed.
  bool is_remote(const std::string& volume) const { return has(volume) && m_volumes.at(volume).remote(); }
  /// Reads no more from a volume whose object store went away.
  void leave(const std::string& volume) { m_volumes.erase(volume); }
  /// The tar as people find it.
  std::string tar_of(const catalog::KeptRow& row) const {
    return m_volumes.at(row.volume).location("data/" + row.tar);
  }
  /// Hands the file that the rows make (one, or parts in order) to `sink`. Throws Error (failed) at the tar
  /// when its bytes are not those that the index names, and when it does not open (is_locked). Encrypted tars
  /// are read forwards: keep to the order of their members.
  void read(const std::vector<const catalog::KeptRow*>& rows, ByteSink& sink);
  /// True once its tar is known to be encrypted to none of the keys at hand.
  bool is_locked(const catalog::KeptRow& row) const { return m_locked.contains(tar_of(row)); }

 private:
  ByteSource& open(const catalog::KeptRow& row);
  std::unique_ptr<ByteSource> decrypted(const catalog::KeptRow& row, std::unique_ptr<ByteSource> cipher);
  [[noreturn]] void lock(const catalog::KeptRow& row, const std::string& what);

  const Cold& m_cold;
  std::map<std::string, Medium> m_volumes;
  const std::optional<std::filesystem::path> m_identity;
  std::map<std::string, std::string> m_locked;                            ///< why, by tar_of
  std::list<std::pair<std::string, std::unique_ptr<ByteSource>>> m_open;  ///< the last used first
};

/// Restores one file under `target`, with its date and mode, once its digest has been found right.
void restore_file(MemberReader& reader, const std::vector<const catalog::KeptRow*>& rows,
                  const std::filesystem::path& target);
/// Sets date and mode of a folder or file, the date alone of a link. Throws Error (failed).
void set_attributes(const std::filesystem::path& path, const store::IndexRow& row);

}  // namespace pcrs::step::archive
