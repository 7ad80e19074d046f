// SPDX-License-Identifier: Apache-2.0
#include "step/tile_input.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "raster/mosaic_vrt.hpp"
#include "store/digest.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::tile {

namespace {

Json stamped(const std::string& path, const std::optional<Stamp>& stamp) {
  // JSON holds no other bytes: an odd name must still be equal to itself when it is read back.
  Json json{{"path", is_utf8(path) ? path : url_encode(path)}};
  if (stamp) {
    json["size_bytes"] = stamp->size_bytes;
    json["mtime_ns"] = stamp->mtime_ns;
  }
  return json;
}

// A VRT is as new as the newest of its files. One that cannot be read is told when it is inspected.
Json vrt_identity(const std::string& path) {
  Json files = Json::array();
  try {
    for (const std::string& file : raster::files_of_vrt(path)) files.push_back(stamped(file, stamp_of(file)));
  } catch (const Error&) {
  }
  return files;
}

Input listed_input(const std::string& word, const std::string& source_crs) {
  Input input;
  input.path = word;
  input.stamp = stamp_of(word);
  input.source.path = fs::absolute(word).lexically_normal().string();
  input.source.size_bytes = input.stamp ? input.stamp->size_bytes : 0;
  input.identity = stamped(input.source.path, input.stamp);
  if (input.stamp && raster::is_vrt(word)) input.identity["files"] = vrt_identity(word);
  input.crs_when_missing = source_crs;
  return input;
}

std::optional<raster::Box> ingested_bounds(const Json& facts) {
  const auto bounds = facts.find("bounds_m");
  if (bounds == facts.end() || bounds->size() != 4) return std::nullopt;
  return raster::Box{bounds->at(0), bounds->at(1), bounds->at(2), bounds->at(3)};
}

Input accepted_input(const catalog::AcceptedOrtho& ortho, const std::string& crs, bool trust_nodata) {
  const catalog::DeliveredFile& file = ortho.file;
  Input input;
  input.path = ortho.location.string();
  input.stamp = Stamp{file.size_bytes, file.mtime_ns};
  input.sides = ortho.sides;
  input.source = {ortho.delivery, file.path, file.size_bytes, file.sha256, catalog::digest_of(ortho.sides)};
  input.identity = {{"delivery", ortho.delivery}, {"sha256", file.sha256}};
  if (!input.source.sides.empty()) input.identity["sides"] = input.source.sides;
  input.national = file.facts.value("national", Json::object());
  // Who accepted a file without a CRS accepted it as the chantier's: ingest says so in its facts.
  if (file.facts.value("crs_source", "") == "chantier") input.crs_when_missing = crs;
  input.bounds = ingested_bounds(file.facts);
  // Ingest says "none" too where it does not believe a nodata that this run may believe.
  input.opaque = file.facts.value("mask", "") == "none" && !(trust_nodata && file.facts.contains("nodata"));
  return input;
}

template <typename Slot>
std::vector<std::unique_ptr<Slot>> make_slots(std::size_t count) {
  std::vector<std::unique_ptr<Slot>> slots(count);
  for (auto& slot : slots) slot = std::make_unique<Slot>();
  return slots;
}

}  // namespace

Inputs::Inputs(std::vector<Input> inputs, std::string crs, double gsd_m, raster::MosaicOptions options,
               bool verify)
    : m_inputs(std::move(inputs)),
      m_slots(make_slots<Slot>(m_inputs.size())),
      m_crs(std::move(crs)),
      m_gsd_m(gsd_m),
      m_options(std::move(options)),
      m_verify(verify) {}

std::optional<Finding> Inputs::changed(std::size_t i) const {
  const Input& input = m_inputs[i];
  const auto now = stamp_of(input.path);
  if (!now)
    return Finding{input.path, "source.missing",
                   "is not there any more; connect the disk of delivery " + input.source.delivery +
                       " or ingest it again"};
  if (now == input.stamp) return side_changed(input);
  return Finding{input.path, "source.changed",
                 "is no longer the file that was ingested (size or date differ); ingest delivery " +
                     input.source.delivery + " again"};
}

// A world file or a mask that came, went or changed unseen would move or cut the pixels.
std::optional<Finding> Inputs::side_changed(const Input& input) const {
  if (input.source.delivery.empty()) return std::nullopt;
  const auto now = m_sides.of(input.path);
  const auto told = [&](const catalog::SideFile& side, const std::string& what) {
    return Finding{(fs::path(input.path).parent_path() / side.name).string(), "source.changed",
                   what + " " + fs::path(input.path).filename().string() + " was ingested; ingest delivery " +
                       input.source.delivery + " again"};
  };
  const auto is_in = [](const auto& files, const catalog::SideFile& side) {
    return std::find_if(files.begin(), files.end(), [&](const auto& one) { return one.name == side.name; });
  };
  for (const catalog::SideFile& side : input.sides)
    if (const auto found = is_in(now, side); found == now.end())
      return told(side, "is not there any more, and was beside it when");
    else if (!found->same_as(side))
      return told(side, "is no longer what it was (size or date differ) when");
  for (const catalog::SideFile& side : now)
    if (is_in(input.sides, side) == input.sides.end()) return told(side, "was not there when");
  return std::nullopt;
}

namespace {

// Nothing when the file's bytes are still those that were ingested.
std::optional<Finding> verify(const Input& input) {
  if (input.source.sha256.empty()) return std::nullopt;
  try {
    if (store::sha256_file(input.path) == input.source.sha256) return std::nullopt;
  } catch (const Error& error) {
    return Finding{input.path, "source.unreadable", error.message(), Severity::error};
  }
  return Finding{input.path, "source.changed",
                 "its SHA-256 is no longer the one that was ingested, though size and date are; the disk may "
                 "be failing: take the contractor's copy"};
}

}  // namespace

raster::Inspection Inputs::inspect_now(const Input& input) const {
  if (m_verify)
    if (const auto fault = verify(input)) return {std::nullopt, {*fault}};
  raster::MosaicOptions options = m_options;
  options.crs_when_missing = input.crs_when_missing;
  return raster::inspect_source(input.path, m_crs, m_gsd_m, options);
}

const raster::Inspection& Inputs::inspect(std::size_t i) {
  Slot& slot = *m_slots[i];
  std::call_once(slot.once, [&] { slot.inspection = inspect_now(m_inputs[i]); });
  return slot.inspection;
}

std::vector<std::string> Inputs::digests(const std::vector<std::size_t>& which) {
  std::vector<std::string> digests;
  for (const std::size_t i : which) {
    Slot& slot = *m_slots[i];
    std::call_once(slot.digest_once, [&] {
      slot.sha256 = m_inputs[i].source.sha256;
      if (slot.sha256.empty() && m_verify) slot.sha256 = store::sha256_file(m_inputs[i].path);
    });
    if (slot.sha256.empty()) return {};
    digests.push_back(slot.sha256);
  }
  return digests;
}

std::vector<Input> accepted_inputs(const fs::path& catalog_root, const std::vector<std::string>& deliveries,
                                   const std::string& crs, bool trust_nodata) {
  std::vector<Input> inputs;
  for (const catalog::AcceptedOrtho& ortho : catalog::accepted_orthos(catalog_root, deliveries))
    inputs.push_back(accepted_input(ortho, crs, trust_nodata));
  return inputs;
}

std::vector<Input> listed_inputs(const std::vector<std::string>& paths, const std::string& source_crs) {
  std::vector<Input> inputs;
  for (const std::string& path : paths) inputs.push_back(listed_input(path, source_crs));
  return inputs;
}

}  // namespace pcrs::step::tile
