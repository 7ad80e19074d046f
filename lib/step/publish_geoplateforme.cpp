// SPDX-License-Identifier: Apache-2.0
#include "step/publish_geoplateforme.hpp"

#include <map>
#include <set>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "base/parallel.hpp"
#include "base/text.hpp"
#include "format/geoplateforme.hpp"
#include "step/publish_place.hpp"
#include "step/publish_shown.hpp"
#include "store/digest.hpp"
#include "store/lock.hpp"
#include "store/manifest.hpp"

namespace fs = std::filesystem;

namespace pcrs::step {

namespace {

constexpr const char* descriptor_name = "PCRS_descriptor.jsonc";
constexpr std::uint64_t saved_every_bytes = 4'000'000'000;  // what a stop may cost to read again

// One dalle of the delivery, as it was read into it.
struct Delivered {
  std::string name;
  std::string sha256;
  std::string md5;
  std::uint64_t size_bytes = 0;
  std::string fault;  ///< empty: sound
};

const chantier::Geoplateforme& terms_of(const chantier::Chantier& chantier) {
  if (!chantier.geoplateforme)
    throw_usage(chantier.file.string(),
                "has no section [geoplateforme]: add datasheet, description and the owner's agreement, see "
                "pcrs-chantier(5)");
  if (!chantier.geoplateforme->agreement)
    throw_usage(chantier.where("geoplateforme.datasheet"),
                "nothing is handed over without the agreement of the project's owner: record it in "
                "[geoplateforme.agreement] (owner, date, reference)");
  return *chantier.geoplateforme;
}

class HandOver {
 public:
  HandOver(const chantier::Chantier& chantier, const GeoplateformeOptions& options, Reporter& reporter)
      : m_terms(terms_of(chantier)),
        m_options(options),
        m_publish{.dry_run = options.mode == store::WriteMode::dry_run, .jobs = options.jobs},
        m_run(chantier, m_publish, reporter),
        m_name(m_terms.datasheet + (options.version > 0 ? "_v" + std::to_string(options.version) : "")),
        m_folder(options.output / m_name),
        m_record(m_run.catalog.root() / "geoplateforme" / (m_name + ".json")) {}

  Summary run() {
    refuse_published(m_run.chantier, m_options.output);
    m_run.hot->check_online();
    catalog::require_catalog(m_run.catalog.root());
    const auto lock = m_run.dry()
                          ? store::Lock::none()
                          : store::Lock::of_run(m_run.catalog.root() / "geoplateforme.lock", "pcrs-publish");
    const std::vector<catalog::Record> wanted = wanted_records();
    if (wanted.empty())
      throw_usage(m_run.chantier.id, m_options.version > 0
                                         ? "nothing was published that no earlier delivery held"
                                         : "nothing is published: run pcrs-publish site first");
    refuse_other_delivery();
    warn_of_earlier(wanted);
    refuse_strangers(wanted);
    load_progress();
    const std::vector<Delivered> delivered = deliver(wanted);
    if (m_summary.rejected == 0) finish(delivered);
    return m_summary;
  }

 private:
  void fault(const fs::path& path, const char* rule, const std::string& message) {
    ++m_summary.rejected;
    m_run.reporter.finding({path.string(), rule, message});
  }

  // SHA-256 of what the earlier deliveries of the datasheet held.
  std::set<std::string> handed_over_before() const {
    std::set<std::string> before;
    std::error_code none;
    for (fs::directory_iterator it(m_record.parent_path(), none), end; !none && it != end;
         it.increment(none)) {
      if (it->path() == m_record || it->path().extension() != ".json") continue;
      const Json earlier = parse_json(store::read_file(it->path()), it->path().string());
      if (earlier.at("datasheet") != m_terms.datasheet) continue;
      for (const Json& dalle : earlier.at("dalles")) before.insert(dalle.at("sha256").get<std::string>());
    }
    return before;
  }

  std::vector<catalog::Record> wanted_records() {
    std::vector<catalog::Record> shown = shown_records(m_run, m_run.chantier.millesime, m_summary);
    if (m_options.version == 0) return shown;
    const std::set<std::string> before = handed_over_before();
    std::erase_if(
        shown, [&](const catalog::Record& record) { return before.contains(record.product("cog")->sha256); });
    return shown;
  }

