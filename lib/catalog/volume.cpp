// SPDX-License-Identifier: Apache-2.0
#include "catalog/volume.hpp"

#include <algorithm>

#include "catalog/fields.hpp"
#include "catalog/locks.hpp"
#include "store/lock.hpp"

namespace fs = std::filesystem;

namespace pcrs::catalog {

namespace {

constexpr const char* volume_format = "pcrs-dalles volume";
// Version 2: with encrypted tars, which an older reader would take for damaged ones.
constexpr int plain_version = 1, volume_version = 2;
constexpr std::uint64_t record_byte_of_place = 1024;

fs::path record_file(const fs::path& catalog_root, const std::string& id) {
  return catalog_root / "volumes" / (id + ".json");
}

Json to_json(const VolumeTar& tar) {
  Json json{{"name", tar.name},
            {"delivery", tar.delivery},
            {"members", tar.members},
            {"repeated", tar.repeated},
            {"size_bytes", tar.size_bytes},
            {"sha256", tar.sha256},
            {"index_sha256", tar.index_sha256},
            {"written_at", tar.written_at},
            {"verified_at", tar.verified_at},
            {"verified_how", tar.verified_how},
            {"damaged", tar.damaged}};
  if (!tar.recipients.empty())
    json["encryption"] = {{"recipients", tar.recipients},
                          {"plain_sha256", tar.plain.sha256},
                          {"plain_size_bytes", tar.plain.size_bytes}};
  return json;
}

VolumeTar tar_from(const Json& json, const std::string& where) {
  VolumeTar tar{
      field<std::string>(json, "name", where),          field<std::string>(json, "delivery", where),
      field<std::uint64_t>(json, "members", where),     field<std::uint64_t>(json, "repeated", where),
      field<std::uint64_t>(json, "size_bytes", where),  field<std::string>(json, "sha256", where),
      field<std::string>(json, "index_sha256", where),  field<std::string>(json, "written_at", where),
      field<std::string>(json, "verified_at", where),   field<std::string>(json, "verified_how", where),
      field_or<std::string>(json, "damaged", "", where)};
  if (json.contains("encryption")) {
    const Json encryption = field<Json>(json, "encryption", where);
    tar.recipients = field<std::vector<std::string>>(encryption, "recipients", where);
    tar.plain = {field<std::string>(encryption, "plain_sha256", where),
                 field<std::uint64_t>(encryption, "plain_size_bytes", where)};
  }
  return tar;
}

Json to_json(const Volume& volume) {
  Json tars = Json::array(), voids = Json::array();
  int version = plain_version;
  for (const VolumeTar& tar : volume.tars) {
    tars.push_back(to_json(tar));
    if (!tar.recipients.empty()) version = volume_version;
  }
  for (const VoidFile& file : volume.voids)
    voids.push_back({{"path", file.path}, {"at", file.at}, {"why", file.why}});
  Json json{{"format", volume_format},
            {"version", version},
            {"id", volume.id},
            {"chantier", volume.chantier},
            {"place", volume.place},
            {"made_at", volume.made_at},
            {"capacity_bytes", volume.capacity_bytes},
            {"state", volume.state},
            {"tars", tars},
            {"void", voids}};
  if (!volume.at.empty()) json["at"] = volume.at;
  add_extra(json, volume.extra);
  return json;
}

Volume volume_from(const Json& json, const std::string& where) {
  check_version(json, volume_format, volume_version, where);
  Volume volume{field<std::string>(json, "id", where),
                field<std::string>(json, "chantier", where),
                field<std::string>(json, "place", where),
                field<std::string>(json, "made_at", where),
                field<std::uint64_t>(json, "capacity_bytes", where),
                field<std::string>(json, "state", where),
                {},
                {},
                other_keys(json, {"format", "version", "id", "chantier", "place", "made_at", "capacity_bytes",
                                  "state", "tars", "void", "at"})};
  volume.at = field_or<std::string>(json, "at", "", where);
  for (const Json& tar : field<Json>(json, "tars", where)) volume.tars.push_back(tar_from(tar, where));
  for (const Json& file : field<Json>(json, "void", where))
    volume.voids.push_back({field<std::string>(file, "path", where), field<std::string>(file, "at", where),
                            field<std::string>(file, "why", where)});
  return volume;
}

}  // namespace

VolumeTar* Volume::tar(const std::string& name) {
  const auto found =
      std::find_if(tars.begin(), tars.end(), [&](const VolumeTar& tar) { return tar.name == name; });
  return found == tars.end() ? nullptr : &*found;
}

std::optional<Volume> load_volume(const fs::path& catalog_root, const std::string& id) {
  const fs::path file = record_file(catalog_root, id);
  std::error_code error;
  if (!fs::exists(file, error)) {
    if (error) throw_failed(file.string(), "cannot be read: " + error.message());
    return std::nullopt;
  }
  return volume_from(parse_json(store::read_file(file), file.string()), file.string());
}

std::vector<Volume> load_volumes(const fs::path& catalog_root) {
  std::vector<Volume> volumes;
  std::error_code error;
  for (fs::directory_iterator it(catalog_root / "volumes", error), end; !error && it != end;
       it.increment(error))
    if (it->path().extension() == ".json" && !store::is_temporary_name(it->path().filename().string()))
      volumes.push_back(*load_volume(catalog_root, it->path().stem().string()));
  if (error && error != std::errc::no_such_file_or_directory)
    throw_failed((catalog_root / "volumes").string(), "cannot be listed: " + error.message());
  std::sort(volumes.begin(), volumes.end(), [](const Volume& a, const Volume& b) { return a.id < b.id; });
  return volumes;
}

void update_volume(const fs::path& catalog_root, const std::string& id, const std::string& place,
                   const std::function<void(Volume&)>& change, store::WriteMode mode) {
  const auto lock =
      mode == store::WriteMode::real
          ? store::Lock::wait_range(place_lock(catalog_root, place), record_byte_of_place, short_wait_s)
          : store::Lock::none();
  Volume volume =
      load_volume(catalog_root, id).value_or(Volume{id, {}, place, {}, 0, "open", {}, {}, {}, {}});
  change(volume);
  store::write_file_if_changed(record_file(catalog_root, id), json_text(to_json(volume)), mode);
}

fs::path index_file(const fs::path& catalog_root, const std::string& volume, const std::string& tar) {
  return catalog_root / "volumes" / volume / (store::tar_stem(tar) + ".tsv");
}

fs::path place_lock(const fs::path& catalog_root, const std::string& place) {
  return catalog_root / "volumes" / (place + ".lock");
}

}  // namespace pcrs::catalog
