// SPDX-License-Identifier: Apache-2.0
#include "step/compress_make.hpp"

#include <algorithm>

#include "catalog/cog_product.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::compress {

using catalog::Product;
using catalog::Record;
using store::stamp_of;

namespace {

Finding changed(const PixelFile& file) {
  return {file.path.string(), "lossless.changed",
          "its bytes are not those of the record (SHA-256 " + file.sha256 +
              "); restore it with pcrs-archive get or make it again with pcrs-tile --overwrite"};
}

}  // namespace

// How a COG comes to be, whatever file gives the pixels.
struct CogMaker::Making {
  const Record& record;
  const Json& parameters;
  double quality_max = 0;
  const Product* again = nullptr;  ///< the published COG that it must equal
  int revision = 0;

  std::optional<Finding> fault_of(const PixelFile& file, const Encoded& encoded) const {
    const std::string path = file.path.string();
    if (encoded.source_sha256 != file.sha256) return changed(file);
    if (again && !encoded.sha256.empty() && encoded.sha256 != again->sha256)
      return Finding{path, "cog.differs",
                     "made again, its COG has other bytes than the published one (another version of "
                     "libjpeg?); another --quality or --budget makes a new revision"};
    if (stamp_of(file.path) == file.seen) return std::nullopt;
    return Finding{path, "lossless.changed", "changed while it was being read; run again"};
  }
};

bool made_so(const Record& record, const Json& parameters) {
  const Product* const cog = record.product("cog");
  const Product* const lossless = record.product("lossless");
  return cog && lossless && cog->parameters == parameters &&
         cog->derived_from == std::vector<std::string>{lossless->sha256};
}

CogMaker::CogMaker(const chantier::Chantier& chantier, catalog::Catalog& catalog, catalog::Journal& journal,
                   const Encoding& encoding)
    : m_chantier(chantier),
      m_catalog(catalog),
      m_journal(journal),
      m_encoding(encoding),
      m_grid(catalog.grid()),
      m_pattern(chantier.name_pattern, chantier.where("grid.name_pattern")),
      m_files(chantier) {}

fs::path CogMaker::folder() const {
  return m_chantier.work / catalog::cog_folder(m_chantier.millesime);
}

double CogMaker::quality_max_for(const Record& record) {
  if (!m_encoding.budget_bytes) return m_encoding.quality_max;
  return std::min(m_encoding.quality_max, m_files.quality_of(record).value_or(m_encoding.quality_max));
}

void CogMaker::make(const Record& record, const Json& parameters, double quality_max, Outcome& outcome) {
  // What is published never changes under its name: made again from the same bytes with the same parameters
  // it must be the same, and is then there to put a lost or damaged copy right.
  const Product* const old = record.product("cog");
  const bool published = old && old->copy_in("hot");
  const bool was_kept = old && old->facts.contains("kept_jpeg_blocks");
  const Product* again = published && made_so(record, parameters) ? old : nullptr;
  const auto revision = [&] { return record.revision + (published && !again ? 1 : 0); };
  if (!again || was_kept)
    if (keep_delivered({record, parameters, quality_max, again, revision()}, outcome)) return;
  std::vector<Finding> told;
  if (again && was_kept) {  // the lossless dalle would give other bytes
    if (const auto sound = m_files.sound_copy(*again)) {
      outcome.status = Status::kept;
      return;
    }
    told.push_back({again->name, "jpeg.away",
                    "no sound copy of it is left, nor the delivered JPEG whose blocks it kept (" +
                        record.sources.front().path + " of " + record.sources.front().delivery +
                        "): the lossless dalle makes a new revision",
                    Severity::warning});
    again = nullptr;
  }
  const Product& lossless = *record.product("lossless");
  const auto file = m_files.lossless(lossless);
  if (!file)
    return outcome.reject(lossless.name, "lossless.missing",
                          "is neither in the work folder nor in a place that can be read; restore it with "
                          "pcrs-archive get");
  make_from(*file, {record, parameters, quality_max, again, revision()}, m_encoding, outcome);
  outcome.encoded.findings.insert(outcome.encoded.findings.begin(), told.begin(), told.end());
}

// A dalle delivered as JPEG keeps its coefficients, where they fit: there is no generation loss. False: they
// do not, or the file is away; the lossless dalle gives the pixels.
bool CogMaker::keep_delivered(const Making& making, Outcome& outcome) {
  const auto file = m_files.delivered(making.record);
  if (!file || file->size_bytes > m_encoding.budget_bytes.value_or(file->size_bytes)) return false;
  Encoding encoding = m_encoding;
  encoding.only_kept = true;
  const auto side_px = m_grid.pixels_a_side();
  const auto west_m = static_cast<double>(making.record.key.west_m),
             north_m = static_cast<double>(making.record.key.north_m);
  encoding.dalle.crs_when_missing = m_chantier.crs;  // ingest took it so
  encoding.dalle.dalle = {side_px, side_px, west_m, north_m, m_grid.gsd_m, m_grid.crs};
  make_from(*file, making, encoding, outcome);
  if (outcome.encoded.kept && outcome.encoded.source_sha256 == file->sha256) return true;
  outcome = {};
  return false;
}

void CogMaker::make_from(const PixelFile& file, const Making& making, const Encoding& encoding,
                         Outcome& outcome) {
  outcome.bytes_read = file.size_bytes;
  outcome.revision = making.revision;
  const std::string name =
      m_pattern.file_name(making.record.key, m_chantier.millesime, m_chantier.code, making.revision);
  outcome.path = folder() / name;
  outcome.encoded = encode_file(file.path.string(), outcome.path, encoding, making.quality_max,
                                [&](const Encoded& encoded) { return making.fault_of(file, encoded); });
  // What could not be decoded is told by its true cause.
  if (!outcome.encoded.source_sha256.empty() && outcome.encoded.source_sha256 != file.sha256)
    outcome.encoded.findings = {changed(file)};
  outcome.status = outcome.encoded.rejected() ? Status::rejected : Status::made;
  if (outcome.status == Status::made && encoding.mode == store::WriteMode::real) save(making, name, outcome);
}

void CogMaker::save(const Making& making, const std::string& name, const Outcome& outcome) {
  const Record& record = making.record;
  Product cog;
  cog.name = name;
  cog.size_bytes = outcome.encoded.size_bytes;
  cog.sha256 = outcome.encoded.sha256;
  cog.parameters = making.parameters;
  cog.facts = outcome.encoded.facts;
  if (outcome.encoded.kept) cog.facts["kept_jpeg_of"] = outcome.encoded.source_sha256;
  cog.tool = "pcrs-compress " PCRS_VERSION;
  cog = catalog::cog_product(std::move(cog), record.product("lossless")->sha256, m_chantier.millesime,
                             outcome.path);
  // Its new date makes pcrs-publish read the published copy again.
  for (const catalog::Copy& copy : making.again ? making.again->copies : std::vector<catalog::Copy>())
    if (copy.place != "work") cog.add_copy(copy);
  const Json line = catalog::cog_line(cog, outcome.revision);
  if (outcome.revision == record.revision) {
    m_catalog.update(record.key, record.millesime,
                     [&](Record& latest) { latest.set_product(std::move(cog)); });
  } else {
    Record next = record;
    next.revision = outcome.revision;
    next.set_product(std::move(cog));
    m_catalog.add_revision(next);
  }
  m_journal.write("compress", record.dalle, line);
}

}  // namespace pcrs::step::compress
