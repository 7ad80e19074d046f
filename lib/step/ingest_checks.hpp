// SPDX-License-Identifier: Apache-2.0
// What was learned of each file, kept beside the delivery's record: a run that died at night does not decode
// five thousand dalles again, and a run on unchanged input reads no pixel.
#pragma once
#include <cstdio>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "raster/check.hpp"
#include "step/ingest_digest.hpp"
#include "step/ingest_walk.hpp"
#include "store/file.hpp"

namespace pcrs::step::ingest {

struct KnownFile {
  Digests digests;
  std::string rules;  ///< what the check was made by: expectation and version; empty: not checked
  std::optional<raster::OrthoCheck> check;
};

/// `checks.jsonl` (whole, in the order of the files) and `checks.partial.jsonl` (appended while a run works,
/// and there as long as a run has not ended).
class CheckStore {
 public:
  /// Reads both; a torn or strange line is passed over. In a dry run nothing is written.
  CheckStore(std::filesystem::path folder, store::WriteMode mode);

  /// A file is the same while root, path, size and date are.
  static std::string identity(const std::filesystem::path& root, const WalkedFile& file);
  /// Safe from several threads; what it gives stays until the same identity is learned again.
  const KnownFile* find(const std::string& identity) const;
  /// Remembers at once what was learned. Safe from several threads.
  void learn(const std::string& identity, const KnownFile& known);

  bool unfinished() const { return m_unfinished; }
  /// From now on a run that dies leaves a trace, so that the next one does the end of the work again.
  void begin();
  /// Writes what is known of these files, in their order.
  void write(const std::vector<std::string>& identities) const;
  /// The run has ended: removes the trace.
  void end();

 private:
  void read(const std::filesystem::path& file);
  struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  std::filesystem::path m_folder;
  store::WriteMode m_mode;
  bool m_unfinished = false;
  std::unordered_map<std::string, KnownFile> m_known;
  mutable std::mutex m_mutex;
  std::unique_ptr<std::FILE, CloseFile> m_partial;
};

}  // namespace pcrs::step::ingest
