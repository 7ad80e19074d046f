// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_checks.hpp"

#include <array>
#include <utility>

#include "base/error.hpp"
#include "catalog/lines.hpp"
#include "store/file.hpp"
#include "store/shared.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::ingest {

namespace {

constexpr const char* whole_name = "checks.jsonl";
constexpr const char* partial_name = "checks.partial.jsonl";

using store::DigestKind;
constexpr std::array<std::pair<DigestKind, const char*>, 3> kinds{
    {{DigestKind::sha256, "sha256"}, {DigestKind::sha1, "sha1"}, {DigestKind::md5, "md5"}}};

std::string line_of(const std::string& identity, const KnownFile& known) {
  Json json{{"file", identity}};
  for (const auto& [kind, name] : kinds)
    if (const auto digest = known.digests.find(kind); digest != known.digests.end())
      json[name] = digest->second;
  if (known.check) {
    json["rules"] = known.rules;
    json["check"] = raster::to_json(*known.check);
  }
  return json_line(json) + "\n";
}

KnownFile known_from(const Json& json) {
  KnownFile known;
  for (const auto& [kind, name] : kinds)
    if (json.contains(name)) known.digests[kind] = json.at(name).get<std::string>();
  if (json.contains("check")) {
    known.rules = json.at("rules").get<std::string>();
    known.check = raster::check_from_json(json.at("check"));
  }
  return known;
}

}  // namespace

CheckStore::CheckStore(fs::path folder, store::WriteMode mode) : m_folder(std::move(folder)), m_mode(mode) {
  read(m_folder / whole_name);
  std::error_code error;
  m_unfinished = fs::exists(m_folder / partial_name, error);
  read(m_folder / partial_name);
}

std::string CheckStore::identity(const fs::path& root, const WalkedFile& file) {
  std::string text = root.string();
  for (const std::string& part :
       {file.path, std::to_string(file.size_bytes), std::to_string(file.mtime_ns)}) {
    text += '\0';
    text += part;
  }
  return store::sha256_text(text).substr(0, 32);
}

const KnownFile* CheckStore::find(const std::string& identity) const {
  const std::lock_guard lock(m_mutex);
  const auto found = m_known.find(identity);
  return found == m_known.end() ? nullptr : &found->second;
}

void CheckStore::read(const fs::path& file) {
  std::error_code error;
  if (!fs::exists(file, error)) return;
  catalog::read_lines(file, [&](std::string_view line) {
    try {
      const Json json = parse_json(line, file.string());
      m_known[json.at("file").get<std::string>()] = known_from(json);
    } catch (const std::exception&) {
      // What cannot be read is learned again from the file itself.
    }
  });
}

void CheckStore::begin() {
  if (m_mode == store::WriteMode::dry_run || m_partial) return;
  store::make_folders(m_folder);
  const fs::path file = m_folder / partial_name;
  m_partial.reset(std::fopen(file.c_str(), "ab"));
  if (!m_partial) throw_errno(file.string(), "cannot be written");
  store::share_in(m_folder, ::fileno(m_partial.get()));
  // A line that a kill tore must not swallow the next one.
  if (m_unfinished) std::fputc('\n', m_partial.get());
}

void CheckStore::learn(const std::string& identity, const KnownFile& known) {
  if (m_mode == store::WriteMode::dry_run) return;
  const std::string line = line_of(identity, known);
  const std::lock_guard lock(m_mutex);
  m_known[identity] = known;
  begin();
  if (std::fwrite(line.data(), 1, line.size(), m_partial.get()) != line.size() ||
      std::fflush(m_partial.get()) != 0)
    throw_errno((m_folder / partial_name).string(), "cannot be written");
}

void CheckStore::write(const std::vector<std::string>& identities) const {
  const auto output = store::open_output(m_folder / whole_name, m_mode);
  for (const std::string& identity : identities)
    if (const KnownFile* known = find(identity)) output->write(as_bytes(line_of(identity, *known)));
  output->commit();
}

void CheckStore::end() {
  if (m_mode == store::WriteMode::dry_run) return;
  m_partial.reset();
  const fs::path file = m_folder / partial_name;
  std::error_code error;
  fs::remove(file, error);
  if (error) throw_failed(file.string(), "cannot be removed: " + error.message());
}

}  // namespace pcrs::step::ingest
