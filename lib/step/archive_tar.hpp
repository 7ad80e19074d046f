// SPDX-License-Identifier: Apache-2.0
// Inside the archive step: one tar being written onto a volume, with its index in the catalog. What goes
// wrong with the source is a finding; what goes wrong with the volume throws.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/report.hpp"
#include "catalog/volume.hpp"
#include "step/archive_cold.hpp"
#include "step/archive_source.hpp"
#include "store/volume_index.hpp"

namespace pcrs::step::archive {

/// What a member takes at most beside its bytes in the tar: its lines in the index, twice (catalog), and in
/// the list of digests.
std::uint64_t index_cost_bytes(const store::TarMember& member);

/// The share of a file that goes into one member.
struct Part {
  unsigned number = 0;  ///< 0: the whole file
  std::uint64_t start = 0;
  std::uint64_t size_bytes = 0;
};

struct AddedFile {
  bool is_sound = false;
  std::string sha256{};  ///< of the whole file, once its last part is in
};

class PackedTar {
 public:
  PackedTar(Cold& cold, const std::filesystem::path& volume, const std::string& volume_id, std::string name,
            const std::string& delivery, std::uint64_t repeated, const store::Encryption& encryption,
            const std::function<void(const Finding&)>& report);

  void add_other(const SourceEntry& entry);  ///< a folder or link
  /// A file or part that changed or cannot be read is void, and a finding.
  AddedFile add_file(const SourceEntry& entry, SourceReader& source, const Part& part);
  /// As add_file of a whole one, compressed. What cannot be read leaves no member.
  AddedFile add_zstd(const SourceEntry& entry, SourceReader& source);

  const std::string& name() const { return m_name; }
  std::uint64_t members() const { return m_members; }
  bool holds_news() const { return m_members > m_repeated; }
  /// Before it is encrypted.
  std::uint64_t size_bytes() const { return m_writer.size_bytes() + store::tar_end_bytes; }
  std::uint64_t index_bytes() const { return m_index_bytes; }
  /// Where it stands until it is finished.
  std::filesystem::path temporary() const { return m_file->temporary(); }
  /// Ends it (and what encrypts it) and gives it its name; the index is whole in the catalog first.
  catalog::VolumeTar finish();

 private:
  void add_row(store::IndexRow& row);
  bool copy(SourceReader& source, const SourceEntry& entry, store::Hasher* stored);

  const std::string m_name;
  const std::string m_delivery;
  const std::uint64_t m_repeated;
  const std::vector<std::string> m_recipients;
  const std::function<void(const Finding&)>& m_report;
  std::filesystem::path m_spool_folder;
  std::unique_ptr<store::OutputFile> m_index;
  store::HashingSink m_index_sink;
  std::unique_ptr<store::OutputFile> m_file;
  std::unique_ptr<store::EncryptingSink> m_cipher;  ///< between the two; none where tars stay as they are
  store::TarWriter m_writer;
  std::string m_rows;
  std::uint64_t m_members = 0;
  std::uint64_t m_index_bytes = 0;
};

}  // namespace pcrs::step::archive
