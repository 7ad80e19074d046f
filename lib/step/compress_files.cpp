// SPDX-License-Identifier: Apache-2.0
#include "step/compress_files.hpp"

#include <algorithm>
#include <map>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "base/text.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::compress {

namespace {

struct Job {
  std::string source;
  fs::path target;
  bool stands = false;  ///< the target is there and no older than the source
  std::uint64_t pixels = 0;
  Encoded encoded;
};

// `-o x.tif a.tif b.tif` is a slip of the hand: one file was meant, or one of the inputs was.
bool is_folder(const fs::path& output, std::size_t inputs) {
  std::error_code error;
  if (!output.has_filename() || fs::is_directory(output, error)) return true;
  if (inputs < 2) return false;
  const std::string extension = lower_ascii(output.extension().string());
  if (extension == ".tif" || extension == ".tiff" || fs::exists(output, error))
    throw_usage("-o " + output.string(), "is one file and " + std::to_string(inputs) +
                                             " are to be compressed; name a folder, with / at its end if its "
                                             "name ends like a file's");
  return true;
}

void refuse_same_target(const std::vector<Job>& jobs) {
  std::map<fs::path, std::string> source_of;
  std::error_code error;
  for (const Job& job : jobs) {
    const auto [other, fresh] = source_of.emplace(job.target, job.source);
    if (!fresh)
      throw_usage(job.source, "would be written to " + job.target.string() + " like " + other->second +
                                  "; give them folders of their own");
    if (fs::equivalent(job.source, job.target, error))
      throw_usage(job.source, "would be replaced by its own COG; give another -o");
  }
}

std::vector<Job> jobs_of(const Options& options) {
  const bool folder = is_folder(*options.output, options.inputs.size());
  std::vector<Job> jobs;
  for (const std::string& source : options.inputs) {
    Job job{source, *options.output, false, 0, {}};
    if (folder) job.target /= fs::path(source).stem().string() + ".tif";
    std::error_code missing, error;
    const auto made = fs::last_write_time(job.target, missing), changed = fs::last_write_time(source, error);
    job.stands = !options.overwrite && !missing && !error && made >= changed;
    jobs.push_back(std::move(job));
  }
  refuse_same_target(jobs);
  return jobs;
}

// Headers only; what is wrong with a file is told when its turn comes.
void measure(std::vector<Job>& jobs, const Encoding& encoding, int& width, int& height) {
  std::vector<raster::Geometry> geometries(jobs.size());
  parallel_for(jobs.size(), encoding.cog.jobs, [&](std::size_t i) {
    if (jobs[i].stands) return;
    const auto opened = raster::open_dalle(jobs[i].source, encoding.dalle);
    if (opened.source) geometries[i] = opened.source->geometry();
  });
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    jobs[i].pixels =
        static_cast<std::uint64_t>(geometries[i].width) * static_cast<std::uint64_t>(geometries[i].height);
    width = std::max(width, geometries[i].width);
    height = std::max(height, geometries[i].height);
  }
}

void require_space(const std::vector<Job>& jobs, const Encoding& encoding) {
  std::uint64_t bytes = 0, dalles = 0;
  for (const Job& job : jobs) {
    if (job.pixels == 0) continue;
    bytes += expected_bytes(encoding, job.pixels);
    ++dalles;
  }
  if (dalles > 0 && encoding.mode == store::WriteMode::real)
    store::require_space(fs::absolute(jobs.front().target).parent_path(), bytes,
                         std::to_string(dalles) + " COGs");
}

void deliver(Job& job, Summary& summary, Reporter& reporter) {
  for (const Finding& finding : job.encoded.findings) reporter.finding(finding);
  Json record{{"source", job.source}, {"path", job.target.string()}};
  if (job.stands) {
    ++summary.skipped;
    record["status"] = "kept";
    reporter.result("", record);
  } else if (job.encoded.rejected()) {
    ++summary.rejected;
    record["status"] = "rejected";
    record.erase("path");
    reporter.result("", record);
  } else {
    ++summary.done;
    summary.bytes_written += job.encoded.size_bytes;
    record["status"] = "made";
    record["size_bytes"] = job.encoded.size_bytes;
    if (!job.encoded.sha256.empty()) record["sha256"] = job.encoded.sha256;
    if (!job.encoded.source_sha256.empty()) record["source_sha256"] = job.encoded.source_sha256;
    record["facts"] = std::move(job.encoded.facts);
    reporter.result(job.target.string(), record);
  }
  job.encoded = {};
}

}  // namespace

Summary compress_files(const Options& options, const Encoding& encoding, Reporter& reporter) {
  std::vector<Job> jobs = jobs_of(options);
  int width = 1, height = 1;
  measure(jobs, encoding, width, height);
  require_space(jobs, encoding);
  const Lanes lanes = lanes_for(encoding, effective_jobs(options.jobs), width, height);
  Encoding own = encoding;
  own.cog.jobs = lanes.jobs_a_dalle;
  Summary summary;
  std::uint64_t delivered = 0;
  parallel_ordered(
      jobs.size(), lanes.dalles,
      [&](std::size_t i) {
        if (!jobs[i].stands)
          jobs[i].encoded = encode_file(jobs[i].source, jobs[i].target, own, own.quality_max);
      },
      [&](std::size_t i) {
        deliver(jobs[i], summary, reporter);
        reporter.progress(++delivered, jobs.size(), "dalles");
      });
  return summary;
}

}  // namespace pcrs::step::compress
