// SPDX-License-Identifier: Apache-2.0
#include "catalog/delivery.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "catalog/delivery_json.hpp"
#include "catalog/fields.hpp"
#include "catalog/lines.hpp"
#include "catalog/locks.hpp"
#include "store/digest.hpp"
#include "store/lock.hpp"

namespace fs = std::filesystem;

namespace pcrs::catalog {

namespace {

constexpr const char* delivery_format = "pcrs-dalles delivery";
constexpr int delivery_version = 2;  // 1: without its millésime
constexpr const char* files_name = "files.jsonl";
constexpr const char* findings_name = "findings.jsonl";

// What delivery.json says of a list: which bytes count.
struct ListRef {
  std::uint64_t lines = 0;
  std::uint64_t size_bytes = 0;
  std::string sha256;
  friend bool operator==(const ListRef&, const ListRef&) = default;
};

struct Head {
  Delivery delivery;  // without its lists
  ListRef files;
  ListRef findings;
};

fs::path folder_of(const fs::path& catalog_root, const std::string& id) {
  return catalog_root / "deliveries" / id;
}

// A list that a save has written but delivery.json may not name yet.
fs::path next_of(const fs::path& list) {
  return list.string() + ".next";
}

// A file that cannot be looked at (rights, a share that answers badly) is not one that is absent: a delivery
// or its decisions left out would change what is accepted.
bool is_there(const fs::path& file) {
  std::error_code error;
  const bool there = fs::exists(file, error);
  if (error) throw_failed(file.string(), "cannot be read: " + error.message());
  return there;
}

Json to_json(const ListRef& list) {
  return {{"lines", list.lines}, {"size_bytes", list.size_bytes}, {"sha256", list.sha256}};
}

ListRef ref_from(const Json& json, const std::string& where) {
  return {field<std::uint64_t>(json, "lines", where), field<std::uint64_t>(json, "size_bytes", where),
          field<std::string>(json, "sha256", where)};
}

Json to_json(const Head& head) {
  Json roots = Json::array();
  for (const fs::path& root : head.delivery.roots) roots.push_back(root.string());
  Json json{{"format", delivery_format},
            {"version", head.delivery.millesime ? delivery_version : 1},
            {"id", head.delivery.id},
            {"sequence", head.delivery.sequence},
            {"received_at", head.delivery.received_at},
            {"lot", head.delivery.lot}};
  if (head.delivery.millesime) json["millesime"] = *head.delivery.millesime;
  json["roots"] = roots;
  json["files"] = to_json(head.files);
  json["findings"] = to_json(head.findings);
  return json;
}

std::optional<Head> read_head(const fs::path& folder) {
  const fs::path file = folder / "delivery.json";
  if (!is_there(file)) return std::nullopt;
  const std::string where = file.string();
  const Json json = parse_json(store::read_file(file), where);
  check_version(json, delivery_format, delivery_version, where);
  Head head;
  head.delivery.id = field<std::string>(json, "id", where);
  head.delivery.sequence = field<std::uint64_t>(json, "sequence", where);
  head.delivery.received_at = field<std::string>(json, "received_at", where);
  head.delivery.lot = field<std::string>(json, "lot", where);
  if (field<int>(json, "version", where) > 1) head.delivery.millesime = field<int>(json, "millesime", where);
  for (const auto& root : field<std::vector<std::string>>(json, "roots", where))
    head.delivery.roots.emplace_back(root);
  head.files = ref_from(field<Json>(json, "files", where), where);
  head.findings = ref_from(field<Json>(json, "findings", where), where);
  return head;
}

template <typename T>
using Parse = T (*)(const Json&, const std::string&);

// The list if `file` holds exactly the bytes that `ref` names.
template <typename T>
std::optional<std::vector<T>> try_list(const fs::path& file, const ListRef& ref, Parse<T> parse,
                                       const std::function<bool(const T&)>& wanted) {
  std::error_code error;
  if (fs::file_size(file, error) != ref.size_bytes || error) return std::nullopt;
  std::vector<T> list;
  std::uint64_t number = 0;
  const LinesRead read = read_lines(file, [&](std::string_view line) {
    const std::string where = file.string() + " line " + std::to_string(++number);
    T item = parse(parse_json(line, where), where);
    if (!wanted || wanted(item)) list.push_back(std::move(item));
  });
  if (read.sha256 != ref.sha256) return std::nullopt;
  return list;
}

template <typename T>
std::vector<T> read_list(const fs::path& file, const ListRef& ref, Parse<T> parse,
                         const std::function<bool(const T&)>& wanted = {}) {
  // Three rounds: a save that ends meanwhile moves the list from its next name to its own.
  for (int round = 0; round < 3; ++round)
    for (const fs::path& candidate : {file, next_of(file)})
      if (auto list = try_list<T>(candidate, ref, parse, wanted)) return std::move(*list);
  throw_failed(file.string(), "is not the list that delivery.json names (" + std::to_string(ref.size_bytes) +
                                  " bytes, SHA-256 " + ref.sha256 +
                                  "): restore it from a backup of the catalog");
}

std::vector<Decision> read_decisions(const fs::path& folder) {
  const fs::path file = folder / "decisions.jsonl";
  std::vector<Decision> decisions;
  if (!is_there(file)) return decisions;
  read_lines(file, [&](std::string_view line) {
    const std::string where = file.string() + " line " + std::to_string(decisions.size() + 1);
    decisions.push_back(decision_from_json(parse_json(line, where), where));
  });
  return decisions;
}

// Writes a list under its next name, unless `old` already says the same. Its digest is taken on the way.
template <typename T>
ListRef write_list(const fs::path& file, const std::vector<T>& items, const std::optional<ListRef>& old,
                   store::WriteMode mode) {
  const auto output = store::open_output(next_of(file), mode);
  store::HashingSink sink(*output);
  std::string buffer;
  for (const T& item : items) {
    buffer += json_line(line_of(item)) + "\n";
    if (buffer.size() < (std::size_t{1} << 18U)) continue;
    sink.write(as_bytes(buffer));
    buffer.clear();
  }
  sink.write(as_bytes(buffer));
  ListRef ref{items.size(), sink.size_bytes(), sink.finish_hex()};
  if (!old || !(*old == ref)) output->commit();
  return ref;
}

// Gives a list that delivery.json names its own name; removes what a killed save left unnamed.
void settle(const fs::path& file, const ListRef& ref) {
  std::error_code error;
  const fs::path next = next_of(file);
  if (!fs::exists(next, error)) return;
  if (store::sha256_file(next) == ref.sha256)
    fs::rename(next, file, error);
  else
    fs::remove(next, error);
  if (error) throw_failed(next.string(), "cannot be given its final name: " + error.message());
  store::sync_folder(file.parent_path());
}

void settle(const fs::path& folder, const Head& head) {
  settle(folder / files_name, head.files);
  settle(folder / findings_name, head.findings);
}

}  // namespace

std::vector<std::string> delivery_ids(const fs::path& catalog_root) {
  std::vector<std::pair<std::uint64_t, std::string>> found;
  std::error_code error;
  for (fs::directory_iterator it(catalog_root / "deliveries", error), end; !error && it != end;
       it.increment(error))
    if (const auto head = read_head(it->path()))
      found.emplace_back(head->delivery.sequence, head->delivery.id);
  if (error && error != std::errc::no_such_file_or_directory)
    throw_failed((catalog_root / "deliveries").string(), "cannot be listed: " + error.message());
  std::sort(found.begin(), found.end());
  std::vector<std::string> ids;
  for (auto& [sequence, id] : found) ids.push_back(std::move(id));
  return ids;
}

std::uint64_t next_sequence(const fs::path& catalog_root) {
  const auto ids = delivery_ids(catalog_root);
  if (ids.empty()) return 1;
  return read_head(folder_of(catalog_root, ids.back()))->delivery.sequence + 1;
}

std::optional<Delivery> load_delivery(const fs::path& catalog_root, const std::string& id,
                                      const std::function<bool(const DeliveredFile&)>& wanted) {
  const fs::path folder = folder_of(catalog_root, id);
  std::optional<Head> head = read_head(folder);
  if (!head) return std::nullopt;
  Delivery delivery = std::move(head->delivery);
  delivery.findings = read_list<Finding>(folder / findings_name, head->findings, finding_from_json);
  delivery.files = read_list<DeliveredFile>(folder / files_name, head->files, file_from_json, wanted);
  delivery.decisions = read_decisions(folder);
  return delivery;
}

std::optional<Delivery> load_delivery_head(const fs::path& catalog_root, const std::string& id) {
  std::optional<Head> head = read_head(folder_of(catalog_root, id));
  if (!head) return std::nullopt;
  return std::move(head->delivery);
}

fs::path files_list(const fs::path& catalog_root, const std::string& id) {
  const fs::path folder = folder_of(catalog_root, id);
  const std::optional<Head> head = read_head(folder);
  if (!head) throw_failed(folder.string(), "holds no delivery.json");
  const fs::path list = folder / files_name;
  std::error_code error;
  for (const fs::path& candidate : {list, next_of(list)})
    if (fs::file_size(candidate, error) == head->files.size_bytes && !error &&
        store::sha256_file(candidate) == head->files.sha256)
      return candidate;
  throw_failed(list.string(),
               "is not the list that delivery.json names: restore it from a backup of the catalog");
}

void save_delivery(const fs::path& catalog_root, const Delivery& delivery, store::WriteMode mode) {
  const fs::path folder = folder_of(catalog_root, delivery.id);
  const bool real = mode == store::WriteMode::real;
  const auto lock = real ? store::Lock::wait_range(lock_file(catalog_root), deliveries_byte, short_wait_s)
                         : store::Lock::none();
  const std::optional<Head> old = read_head(folder);
  if (old && real) settle(folder, *old);
  Head head{
      {delivery.id,
       delivery.roots,
       delivery.received_at,
       delivery.lot,
       delivery.millesime,
       delivery.sequence,
       {},
       {},
       {}},
      write_list(folder / files_name, delivery.files, old ? std::optional(old->files) : std::nullopt, mode),
      write_list(folder / findings_name, delivery.findings, old ? std::optional(old->findings) : std::nullopt,
                 mode)};
  store::write_file_if_changed(folder / "delivery.json", json_text(to_json(head)), mode);
  if (real) settle(folder, head);
}

void append_decision(const fs::path& catalog_root, const std::string& id, const Decision& decision,
                     store::WriteMode mode) {
  const fs::path folder = folder_of(catalog_root, id);
  std::error_code error;
  if (!fs::exists(folder / "delivery.json", error))
    throw_usage(id, "there is no such delivery in " + (catalog_root / "deliveries").string());
  if (mode == store::WriteMode::dry_run) return;
  const auto lock = store::Lock::wait_range(lock_file(catalog_root), deliveries_byte, short_wait_s);
  append_line(folder / "decisions.jsonl", json_line(line_of(decision)));
}

namespace {

std::string name_in(const DeliveredFile& file) {
  return std::to_string(file.root) + "/" + file.path;
}

SideFile side_file_of(const DeliveredFile& file) {
  return {fs::path(file.path).filename().string(), file.size_bytes, file.mtime_ns, file.sha256};
}

}  // namespace

std::vector<AcceptedOrtho> accepted_orthos(const fs::path& catalog_root,
                                           const std::vector<std::string>& ids) {
  std::vector<AcceptedOrtho> orthos;
  for (const std::string& id : ids) {
    const fs::path folder = folder_of(catalog_root, id);
    std::optional<Head> head = read_head(folder);
    if (!head) continue;
    head->delivery.findings = read_list<Finding>(folder / findings_name, head->findings, finding_from_json);
    head->delivery.decisions = read_decisions(folder);
    const Verdicts verdicts(head->delivery);
    const auto wanted = [&](const DeliveredFile& file) {
      return is_side_name(file.path) ||
             (file.role == FileRole::ortho && verdicts.of(file) == Verdict::accepted);
    };
    auto files = read_list<DeliveredFile>(folder / files_name, head->files, file_from_json, wanted);
    SideFiles sides;
    for (const DeliveredFile& file : files)
      if (is_side_name(file.path)) sides.add(name_in(file), side_file_of(file));
    for (DeliveredFile& file : files) {
      if (is_side_name(file.path)) continue;
      fs::path location = head->delivery.roots.at(file.root) / file.path;
      auto beside = sides.of(name_in(file));
      orthos.push_back({id, std::move(file), std::move(location), std::move(beside)});
    }
  }
  return orthos;
}

Verdicts::Verdicts(const Delivery& delivery) : m_roots(delivery.roots) {
  for (const Finding& finding : delivery.findings) {
    if (finding.severity == Severity::note) continue;
    Verdict& verdict = m_by_findings.emplace(finding.path, Verdict::reserved).first->second;
    if (finding.severity == Severity::error) verdict = Verdict::rejected;
  }
  for (const Decision& decision : delivery.decisions) m_decided[decision.path] = decision;
}

namespace {

bool covers(const Decision& decision, const DeliveredFile& file) {
  return decision.sha256.empty() || decision.sha256 == file.sha256;
}

}  // namespace

Verdict Verdicts::of(const DeliveredFile& file) const {
  const std::string absolute = file.root < m_roots.size() ? (m_roots[file.root] / file.path).string() : "";
  for (const std::string& name : {absolute, file.path})
    if (const auto decided = m_decided.find(name);
        decided != m_decided.end() && covers(decided->second, file))
      return decided->second.verdict;
  Verdict worst = Verdict::accepted;
  for (const std::string& name : {absolute, file.path})
    if (const auto found = m_by_findings.find(name); found != m_by_findings.end())
      worst = std::max(worst, found->second);
  return worst;
}

Verdict Delivery::verdict_of(const DeliveredFile& file) const {
  return Verdicts(*this).of(file);
}

}  // namespace pcrs::catalog
