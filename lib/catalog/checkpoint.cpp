// SPDX-License-Identifier: Apache-2.0
#include "catalog/checkpoint.hpp"

#include <algorithm>
#include <map>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "catalog/fields.hpp"
#include "catalog/journal.hpp"
#include "catalog/locks.hpp"
#include "catalog/segment.hpp"
#include "store/digest.hpp"
#include "store/lock.hpp"
#include "store/signature.hpp"

namespace fs = std::filesystem;

namespace pcrs::catalog {

namespace {

constexpr const char* checkpoint_format = "pcrs-dalles journal checkpoint";
constexpr int checkpoint_version = 1;

Json to_json(const SegmentMark& mark) {
  return {{"name", mark.name}, {"lines", mark.lines}, {"size_bytes", mark.size_bytes}, {"head", mark.head}};
}

SegmentMark mark_from(const Json& json, const std::string& where) {
  return {field<std::string>(json, "name", where), field<std::uint64_t>(json, "lines", where),
          field<std::uint64_t>(json, "size_bytes", where), field<std::string>(json, "head", where)};
}

Checkpoint read_checkpoint(const fs::path& file) {
  const std::string where = file.string();
  const std::string text = store::read_file(file);
  const Json json = parse_json(text, where);
  check_version(json, checkpoint_format, checkpoint_version, where);
  Checkpoint checkpoint;
  checkpoint.name = file.filename().string();
  checkpoint.sequence = field<std::uint64_t>(json, "sequence", where);
  checkpoint.time = field<std::string>(json, "time", where);
  checkpoint.previous = field<std::string>(json, "previous", where);
  checkpoint.previous_sha256 = field<std::string>(json, "previous_sha256", where);
  checkpoint.signer = field<std::string>(json, "signer", where);
  for (const Json& mark : field<Json>(json, "segments", where))
    checkpoint.segments.push_back(mark_from(mark, where));
  checkpoint.sha256 = store::sha256_text(text);
  return checkpoint;
}

// Segments that the checkpoints before do not show as they stand now. Only a segment whose length changed is
// read: what was altered in place is for verify_journal to find.
std::vector<SegmentMark> news(const fs::path& journal, const std::vector<Checkpoint>& before) {
  std::map<std::string, std::uint64_t> known;
  for (const Checkpoint& checkpoint : before)
    for (const SegmentMark& mark : checkpoint.segments) known[mark.name] = mark.size_bytes;
  std::vector<SegmentMark> marks;
  for (const std::string& name : segment_names(journal)) {
    const auto found = known.find(name);
    if (found != known.end() && fs::file_size(journal / name) == found->second) continue;
    const SegmentState state = read_segment(journal, name);
    if (found != known.end() && state.size_bytes == found->second) continue;
    marks.push_back({name, state.lines, state.size_bytes, state.head});
  }
  return marks;
}

std::string free_name(const fs::path& folder) {
  const std::string day = date_text(now());
  std::error_code error;
  for (int number = 1;; ++number) {
    std::string name = day + (number > 1 ? "-" + std::to_string(number) : "") + ".json";
    if (!fs::exists(folder / name, error)) return name;
  }
}

// The public key is kept beside under a name made of itself: old signatures outlive a change of keys.
std::string keep_signer(const fs::path& folder, const fs::path& signing_key, store::WriteMode mode) {
  const std::string pem = store::public_key_pem(signing_key);
  std::string name = "signer-" + store::sha256_text(pem).substr(0, 16) + ".pem";
  store::write_file_if_changed(folder / name, pem, mode);
  return name;
}

}  // namespace

fs::path checkpoints_folder(const fs::path& catalog_root) {
  return catalog_root / "journal" / "checkpoints";
}

fs::path signature_of(const fs::path& checkpoint) {
  return fs::path(checkpoint).replace_extension(".sig");
}

std::string to_text(const Checkpoint& checkpoint) {
  Json segments = Json::array();
  for (const SegmentMark& mark : checkpoint.segments) segments.push_back(to_json(mark));
  return json_text({{"format", checkpoint_format},
                    {"version", checkpoint_version},
                    {"sequence", checkpoint.sequence},
                    {"time", checkpoint.time},
                    {"previous", checkpoint.previous},
                    {"previous_sha256", checkpoint.previous_sha256},
                    {"signer", checkpoint.signer},
                    {"segments", segments}});
}

std::vector<Checkpoint> read_checkpoints(const fs::path& catalog_root, std::vector<Finding>& findings) {
  std::vector<Checkpoint> checkpoints;
  std::error_code error;
  for (fs::directory_iterator it(checkpoints_folder(catalog_root), error), end; !error && it != end;
       it.increment(error)) {
    if (it->path().extension() != ".json") continue;
    try {
      checkpoints.push_back(read_checkpoint(it->path()));
    } catch (const Error& fault) {
      findings.push_back({it->path().string(), "checkpoint.unreadable", fault.message()});
    }
  }
  if (error && error != std::errc::no_such_file_or_directory)
    throw_failed(checkpoints_folder(catalog_root).string(), "cannot be listed: " + error.message());
  std::sort(checkpoints.begin(), checkpoints.end(),
            [](const Checkpoint& a, const Checkpoint& b) { return a.sequence < b.sequence; });
  return checkpoints;
}

fs::path write_checkpoint(const fs::path& catalog_root, const std::optional<fs::path>& signing_key,
                          store::WriteMode mode) {
  const auto lock = mode == store::WriteMode::real
                        ? store::Lock::wait_range(lock_file(catalog_root), checkpoint_byte, short_wait_s)
                        : store::Lock::none();
  const fs::path folder = checkpoints_folder(catalog_root);
  std::vector<Finding> findings;
  const std::vector<Checkpoint> before = read_checkpoints(catalog_root, findings);
  if (!findings.empty()) throw_failed(findings.front().path, findings.front().message);

  Checkpoint checkpoint;
  checkpoint.segments = news(catalog_root / "journal", before);
  const bool unsigned_yet = signing_key && !before.empty() && before.back().signer.empty();
  if (!before.empty() && checkpoint.segments.empty() && !unsigned_yet) return folder / before.back().name;
  if (!before.empty()) {
    checkpoint.sequence = before.back().sequence + 1;
    checkpoint.previous = before.back().name;
    checkpoint.previous_sha256 = before.back().sha256;
  }
  checkpoint.time = utc_text(now());
  if (signing_key) checkpoint.signer = keep_signer(folder, *signing_key, mode);
  const fs::path file = folder / free_name(folder);
  const std::string text = to_text(checkpoint);
  // The signature first: a checkpoint that says it is signed is never seen without.
  if (signing_key) store::write_file(signature_of(file), store::sign(*signing_key, text), mode);
  store::write_file(file, text, mode);
  return file;
}

}  // namespace pcrs::catalog
