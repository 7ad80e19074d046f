// SPDX-License-Identifier: Apache-2.0
#include "store/bag.hpp"

#include <array>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "store/digest.hpp"
#include "store/manifest.hpp"
#include "store/signature.hpp"

namespace fs = std::filesystem;

namespace pcrs::store {

namespace {

constexpr const char* declaration = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
constexpr const char* manifest_name = "manifest-sha256.txt";
constexpr const char* tag_manifest_name = "tagmanifest-sha256.txt";
constexpr const char* statement_format = "pcrs-dalles volume statement";

std::string label_line(const char* key, const std::string& value) {
  return value.empty() ? "" : std::string(key) + ": " + one_line(value) + "\n";
}

std::string value_of(const std::string& text, const std::string& key) {
  for (const std::string& line : split(text, '\n'))
    if (line.starts_with(key + ":")) return std::string(trim(std::string_view(line).substr(key.size() + 1)));
  return {};
}

void read_digests(const fs::path& file, std::map<std::string, std::string>& into) {
  std::error_code error;
  if (!fs::exists(file, error)) return;
  const Manifest manifest = parse_manifest(read_file(file));
  if (!manifest.bad_lines.empty())
    throw_failed(file.string(),
                 "line " + std::to_string(manifest.bad_lines.front()) + " is no line of a manifest");
  for (const ManifestEntry& entry : manifest.entries) into[entry.path] = entry.digest;
}

std::string manifest_text(const std::map<std::string, std::string>& digests) {
  std::string text;
  for (const auto& [path, digest] : digests) text += manifest_line(digest, path);
  return text;
}

std::string text_or(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

// False when bag-info.txt is not what it was when the volume was sealed. Lines of the manifest that are
// damaged themselves prove nothing.
bool is_as_sealed(const fs::path& root, const std::string& info) {
  std::error_code error;
  if (!fs::exists(root / tag_manifest_name, error)) return true;
  for (const ManifestEntry& entry : parse_manifest(read_file(root / tag_manifest_name)).entries)
    if (entry.path == "bag-info.txt") return entry.digest == sha256_text(info);
  return true;
}

// The statement says too which volume it is: one damaged file must not keep all the others from being read.
std::optional<VolumeLabel> label_of_statement(const fs::path& root) {
  try {
    const Json json = parse_json(read_file(root / "statement.json"), "statement.json");
    VolumeLabel label{text_or(json, "volume"), text_or(json, "place"), text_or(json, "chantier"), ""};
    if (!label.id.empty() && !label.place.empty() && !label.chantier.empty()) return label;
  } catch (const Error&) {
  }
  return std::nullopt;
}

}  // namespace

std::optional<VolumeLabel> read_label(const fs::path& root) {
  std::error_code error;
  const bool has_info = fs::exists(root / "bag-info.txt", error),
             is_bag = fs::exists(root / "bagit.txt", error) || fs::exists(root / "statement.json", error);
  if (error) throw_failed(root.string(), "cannot be read: " + error.message());
  if (!has_info && !is_bag) return std::nullopt;
  const std::string text = has_info ? read_file(root / "bag-info.txt") : "";
  VolumeLabel label{value_of(text, "External-Identifier"), value_of(text, "PCRS-Place"),
                    value_of(text, "PCRS-Chantier"), value_of(text, "Source-Organization")};
  const bool is_whole = !label.id.empty() && !label.place.empty() && !label.chantier.empty();
  if (!is_whole || !is_as_sealed(root, text))
    if (auto other = label_of_statement(root)) {
      other->owner = label.owner;
      return other;
    }
  if (!is_whole)
    throw_failed(root.string(), "holds a bag that is no volume of pcrs-archive; give another folder");
  return label;
}

bool is_blank(const fs::path& root) {
  std::error_code error;
  for (fs::directory_iterator it(root, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (name != "lost+found" && name != "System Volume Information" && name != ".Trash-0" &&
        !is_temporary_name(name))
      return false;
  }
  if (error) throw_failed(root.string(), "cannot be read: " + error.message());
  return true;
}

Bag::Bag(fs::path root, VolumeLabel label, WriteMode mode)
    : m_root(std::move(root)), m_label(std::move(label)), m_mode(mode) {
  read_digests(m_root / manifest_name, m_payload);
  read_digests(m_root / tag_manifest_name, m_tags);
  m_tags.erase(manifest_name);
  std::error_code error;
  for (const auto& [path, digest] : m_payload) {
    const auto size = fs::file_size(m_root / path, error);
    m_sizes[path] = error ? 0 : size;
  }
}

void Bag::add_payload(const std::string& path, std::string sha256, std::uint64_t size_bytes) {
  m_payload[path] = std::move(sha256);
  m_sizes[path] = size_bytes;
}

void Bag::drop_payload(const std::string& path) {
  m_payload.erase(path);
  m_sizes.erase(path);
}

void Bag::write_tag(const std::string& path, std::string_view text) {
  write_file(m_root / path, text, m_mode);
  m_tags[path] = sha256_text(text);
}

void Bag::write_label() {
  std::uint64_t bytes = 0;
  for (const auto& [path, size] : m_sizes) bytes += size;
  write_tag("bag-info.txt",
            label_line("Source-Organization", m_label.owner) + label_line("External-Identifier", m_label.id) +
                label_line("PCRS-Place", m_label.place) + label_line("PCRS-Chantier", m_label.chantier) +
                label_line("Bagging-Date", date_text(now())) + "Payload-Oxum: " + std::to_string(bytes) +
                "." + std::to_string(m_payload.size()) + "\n" +
                "Bag-Software-Agent: pcrs-dalles " PCRS_VERSION "\n");
}

void Bag::seal(const std::optional<fs::path>& signing_key) {
  write_label();
  if (!m_tags.contains("bagit.txt")) write_tag("bagit.txt", declaration);
  const std::string manifest = manifest_text(m_payload);
  write_file(m_root / manifest_name, manifest, m_mode);
  auto tags = m_tags;
  tags[manifest_name] = sha256_text(manifest);
  const std::string tag_manifest = manifest_text(tags);
  write_file(m_root / tag_manifest_name, tag_manifest, m_mode);
  write_statement(signing_key, {{"manifest_sha256", tags[manifest_name]},
                                {"tagmanifest_sha256", sha256_text(tag_manifest)}});
}

void Bag::write_statement(const std::optional<fs::path>& signing_key, const Json& digests) const {
  std::string signer;
  if (signing_key) {
    const std::string pem = public_key_pem(*signing_key);
    signer = "signer-" + sha256_text(pem).substr(0, 16) + ".pem";
    write_file_if_changed(m_root / signer, pem, m_mode);
  }
  Json statement{{"format", statement_format},
                 {"version", 1},
                 {"volume", m_label.id},
                 {"place", m_label.place},
                 {"chantier", m_label.chantier},
                 {"time", utc_text(now())},
                 {"signer", signer}};
  statement.update(digests);
  const std::string text = json_text(statement);
  if (signing_key) write_file(m_root / "statement.sig", sign(*signing_key, text), m_mode);
  write_file(m_root / "statement.json", text, m_mode);
}

StatementCheck check_statement(const fs::path& root, const std::optional<fs::path>& key) {
  const std::string text = read_file(root / "statement.json");
  Json json = Json::object();
  try {
    json = parse_json(text, "statement.json");
  } catch (const Error&) {
    return {false, "is not readable"};
  }
  const std::string signer = text_or(json, "signer");
  StatementCheck check{!signer.empty(), {}};
  if (text_or(json, "format") != statement_format) check.fault = "is no statement of a volume";
  for (const auto& [name, field] :
       {std::pair{manifest_name, "manifest_sha256"}, {tag_manifest_name, "tagmanifest_sha256"}})
    if (check.fault.empty() && sha256_file(root / name) != text_or(json, field))
      check.fault = std::string("names another ") + name + ": that file was altered after it was signed";
  if (!check.fault.empty()) return check;
  if (signer.empty() && key) check.fault = "is not signed";
  if (signer.empty()) return check;
  if (signer.find('/') != std::string::npos) return {true, "names a signer that is no file beside it"};
  if (!signature_holds(key.value_or(root / signer), text, read_file(root / "statement.sig")))
    check.fault = "does not bear the signature of " + key.value_or(root / signer).string() +
                  ": it was altered, or another key signed it";
  // Whoever has nothing but the volume needs the key that lies beside.
  else if ((key && !signature_holds(root / signer, text, read_file(root / "statement.sig"))) ||
           read_file(root / signer) != public_key_pem(root / signer))
    check.fault = "is sound, but the public key kept beside it is not: " + signer + " was altered";
  return check;
}

}  // namespace pcrs::store
