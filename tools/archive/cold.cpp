// SPDX-License-Identifier: Apache-2.0
#include "cold.hpp"

#include <memory>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/app.hpp"
#include "step/archive.hpp"

namespace archive = pcrs::step::archive;
using pcrs::Reporter;
using pcrs::Summary;
using pcrs::cli::CommonOptions;

namespace {

struct Given {
  archive::PackOptions pack;
  archive::VerifyOptions verify;
  archive::VolumesOptions volumes;
  archive::RestoreOptions restore;
  archive::DrillOptions drill;
  std::string capacity, tar_size;
  bool no_read_back = false;
};

std::uint64_t bytes_of(const std::string& option, const std::string& text, std::uint64_t least) {
  if (text.empty()) return 0;
  const auto bytes = pcrs::parse_bytes(text);
  if (!bytes || *bytes < least)
    pcrs::throw_usage(option + " " + text,
                      "expected a size of at least " + pcrs::bytes_text(least) + ", such as 12TB");
  return *bytes;
}

CLI::App* declare_pack(CLI::App& app, Given& given) {
  CLI::App* sub = app.add_subcommand("pack", "Archive a delivery, as it was received, onto volumes");
  sub->add_option("delivery", given.pack.delivery, "Its id")->required();
  sub->add_option("--volume", given.pack.volumes,
                  "A mounted volume or an empty folder; several are filled one after the other")
      ->required()
      ->expected(1)
      ->take_all();
  sub->add_option("--place", given.pack.place,
                  "Where the volumes are kept (default: the chantier's only place)");
  sub->add_option("--capacity", given.capacity,
                  "Of each volume, such as 12TB (default: the place's, else what is free)");
  sub->add_option("--tar-size", given.tar_size,
                  "Of each tar (default: a sixteenth of the volume, 16GB at most)");
  sub->add_flag("--no-read-back", given.no_read_back,
                "Do not read tars back; they count once verify has read them");
  return sub;
}

void declare_identity(CLI::App* sub, std::optional<std::filesystem::path>& identity) {
  sub->add_option("--identity", identity,
                  "Opens encrypted tars: a file with an age or ssh key, or the folder of a gpg keyring");
}

CLI::App* declare_verify(CLI::App& app, archive::VerifyOptions& options) {
  CLI::App* sub = app.add_subcommand("verify", "Read volumes whole and check them; needs no catalog");
  sub->add_option("volume", options.volumes, "Folders of the volumes")->required();
  sub->add_option("--key", options.key, "Ed25519 key, private or public, that they must be signed with");
  declare_identity(sub, options.identity);
  return sub;
}

CLI::App* declare_volumes(CLI::App& app, archive::VolumesOptions& options) {
  CLI::App* sub =
      app.add_subcommand("volumes", "Say which volumes there are and which deliveries are archived");
  sub->add_option("delivery", options.deliveries, "Ids of deliveries (default: all, and the volumes)");
  return sub;
}

void declare_mounted(CLI::App* sub, std::vector<std::filesystem::path>& volumes, bool needed) {
  CLI::Option* option =
      sub->add_option("--volume", volumes, "A mounted volume; give each that is")->expected(1)->take_all();
  if (needed) option->required();
}

void declare_consultation(CLI::App* sub, archive::Consultation& consultation) {
  sub->add_option("--who", consultation.who, "Who asks: one of the chantier's cold readers")->required();
  sub->add_option("--why", consultation.why, "What for; the register of consultations keeps it")->required();
}

CLI::App* declare_restore(CLI::App& app, archive::RestoreOptions& options) {
  CLI::App* sub = app.add_subcommand("restore", "Bring files of an archived delivery back from its volumes");
  sub->add_option("delivery", options.delivery, "Its id")->required();
  sub->add_option("-o,--output", options.output, "Folder to restore into")->required();
  declare_mounted(sub, options.volumes, false);
  sub->add_option("--folder", options.folders, "Only this folder: ROOT/PATH")->expected(1)->take_all();
  sub->add_option("--match", options.patterns, "Only files whose ROOT/PATH matches: * and ?")
      ->expected(1)
      ->take_all();
  sub->add_option("--dalle", options.dalles, "Only files that show this dalle, by key or name")
      ->expected(1)
      ->take_all();
  declare_identity(sub, options.identity);
  declare_consultation(sub, options.consultation);
  return sub;
}

CLI::App* declare_drill(CLI::App& app, archive::DrillOptions& options) {
  CLI::App* sub = app.add_subcommand("drill", "Restore a random sample from each volume, and report");
  declare_mounted(sub, options.volumes, true);
  sub->add_option("--sample", options.sample, "Files of each volume (default: 10)")
      ->check(CLI::Range(1, 100'000));
  sub->add_option("--seed", options.seed, "Draw what a drill before drew; its summary says the seed");
  declare_identity(sub, options.identity);
  declare_consultation(sub, options.consultation);
  return sub;
}

pcrs::store::WriteMode mode_of(const CommonOptions& common) {
  return common.dry_run ? pcrs::store::WriteMode::dry_run : pcrs::store::WriteMode::real;
}

Summary run_verify(archive::VerifyOptions options, const CommonOptions& common, Reporter& reporter) {
  if (!common.chantier.empty()) options.chantier_file = common.chantier;
  options.mode = mode_of(common);
  return archive::verify(options, reporter);
}

Summary run_volumes(archive::VolumesOptions options, const CommonOptions& common, Reporter& reporter) {
  options.chantier_file = common.chantier;
  return archive::volumes(options, reporter);
}

Summary run_pack(const Given& given, const CommonOptions& common, Reporter& reporter) {
  archive::PackOptions options = given.pack;
  options.chantier_file = common.chantier;
  options.capacity_bytes = bytes_of("--capacity", given.capacity, 1'000'000);
  options.tar_bytes = bytes_of("--tar-size", given.tar_size, 10'240);
  options.read_back = !given.no_read_back;
  options.mode = mode_of(common);
  return archive::pack(options, reporter);
}

void need_chantier(const CommonOptions& common) {
  if (common.chantier.empty())
    pcrs::throw_usage("--chantier", "is missing: give the chantier file, or set PCRS_CHANTIER");
}

Summary run_restore(archive::RestoreOptions options, const CommonOptions& common, Reporter& reporter) {
  options.chantier_file = common.chantier;
  options.overwrite = common.overwrite;
  options.mode = mode_of(common);
  return archive::restore(options, reporter);
}

Summary run_drill(archive::DrillOptions options, const CommonOptions& common, Reporter& reporter) {
  options.chantier_file = common.chantier;
  options.mode = mode_of(common);
  return archive::drill(options, reporter);
}

}  // namespace

std::function<std::optional<Summary>(const CommonOptions&, Reporter&)> declare_cold(CLI::App& app) {
  const auto given = std::make_shared<Given>();
  const CLI::App* pack = declare_pack(app, *given);
  const CLI::App* restore = declare_restore(app, given->restore);
  const CLI::App* verify = declare_verify(app, given->verify);
  const CLI::App* drill = declare_drill(app, given->drill);
  const CLI::App* volumes = declare_volumes(app, given->volumes);
  const CLI::App* consultations =
      app.add_subcommand("register", "Print who read what from the volumes, and why");
  return [=](const CommonOptions& common, Reporter& reporter) -> std::optional<Summary> {
    if (verify->parsed()) return run_verify(given->verify, common, reporter);
    for (const CLI::App* command : {pack, restore, drill, volumes, consultations})
      if (command->parsed()) need_chantier(common);
    if (pack->parsed()) return run_pack(*given, common, reporter);
    if (restore->parsed()) return run_restore(given->restore, common, reporter);
    if (drill->parsed()) return run_drill(given->drill, common, reporter);
    if (volumes->parsed()) return run_volumes(given->volumes, common, reporter);
    if (consultations->parsed()) return archive::consultations(common.chantier, reporter);
    return std::nullopt;
  };
}
