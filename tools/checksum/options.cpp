// SPDX-License-Identifier: Apache-2.0
#include "options.hpp"

#include <filesystem>
#include <memory>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/app.hpp"
#include "step/checksum.hpp"

namespace fs = std::filesystem;
namespace checksum = pcrs::step::checksum;
using pcrs::cli::CommonOptions;

namespace {

struct Given {
  checksum::CreateOptions create;
  checksum::VerifyOptions verify;
  checksum::CompareOptions compare;
  checksum::ScrubOptions scrub;
  std::string bytes;
  unsigned minutes = 60;
  bool all = false;
};

// `create DIR >DIR/SHA256SUMS` would list the half-written list itself.
std::vector<fs::path> where_stdout_goes() {
  std::error_code error;
  const fs::path target = fs::read_symlink("/proc/self/fd/1", error);
  return error || !target.is_absolute() ? std::vector<fs::path>{} : std::vector<fs::path>{target};
}

CLI::App* declare_create(CLI::App& app, checksum::CreateOptions& options) {
  CLI::App* sub = app.add_subcommand("create", "List the SHA-256 of files and of all below folders");
  sub->add_option("path", options.inputs, "Folders and files; - reads them from stdin")->required();
  sub->add_option("-o,--output", options.output,
                  "The list to write, replaced whole (default: lines on stdout)");
  sub->add_flag("--update", options.update, "Trust the list for files whose dates are older than its own");
  sub->add_flag("--drop-cache", options.drop_cache, "Leave no page of what was read in the cache");
  return sub;
}

CLI::App* declare_verify(CLI::App& app, checksum::VerifyOptions& options) {
  CLI::App* sub = app.add_subcommand("verify", "Check the files of a list, and that there are no others");
  sub->add_option("list", options.manifest, "A list as sha256sum, sha1sum or md5sum write it")->required();
  sub->add_flag("--ignore-extra", options.ignore_extra, "Do not look for files that the list does not name");
  sub->add_flag("--drop-cache", options.drop_cache,
                "Read the medium, not the cache, and leave no page behind");
  return sub;
}

CLI::App* declare_compare(CLI::App& app, checksum::CompareOptions& options) {
  CLI::App* sub = app.add_subcommand("compare", "Tell what is missing, changed, extra or renamed");
  sub->add_option("before", options.before, "A list or a folder")->required();
  sub->add_option("after", options.after, "A list or a folder")->required();
  sub->add_flag("--drop-cache", options.drop_cache,
                "Read the medium, not the cache, and leave no page behind");
  return sub;
}

CLI::App* declare_scrub(CLI::App& app, Given& given) {
  CLI::App* sub =
      app.add_subcommand("scrub", "Read files of a list, the longest unread first, within a budget");
  sub->add_option("list", given.scrub.manifest, "A list as sha256sum, sha1sum or md5sum write it")
      ->required();
  sub->add_option("--bytes", given.bytes, "Begin no file that would bring the reading over this (500GB)")
      ->type_name("SIZE");
  sub->add_option("--minutes", given.minutes, "Begin no file after so many (60, unless --bytes is given)")
      ->type_name("N")
      ->check(CLI::Range(1U, 100'000U));
  sub->add_flag("--all", given.all, "Read everything now")->excludes("--bytes")->excludes("--minutes");
  return sub;
}

pcrs::Summary run_create(checksum::CreateOptions options, const CommonOptions& common,
                         pcrs::Reporter& reporter) {
  options.inputs = pcrs::cli::read_inputs(options.inputs);
  if (options.inputs.empty()) pcrs::throw_usage("stdin", "no path was given");
  if (options.update && !options.output) pcrs::throw_usage("--update", "needs the list to update: -o LIST");
  if (!options.output) options.unlisted = where_stdout_goes();
  options.overwrite = common.overwrite;
  options.jobs = common.jobs;
  options.mode = common.dry_run ? pcrs::store::WriteMode::dry_run : pcrs::store::WriteMode::real;
  return checksum::create(options, reporter);
}

pcrs::Summary run_verify(checksum::VerifyOptions options, const CommonOptions& common,
                         pcrs::Reporter& reporter) {
  options.only_faults = common.quiet;
  options.jobs = common.jobs;
  return checksum::verify(options, reporter);
}

pcrs::Summary run_scrub(const Given& given, bool minutes_given, const CommonOptions& common,
                        pcrs::Reporter& reporter) {
  checksum::ScrubOptions options = given.scrub;
  if (!given.bytes.empty()) {
    options.bytes = pcrs::parse_bytes(given.bytes).value_or(0);
    if (options.bytes == 0) pcrs::throw_usage("--bytes", "is a size such as 500GB, not " + given.bytes);
  }
  if (!given.all && (minutes_given || given.bytes.empty())) options.minutes = given.minutes;
  options.mode = common.dry_run ? pcrs::store::WriteMode::dry_run : pcrs::store::WriteMode::real;
  return checksum::scrub(options, reporter);
}

}  // namespace

pcrs::cli::Action declare_checksum(CLI::App& app) {
  const auto given = std::make_shared<Given>();
  app.require_subcommand(1);
  const CLI::App* create = declare_create(app, given->create);
  const CLI::App* verify = declare_verify(app, given->verify);
  declare_compare(app, given->compare);
  const CLI::App* scrub = declare_scrub(app, *given);
  return [=](const CommonOptions& common, pcrs::Reporter& reporter) {
    if (create->parsed()) return run_create(given->create, common, reporter);
    if (verify->parsed()) return run_verify(given->verify, common, reporter);
    if (scrub->parsed()) return run_scrub(*given, scrub->count("--minutes") > 0, common, reporter);
    given->compare.jobs = common.jobs;
    return checksum::compare(given->compare, reporter);
  };
}