  // What was handed over under this name stands at IGN: another delivery of it replaces or doubles that.
  void warn_of_earlier(const std::vector<catalog::Record>& wanted) const {
    std::error_code none;
    if (!fs::exists(m_record, none)) return;
    const Json record = parse_json(store::read_file(m_record), m_record.string());
    std::set<std::string> before, today;
    for (const Json& dalle : record.at("dalles")) before.insert(dalle.at("sha256").get<std::string>());
    for (const catalog::Record& dalle : wanted) today.insert(dalle.product("cog")->sha256);
    if (before == today) return;
    m_run.reporter.finding({m_name, "delivery.again",
                            "was prepared on " + record.value("prepared_at", "").substr(0, 10) +
                                " with other dalles (" + std::to_string(before.size()) + ", now " +
                                std::to_string(today.size()) +
                                "): if it was sent, send what is new as an update (--update N)",
                            Severity::warning, ""});
  }

  // Its descriptor and list have the same names.
  void refuse_other_delivery() const {
    const fs::path descriptor = m_options.output / descriptor_name;
    std::error_code none;
    if (!fs::exists(descriptor, none)) return;
    const std::string text = store::read_file(descriptor);
    if (text.find("\"name\": \"" + m_name + "\"") == std::string::npos)
      throw_usage(m_options.output.string(),
                  "holds another delivery than " + m_name + ": give a folder of its own");
  }

  // The delivery program sends whatever lies in the folder.
  void refuse_strangers(const std::vector<catalog::Record>& wanted) {
    std::set<std::string> names;
    for (const catalog::Record& record : wanted) names.insert(record.product("cog")->name);
    if (!m_run.dry()) store::sweep_temporaries(m_folder);
    std::error_code none;
    for (fs::directory_iterator it(m_folder, none), end; !none && it != end; it.increment(none))
      if (!names.contains(it->path().filename().string()))
        fault(it->path(), "delivery.stranger",
              "is no dalle of this delivery (any more: a corrected dalle has another name): remove it and "
              "run this again");
  }

  fs::path progress_file() const { return m_options.output / ("." + m_name + ".progress"); }

  // What earlier runs read: ended ones are in the record, a stopped one left its list.
  void load_progress() {
    std::error_code none;
    if (fs::exists(m_record, none)) {
      const Json record = parse_json(store::read_file(m_record), m_record.string());
      for (const Json& dalle : record.at("dalles"))
        m_read[dalle.at("sha256").get<std::string>()] = dalle.at("md5").get<std::string>();
    }
    if (!fs::exists(progress_file(), none)) return;
    for (const std::string& line : split(store::read_file(progress_file()), '\n'))
      if (const auto fields = split(line, ' '); fields.size() == 2) m_read[fields[0]] = fields[1];
  }

  std::vector<Delivered> deliver(const std::vector<catalog::Record>& wanted) {
    std::vector<Delivered> delivered(wanted.size());
    std::string progress;
    for (const auto& [sha256, md5] : m_read) progress += sha256 + " " + md5 + "\n";
    std::uint64_t saved = 0, done = 0;
    parallel_ordered(
        wanted.size(), m_options.jobs,
        [&](std::size_t i) {
          interrupt::check();
          const catalog::Product& cog = *wanted[i].product("cog");
          delivered[i] = bring(cog, m_run.file(site_path(wanted[i], cog)));
        },
        [&](std::size_t i) {
          const Delivered& dalle = delivered[i];
          m_run.reporter.progress(++done, wanted.size(), "dalles");
          if (!dalle.fault.empty()) return fault(m_folder / dalle.name, "hot.damaged", dalle.fault);
          if (m_read.contains(dalle.sha256)) return void(++m_summary.skipped);
          ++m_summary.done;
          progress += dalle.sha256 + " " + dalle.md5 + "\n";
          m_summary.bytes_read += dalle.size_bytes;
          if (m_summary.bytes_read - saved < saved_every_bytes) return;
          saved = m_summary.bytes_read;
          store::write_file(progress_file(), progress, m_options.mode);
        });
    if (m_summary.rejected > 0) store::write_file(progress_file(), progress, m_options.mode);
    return delivered;
  }

  // Linked where that can be; else copied. Read once, by either way.
  Delivered bring(const catalog::Product& cog, const fs::path& from) const {
    Delivered dalle{cog.name, cog.sha256, "", cog.size_bytes, ""};
    const fs::path to = m_folder / cog.name;
    const UnixTime date = parse_utc(cog.made_at).value_or(0);
    const auto there = status_of(to);
    const bool stands = there && static_cast<std::uint64_t>(there->st_size) == cog.size_bytes &&
                        there->st_mtim.tv_sec == date;
    if (const auto read = m_read.find(cog.sha256); stands && read != m_read.end()) {
      dalle.md5 = read->second;
      return dalle;
    }
    if (!m_run.dry()) store::make_folders(m_folder);
    const bool linked = stands || (!m_run.dry() && link_into_place(from, to, date));
    const auto output = linked ? nullptr : store::open_output(to, m_options.mode);
    if (read_into(linked ? to : from, output.get(), dalle) != cog.sha256) {
      std::error_code none;
      if (linked) fs::remove(to, none);
      dalle.fault = "its bytes are not those of the record (SHA-256 " + cog.sha256 +
                    "), it is not in the delivery: run pcrs-publish site --overwrite, then this again";
    } else if (output) {
      output->set_modified(date);
      output->commit();
    }
    return dalle;
  }

