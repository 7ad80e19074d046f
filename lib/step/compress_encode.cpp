// SPDX-License-Identifier: Apache-2.0
#include "step/compress_encode.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"
#include "raster/cog_facts.hpp"
#include "store/digest.hpp"
#include "store/passing_digest.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::compress {

namespace {

constexpr std::uint64_t memory_bytes = 512'000'000;

// At a fixed quality. Nothing is written where a JPEG was to be kept and cannot be.
raster::CogResult encode_at(raster::DalleSource& source, SeekableSink& sink, const Encoding& encoding) {
  raster::CogOptions options = encoding.cog;
  const bool kept =
      options.compression == raster::Compression::jpeg && raster::keep_jpeg_below(source, options.quality);
  raster::CogResult nothing;
  nothing.written = false;
  if (encoding.only_kept && !kept) return nothing;
  if (kept) options.quality = *source.jpeg_quality();
  return raster::write_cog(source, sink, options);
}

// Writes into `sink`; what keeps the file from being a COG becomes a finding.
void encode(raster::DalleSource& source, const std::string& path, SeekableSink& sink,
            const Encoding& encoding, double quality_max, Encoded& encoded) {
  raster::CogResult cog;
  if (!encoding.budget_bytes) {
    cog = encode_at(source, sink, encoding);
    encoded.facts = raster::cog_facts(cog);
  } else {
    raster::Budget budget{*encoding.budget_bytes, quality_max};
    budget.only_kept = encoding.only_kept;
    const auto result = raster::write_cog_within(source, sink, encoding.cog, budget);
    cog = result.cog;
    encoded.facts = raster::cog_facts(result);
    if (result.encodings > 1 && cog.written)
      encoded.findings.push_back(
          {path, "budget.overshoot",
           "was encoded " + std::to_string(result.encodings) + " times: the first took more than the budget",
           Severity::note});
  }
  encoded.kept = cog.written && cog.kept_blocks > 0;
  encoded.size_bytes = cog.size_bytes;
  if (!cog.written)
    encoded.findings.push_back(
        encoding.only_kept
            ? Finding{path, "jpeg.not_kept", "its JPEG blocks cannot be kept within the budget or quality"}
            : Finding{path, "budget.too_small",
                      "takes " + bytes_text(cog.size_bytes) + " even at quality " + number_text(cog.quality) +
                          ", over the budget of " + bytes_text(*encoding.budget_bytes) +
                          "; give it more bytes"});
  if (!cog.plan.note.empty())
    encoded.findings.push_back({path, "layout.fallback", cog.plan.note, Severity::note});
}

}  // namespace

bool Encoded::rejected() const {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.severity == Severity::error; });
}

Json parameters_of(const Encoding& encoding, double quality_max) {
  std::optional<raster::Budget> budget;
  if (encoding.budget_bytes) budget = {*encoding.budget_bytes, quality_max};
  return raster::cog_parameters(encoding.cog, budget);
}

namespace {

void encode_opened(raster::DalleSource& opened, const std::string& source, const fs::path& target,
                   const Encoding& encoding, double quality_max, Encoded& encoded,
                   const MayCommit& may_commit) {
  std::optional<store::FollowingDigest> source_digest;
  if (encoding.digest_source) source_digest.emplace(source);
  const auto output = store::open_output(target, encoding.mode);
  store::SequentialDigest sink(*output);
  Encoding own = encoding;
  if (source_digest) own.cog.on_read = [&source_digest](double share) { source_digest->follow(share); };
  encode(opened, source, sink, own, quality_max, encoded);
  if (encoding.only_kept && !encoded.kept) return;  // another file gives the pixels
  if (source_digest) encoded.source_sha256 = source_digest->finish_hex();
  if (encoded.rejected()) return;
  if (!output->temporary().empty()) {
    const auto on_the_way = sink.finish_hex();  // lossless files go back to fill their index
    encoded.sha256 = on_the_way ? *on_the_way : store::sha256_file(output->temporary());
  }
  const auto fault = may_commit ? may_commit(encoded) : std::nullopt;
  if (fault)
    encoded.findings.push_back(*fault);
  else
    output->commit();
}

}  // namespace

Encoded encode_file(const std::string& source, const fs::path& target, const Encoding& encoding,
                    double quality_max, const MayCommit& may_commit) {
  Encoded encoded;
  // A fault of the source is the dalle's; a disk that is full or a signal is everybody's.
  const auto keep_fault = [&](const Error& error) {
    if (error.where() != source) throw;
    if (!encoded.rejected())
      encoded.findings.push_back({source, "pixels.unreadable", error.message() + "; ask for the file again"});
  };
  try {
    raster::OpenedDalle opened = raster::open_dalle(source, encoding.dalle);
    encoded.findings = std::move(opened.findings);
    if (opened.source)
      encode_opened(*opened.source, source, target, encoding, quality_max, encoded, may_commit);
  } catch (const Error& error) {
    keep_fault(error);
  }
  const bool wanted = encoding.digest_source && (encoded.kept || !encoding.only_kept);
  if (!wanted || !encoded.source_sha256.empty()) return encoded;
  try {  // of what could not be decoded, too
    encoded.source_sha256 = store::sha256_file(source);
  } catch (const Error& error) {
    keep_fault(error);
  }
  return encoded;
}

std::uint64_t expected_bytes(const Encoding& encoding, std::uint64_t pixels) {
  const auto share = [pixels](double bytes_a_px) {
    return static_cast<std::uint64_t>(static_cast<double>(pixels) * bytes_a_px) + 1'000'000;
  };
  if (encoding.cog.compression == raster::Compression::none) return share(4);
  if (encoding.cog.compression != raster::Compression::jpeg) return share(3);
  if (encoding.budget_bytes) return std::min(*encoding.budget_bytes, share(0.6));
  return share(encoding.cog.quality <= 95 ? 0.6 : 1.8);
}

Lanes lanes_for(const Encoding& encoding, unsigned jobs, int width, int height) {
  const auto pixels = static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height);
  std::uint64_t dalle_bytes =
      std::uint64_t{512} * static_cast<std::uint64_t>(width) * 3 * 3;  // rows of blocks
  if (encoding.cog.compression == raster::Compression::jpeg) dalle_bytes += expected_bytes(encoding, pixels);
  if (encoding.budget_bytes) dalle_bytes += pixels * 3 / 16;  // strips of the prediction
  Lanes lanes;
  lanes.dalles = static_cast<unsigned>(std::clamp<std::uint64_t>(memory_bytes / dalle_bytes, 1, jobs));
  lanes.jobs_a_dalle = std::max(1U, jobs / lanes.dalles);
  return lanes;
}

}  // namespace pcrs::step::compress
