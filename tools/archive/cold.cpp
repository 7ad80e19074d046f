// SPDX-License-Identifier: Apache-2.0
#include "cold.hpp"

#include <memory>

#include "base/error.hpp"
#include "base/text.hpp"
#include "step/archive.hpp"

namespace archive = pcrs::step::archive;
using pcrs::Reporter;
using pcrs::Summary;
using pcrs::cli::CommonOptions;

namespace {

struct Given {
  archive::PackOptions pack;
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

Summary run_pack(const Given& given, const CommonOptions& common, Reporter& reporter) {
  archive::PackOptions options = given.pack;
  options.chantier_file = common.chantier;
  options.capacity_bytes = bytes_of("--capacity", given.capacity, 1'000'000);
  options.tar_bytes = bytes_of("--tar-size", given.tar_size, 10'240);
  options.read_back = !given.no_read_back;
  options.mode = common.dry_run ? pcrs::store::WriteMode::dry_run : pcrs::store::WriteMode::real;
  return archive::pack(options, reporter);
}

void need_chantier(const CommonOptions& common) {
  if (common.chantier.empty())
    pcrs::throw_usage("--chantier", "is missing: give the chantier file, or set PCRS_CHANTIER");
}

}  // namespace

std::function<std::optional<Summary>(const CommonOptions&, Reporter&)> declare_cold(CLI::App& app) {
  const auto given = std::make_shared<Given>();
  const CLI::App* pack = declare_pack(app, *given);
  return [=](const CommonOptions& common, Reporter& reporter) -> std::optional<Summary> {
    if (!pack->parsed()) return std::nullopt;
    need_chantier(common);
    return run_pack(*given, common, reporter);
  };
}
