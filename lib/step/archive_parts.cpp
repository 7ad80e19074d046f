// SPDX-License-Identifier: Apache-2.0
#include "step/archive_parts.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "store/digest.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

fs::path AtHand::file_of(const catalog::KeptRow& part) const {
  constexpr std::size_t digits = 32;
  const std::string key = store::sha256_text(part.row.path + "\n" + part.row.stored_sha256).substr(0, digits);
  return m_target.parent_path() / ("." + key + ".pcrs-part");
}

bool AtHand::waits(const catalog::KeptRow& part) const {
  if (part.row.kind != store::RowKind::part) return false;
  std::error_code error;
  return fs::file_size(file_of(part), error) == part.row.stored_bytes && !error;
}

std::uint64_t AtHand::lacking(const std::vector<const catalog::KeptRow*>& rows) const {
  std::uint64_t lacking = 0;
  for (const catalog::KeptRow* row : rows) lacking += has(*row) ? 0 : 1 + row->row.stored_bytes;
  return lacking;
}

bool AtHand::is_billed(const std::vector<const catalog::KeptRow*>& rows) const {
  return std::any_of(rows.begin(), rows.end(),
                     [&](const catalog::KeptRow* row) { return m_reader.is_remote(row->volume); });
}

// A part is checked as it is stored: the index has but one digest of the whole, with the last part.
void AtHand::read_part(const catalog::KeptRow& part, ByteSink& sink) {
  catalog::KeptRow alone = part;
  alone.row.sha256 = part.row.stored_sha256;
  m_reader.read({&alone}, sink);
}

std::uint64_t AtHand::keep(const std::vector<const catalog::KeptRow*>& parts) {
  std::uint64_t bytes = 0;
  for (const catalog::KeptRow* part : parts) {
    if (!m_reader.has(part->volume) || waits(*part)) continue;
    const auto output = store::open_output(file_of(*part));
    read_part(*part, *output);
    output->commit();
    bytes += part->row.stored_bytes;
  }
  return bytes;
}

std::string AtHand::join(const std::vector<const catalog::KeptRow*>& parts) {
  const auto output = store::open_output(m_target);
  store::HashingSink whole(*output);
  for (const catalog::KeptRow* part : parts) {
    if (m_reader.has(part->volume)) {
      read_part(*part, whole);
      continue;
    }
    store::FileSource source(file_of(*part));
    if (store::copy_hashing(source, whole) == part->row.stored_sha256) continue;
    fs::remove(file_of(*part));
    return "its part " + std::to_string(part->row.part) +
           ", which waited in the output, was damaged there and is removed: mount " + part->volume + " again";
  }
  const store::IndexRow& row = parts.back()->row;
  if (whole.finish_hex() != row.sha256)
    return "each of its parts is what the index says, and together they are not; restore it from another "
           "place";
  set_attributes(output->temporary(), row);
  output->commit();
  sweep(parts);
  return {};
}

void AtHand::sweep(const std::vector<const catalog::KeptRow*>& parts) const {
  std::error_code error;
  for (const catalog::KeptRow* part : parts)
    if (part->row.kind == store::RowKind::part) fs::remove(file_of(*part), error);
}

}  // namespace pcrs::step::archive
