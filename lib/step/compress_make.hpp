// SPDX-License-Identifier: Apache-2.0
// Inside the compress step: the COG of one dalle of the catalog, from whichever file gives its pixels, into
// the work folder and its record.
#pragma once
#include <filesystem>
#include <string>

#include "catalog/catalog.hpp"
#include "catalog/journal.hpp"
#include "grid/name_pattern.hpp"
#include "step/compress_encode.hpp"
#include "step/compress_pixels.hpp"

namespace pcrs::step::compress {

enum class Status { made, kept, rejected, busy, nothing };

struct Outcome {
  Status status = Status::nothing;
  std::filesystem::path path;
  int revision = 0;
  std::uint64_t bytes_read = 0;
  Encoded encoded;
  void reject(const std::string& where, const std::string& rule, const std::string& message) {
    encoded.findings.push_back({where, rule, message});
    status = Status::rejected;
  }
};

/// True when the record's COG was made of its lossless dalle by `parameters`.
bool made_so(const catalog::Record& record, const Json& parameters);

/// Safe for many threads, each at another dalle. All that it is given must outlive it.
class CogMaker {
 public:
  CogMaker(const chantier::Chantier& chantier, catalog::Catalog& catalog, catalog::Journal& journal,
           const Encoding& encoding);
  /// The chantier's, or the quality that the dalle was delivered in: more would only be larger.
  double quality_max_for(const catalog::Record& record);
  /// The record has a lossless product; `outcome` gets status, path, revision and what was encoded.
  void make(const catalog::Record& record, const Json& parameters, double quality_max, Outcome& outcome);
  std::filesystem::path folder() const;

 private:
  struct Making;
  bool keep_delivered(const Making& making, Outcome& outcome);
  void make_from(const PixelFile& file, const Making& making, const Encoding& encoding, Outcome& outcome);
  void save(const Making& making, const std::string& name, const Outcome& outcome);

  const chantier::Chantier& m_chantier;
  catalog::Catalog& m_catalog;
  catalog::Journal& m_journal;
  const Encoding& m_encoding;
  const grid::GridSpec m_grid;
  const grid::NamePattern m_pattern;
  PixelFiles m_files;
};

}  // namespace pcrs::step::compress
