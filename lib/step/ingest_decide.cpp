// SPDX-License-Identifier: Apache-2.0
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/foreign_text.hpp"
#include "base/text.hpp"
#include "chantier/chantier.hpp"
#include "step/ingest.hpp"
#include "step/ingest_millesime.hpp"
#include "step/ingest_record.hpp"
#include "step/ingest_roles.hpp"
#include "store/lock.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::ingest {

namespace {

using catalog::DeliveredFile;
using catalog::Delivery;

std::string this_person() {
  const passwd* entry = ::getpwuid(::geteuid());
  const std::string user = entry != nullptr ? entry->pw_name : "uid " + std::to_string(::geteuid());
  return user + "@" + store::this_process().host;
}

// One thing that a decision can be about.
struct Subject {
  std::string path;    ///< as the decision names it
  std::string sha256;  ///< of the bytes that were judged; empty: no file
};

bool path_fits(const std::string& word, const std::string& name, const fs::path& location) {
  if (word == name || word == location.string()) return true;
  std::error_code error;
  if (word.find('/') != std::string::npos && fs::equivalent(word, location, error) && !error) return true;
  return name.ends_with("/" + word);
}

// The files, or else the findings without a file (a missing dalle), that a word names.
class Finder {
 public:
  explicit Finder(const Delivery& delivery) : m_delivery(delivery) {
    for (const DeliveredFile& file : delivery.files) ++m_count[file.path];
  }

  // By path, else by name (its own case first), else by key, else by finding.
  std::vector<Subject> find(const std::string& word) const {
    std::array<std::vector<Subject>, 4> found;
    const std::string stem = parts_of(word).stem;
    for (const DeliveredFile& file : m_delivery.files) {
      const fs::path location = m_delivery.roots.at(file.root) / file.path;
      const Subject subject{m_count.at(file.path) == 1 ? file.path : location.string(), file.sha256};
      const bool ortho = file.role == catalog::FileRole::ortho;
      const std::string own_stem = parts_of(file.path).stem;
      if (path_fits(word, file.path, location)) found[0].push_back(subject);
      if (ortho && own_stem == stem) found[1].push_back(subject);
      if (ortho && fold(own_stem) == fold(stem)) found[2].push_back(subject);
      if (ortho && file.dalle == word) found[3].push_back(subject);
    }
    for (std::vector<Subject>& subjects : found)
      if (!subjects.empty()) return std::move(subjects);
    return by_finding(word);
  }

 private:
  std::vector<Subject> by_finding(const std::string& word) const {
    for (const Finding& finding : m_delivery.findings)
      if (finding.path == word || (!finding.dalle.empty() && finding.dalle == word))
        return {{finding.path, {}}};
    return {};
  }

  const Delivery& m_delivery;
  std::map<std::string, int> m_count;
};

struct Decided {
  std::string delivery;
  Subject subject;
};

std::vector<std::string> candidates(const fs::path& root, const std::optional<std::string>& wanted) {
  std::vector<std::string> ids = catalog::delivery_ids(root);
  std::reverse(ids.begin(), ids.end());
  if (!wanted) return ids;
  if (std::find(ids.begin(), ids.end(), *wanted) == ids.end())
    throw_usage("--delivery " + *wanted, "there is no such delivery in " + (root / "deliveries").string());
  return {*wanted};
}

// Two images of one dalle cannot both be taken by one word.
void check_single(catalog::Verdict verdict, const std::string& word, const std::vector<Subject>& subjects) {
  if (verdict != catalog::Verdict::accepted || subjects.size() < 2) return;
  std::string paths;
  for (const Subject& subject : subjects) paths += (paths.empty() ? "" : ", ") + subject.path;
  throw_usage(word, "names several files (" + paths + "); give the path of the one to accept");
}

// Every word in the newest delivery that knows it; nothing is written unless all are found.
std::vector<Decided> resolve(const DecideOptions& options, const fs::path& root) {
  std::map<std::string, Delivery> loaded;
  std::vector<Decided> decided;
  const auto ids = candidates(root, options.delivery);
  for (const std::string& word : options.dalles) {
    const std::size_t before = decided.size();
    for (const std::string& id : ids) {
      if (loaded.count(id) == 0) loaded.emplace(id, catalog::load_delivery(root, id).value());
      auto subjects = Finder(loaded.at(id)).find(word);
      check_single(options.verdict, word, subjects);
      for (Subject& subject : subjects) decided.push_back({id, std::move(subject)});
      if (decided.size() > before) break;
    }
    if (decided.size() == before)
      throw_usage(word, options.delivery ? "names no file and no finding of delivery " + *options.delivery
                                         : "names no file and no finding of any delivery of this chantier");
  }
  return decided;
}

// Each report is of the millésime of its delivery, whatever the chantier's is today.
void write_recettes(const chantier::Chantier& chantier, const Territory& territory,
                    const std::set<std::string>& deliveries, store::WriteMode mode) {
  for (const auto& [id, millesime] : catalog::delivery_years(records_of(chantier), chantier.millesime)) {
    if (deliveries.count(id) == 0) continue;
    chantier::Chantier then = chantier;
    then.millesime = millesime.value_or(chantier.millesime);
    write_recette(then, territory, kept_lot(delivery_folder(chantier, id), territory.grid()),
                  catalog::load_delivery(catalog_root(chantier), id).value(), mode);
  }
}

}  // namespace

Summary decide(const DecideOptions& options, Reporter& reporter) {
  const auto chantier = chantier::load(options.chantier);
  const fs::path root = catalog_root(chantier);
  if (trim(options.reason).empty())
    throw_usage("--reason", "is empty; say why, for those who read the report");
  const Territory territory(chantier);
  const auto lock = options.mode == store::WriteMode::real
                        ? store::Lock::of_run(root / "ingest.lock", "pcrs-ingest decide")
                        : store::Lock::none();
  const std::string who = options.who.empty() ? this_person() : options.who;
  catalog::Journal journal(root, "pcrs-ingest", options.mode);
  Summary summary;
  std::set<std::string> touched;
  for (const Decided& one : resolve(options, root)) {
    catalog::Decision decision{one.subject.path, options.verdict, who,
                               utc_text(now()),  options.reason,  one.subject.sha256};
    catalog::append_decision(root, one.delivery, decision, options.mode);
    journal.write("ingest.decide", one.subject.path,
                  {{"delivery", one.delivery},
                   {"verdict", verdict_text(options.verdict)},
                   {"why", options.reason},
                   {"decided_by", who},
                   {"sha256", one.subject.sha256}});
    reporter.result(one.subject.path, {{"path", one.subject.path},
                                       {"delivery", one.delivery},
                                       {"verdict", verdict_text(options.verdict)},
                                       {"who", who}});
    touched.insert(one.delivery);
    ++summary.done;
  }
  write_recettes(chantier, territory, touched, options.mode);
  return summary;
}

}  // namespace pcrs::step::ingest