  // Both digests of the bytes, which also go to `output` where there is one.
  static std::string read_into(const fs::path& from, store::OutputFile* output, Delivered& dalle) {
    store::FileSource source(from);
    store::Hasher sha256, md5(store::DigestKind::md5);
    std::vector<std::byte> buffer(std::size_t{1} << 20U);
    std::size_t got = 0;
    for (std::uint64_t at = 0; (got = source.read_at(at, buffer)) > 0; at += got) {
      interrupt::check();
      const Bytes bytes = Bytes(buffer).first(got);
      sha256.update(bytes);
      md5.update(bytes);
      if (output != nullptr) output->write(bytes);
    }
    dalle.md5 = md5.finish_hex();
    return sha256.finish_hex();
  }

  void finish(const std::vector<Delivered>& delivered) {
    std::string md5, sums;
    Json dalles = Json::array();
    for (const Delivered& dalle : delivered) {
      md5 += dalle.md5 + "  " + m_name + "/" + dalle.name + "\n";
      sums += store::manifest_line(dalle.sha256, m_name + "/" + dalle.name);
      dalles.push_back({{"name", dalle.name},
                        {"size_bytes", dalle.size_bytes},
                        {"sha256", dalle.sha256},
                        {"md5", dalle.md5}});
    }
    const auto write = [&](const std::string& name, const std::string& text) {
      return store::write_file_if_changed(m_options.output / name, text, m_options.mode);
    };
    write(m_name + ".md5", md5);
    write("SHA256SUMS", sums);
    const fs::path descriptor = m_options.output / descriptor_name;
    const bool fresh = write(descriptor_name, format::geoplateforme_descriptor(
                                                  m_terms, m_name, m_run.chantier.crs, m_options.version));
    record(dalles, store::sha256_text(sums));
    std::error_code none;
    if (!m_run.dry()) fs::remove(progress_file(), none);
    if (fresh || m_summary.done > 0)
      m_run.reporter.result(descriptor.string(), {{"path", descriptor.string()},
                                                  {"name", m_name},
                                                  {"dalles", delivered.size()},
                                                  {"agreement", m_terms.agreement->reference}});
  }

  // The same delivery made again is no second hand-over.
  void record(const Json& dalles, const std::string& sums_sha256) {
    std::error_code none;
    if (fs::exists(m_record, none) &&
        parse_json(store::read_file(m_record), m_record.string()).at("dalles") == dalles)
      return;
    const chantier::Agreement& agreed = *m_terms.agreement;
    const Json agreement{{"owner", agreed.owner}, {"date", agreed.date}, {"reference", agreed.reference}};
    const Json record{{"format", "pcrs-dalles hand-over"},
                      {"version", 1},
                      {"to", "IGN, Géoplateforme"},
                      {"name", m_name},
                      {"datasheet", m_terms.datasheet},
                      {"prepared_at", utc_text(now())},
                      {"agreement", agreement},
                      {"sha256sums", sums_sha256},
                      {"dalles", dalles}};
    store::write_file(m_record, json_text(record), m_options.mode);
    m_run.journal.write("hand-over", m_name,
                        {{"to", "IGN, Géoplateforme"},
                         {"dalles", dalles.size()},
                         {"sha256sums", sums_sha256},
                         {"agreement", agreement}});
  }

  const chantier::Geoplateforme& m_terms;
  const GeoplateformeOptions& m_options;
  const PublishOptions m_publish;
  PublishRun m_run;
  const std::string m_name;
  const fs::path m_folder;
  const fs::path m_record;
  std::map<std::string, std::string> m_read;  // SHA-256 → MD5 of what an earlier run read
  Summary m_summary;
};

}  // namespace

Summary prepare_geoplateforme(const chantier::Chantier& chantier, const GeoplateformeOptions& options,
                              Reporter& reporter) {
  return HandOver(chantier, options, reporter).run();
}

}  // namespace pcrs::step
