// SPDX-License-Identifier: Apache-2.0
#include "chantier/chantier.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>

#include "base/error.hpp"
#include "base/text.hpp"
#include "chantier/section.hpp"

namespace pcrs::chantier {

namespace {

constexpr std::string_view slug_letters = "abcdefghijklmnopqrstuvwxyz0123456789-";

bool is_slug(std::string_view text) {
  return !text.empty() && text.size() <= 64 && text.front() != '-' && text.back() != '-' &&
         text.find_first_not_of(slug_letters) == std::string_view::npos;
}

bool is_code(std::string_view text) {
  return !text.empty() && text.size() <= 8 && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  });
}

bool is_authority_code(std::string_view text) {
  const auto colon = text.find(':');
  return colon != std::string_view::npos && is_code(text.substr(0, colon)) &&
         to_number<unsigned>(text.substr(colon + 1));
}

bool is_age_key(std::string_view text) {
  return text.starts_with("age1") || text.starts_with("ssh-ed25519 ") || text.starts_with("ssh-rsa ");
}

/// Reads the sections of one file into one Chantier.
class Loader {
 public:
  Loader(const std::filesystem::path& file, const toml::table& table)
      : m_faults(file.string()), m_root(&table, "", 1, m_faults, m_chantier.lines) {
    m_chantier.file = file;
    m_folder = file.parent_path();
  }

  Chantier load() {
    read_chantier(required("chantier"));
    read_grid(required("grid"));
    read_footprint(required("footprint"));
    read_lots();
    read_places(required("places"));
    read_cold(m_root.table("cold"));
    read_policy(m_root.table("policy"));
    read_lossless(m_root.table("lossless"));
    read_hot(m_root.table("hot"));
    read_products(m_root.table("products"));
    read_national(m_root.table("national"));
    read_tolerances(m_root.table("tolerances"));
    read_publish(m_root.table("publish"));
    read_requests(m_root.table("requests"));
    m_chantier.suivi = read_suivi(m_root.table("suivi"));
    m_chantier.geoplateforme = read_geoplateforme(m_root.table("geoplateforme"));
    read_journal(m_root.table("journal"));
    m_root.finish();
    m_faults.throw_if_any();
    return std::move(m_chantier);
  }

 private:
  Section required(const std::string& name) {
    Section section = m_root.table(name);
    if (!section.present() && m_root.raw()->get(name) == nullptr)
      m_faults.add(1, "section [" + name + "] is missing; pcrs-chantier(5) lists what goes in it");
    return section;
  }

  void read_chantier(Section s) {
    m_chantier.id = s.text("id", Need::required).value_or("");
    if (!m_chantier.id.empty() && !is_slug(m_chantier.id))
      s.fault("id",
              "is \"" + m_chantier.id + "\"; expected small letters, digits and inner dashes, 64 at most");
    m_chantier.name = s.text("name", Need::required).value_or("");
    m_chantier.code = s.text("code", Need::required).value_or("");
    if (!m_chantier.code.empty() && !is_code(m_chantier.code))
      s.fault("code", "is \"" + m_chantier.code + "\"; expected 1 to 8 letters and digits, such as \"46\"");
    m_chantier.millesime = static_cast<int>(s.whole("millesime", 1950, 2199, Need::required).value_or(0));
    m_chantier.producer = s.text("producer", Need::required).value_or("");
    s.finish();
  }

  void read_grid(Section s) {
    m_chantier.crs = s.text("crs", Need::required).value_or("");
    if (!m_chantier.crs.empty() && !is_authority_code(m_chantier.crs))
      s.fault("crs", "is \"" + m_chantier.crs + "\"; expected an authority code such as \"EPSG:2154\"");
    m_chantier.dalle_side_m = s.whole("dalle_side_m", 1, 100'000, Need::required).value_or(0);
    m_chantier.gsd_m = s.number("gsd_m", 0.001, 1000, Need::required).value_or(0);
    check_gsd(s, "dalle_side_m", m_chantier.dalle_side_m);
    m_chantier.name_pattern = s.text("name_pattern", Need::required).value_or("");
    m_chantier.source_patterns = s.texts("source_patterns");
    m_chantier.source_side_m = s.whole("source_side_m", 1, 100'000).value_or(0);
    check_gsd(s, "source_side_m", m_chantier.source_side_m);
    m_chantier.accept_realisations = s.texts("accept_realisations");
    s.finish();
  }

  void check_gsd(Section& s, const std::string& key, std::int64_t side_m) {
    if (side_m == 0 || m_chantier.gsd_m <= 0) return;
    const double pixels = static_cast<double>(side_m) / m_chantier.gsd_m;
    if (std::abs(pixels - std::round(pixels)) <= 1e-6 && pixels >= 1 && pixels <= 1e6) return;
    s.fault(key, "of " + std::to_string(side_m) + " m is " + number_text(pixels) +
                     " pixels of grid.gsd_m = " + number_text(m_chantier.gsd_m) +
                     "; expected a whole number from 1 to 1000000");
  }

  void read_footprint(Section s) {
    m_chantier.footprint = s.path("file", m_folder, Need::required).value_or("");
    m_chantier.dallage = s.path("dallage", m_folder);
    m_chantier.dallage_field = s.text("dallage_field").value_or(m_chantier.dallage_field);
    s.finish();
  }

  void read_lots() {
    std::set<std::string> seen;
    for (Section& s : m_root.tables("lots")) {
      Lot lot;
      lot.id = s.text("id", Need::required).value_or("");
      if (!lot.id.empty() && !seen.insert(lot.id).second)
        s.fault("id", "is \"" + lot.id + "\" a second time");
      lot.dallage = s.path("dallage", m_folder);
      lot.dalles = s.texts("dalles");
      if (lot.dallage.has_value() == !lot.dalles.empty())
        s.fault("dallage", "or dalles: expected one of the two, a file or a list");
      s.finish();
      m_chantier.lots.push_back(std::move(lot));
    }
  }

  void read_places(Section s) {
    m_chantier.work = s.path("work", m_folder, Need::required).value_or("");
    m_chantier.catalog = s.path("catalog", m_folder, Need::required).value_or("");
    m_chantier.intermediate = s.storage("intermediate", m_folder, Need::required).value_or(Storage{});
    m_chantier.nas = s.storage("nas", m_folder);
    m_chantier.hot = s.path("hot", m_folder, Need::required).value_or("");
    m_chantier.recette = s.path("recette", m_folder);
    check_places(s);
    s.finish();
  }

  // One folder for two tiers would count one copy twice; what lies below `hot` is on the web.
  void check_places(Section& s) {
    const std::vector<std::pair<std::string, std::filesystem::path>> places = {
        {"work", m_chantier.work},
        {"catalog", m_chantier.catalog},
        {"intermediate", m_chantier.intermediate.folder},
        {"nas", m_chantier.nas.value_or(Storage{}).folder},
        {"recette", m_chantier.recette.value_or("")},
        {"hot", m_chantier.hot}};
    for (std::size_t i = 0; i < places.size(); ++i)
      for (std::size_t j = 0; j < i && !places[i].second.empty(); ++j)
        if (places[i].second == places[j].second)
          s.fault(places[i].first, "is the same folder as places." + places[j].first + "; give it its own");
    if (m_chantier.intermediate.url && m_chantier.nas == m_chantier.intermediate)
      s.fault("nas", "is the same place as places.intermediate; give it its own");
    for (const auto& [name, path] : places)
      if (!path.empty() && path != m_chantier.hot && lies_in(path, m_chantier.hot))
        s.fault(name, "lies inside places.hot, which is published; move it out");
  }

  static bool lies_in(const std::filesystem::path& path, const std::filesystem::path& folder) {
    if (folder.empty()) return false;
    return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
  }

  void read_cold(Section s) {
    m_chantier.cold.copies = static_cast<int>(s.whole("copies", 2, 9).value_or(2));
    for (const std::string& ending : s.texts("zstd")) {
      if (ending.front() == '.')
        s.fault("zstd", "holds \"" + ending + "\"; expected endings without a point");
      m_chantier.cold.zstd.push_back(lower_ascii(ending));
    }
    read_encryption(s);
    std::set<std::string> seen;
    for (Section& place : s.tables("places")) {
      const std::string id = place.text("id", Need::required).value_or("");
      if (!id.empty() && (!is_slug(id) || !seen.insert(id).second))
        place.fault("id",
                    "is \"" + id + "\"; expected small letters, digits and inner dashes, each place once");
      m_chantier.cold.places.push_back(
          {id, place.text("about").value_or(""), place.size_bytes("capacity").value_or(0)});
      place.finish();
    }
    for (Section& reader : s.tables("readers")) {
      m_chantier.cold.readers.push_back({reader.text("name", Need::required).value_or(""),
                                         reader.text("role", Need::required).value_or("")});
      reader.finish();
    }
    s.finish();
  }

  void read_encryption(Section& s) {
    Cold& cold = m_chantier.cold;
    const std::vector<std::string> programs = {"age", "gpg"};
    const auto choice = s.choice("encryption", programs);
    if (choice) cold.encryption = programs[*choice];
    const std::vector<std::string> recipients = s.texts("recipients");
    if (!choice && !recipients.empty())
      s.fault("recipients", "are given without cold.encryption; expected \"age\" or \"gpg\" there, or none");
    bool may_be_more = false;  // a file of age may hold several keys
    for (const std::string& text : recipients) {
      // A key that should never have stood here is not shown.
      if (text.find("AGE-SECRET-KEY-") != std::string::npos)
        s.fault("recipients", "hold a secret key; expected public ones, and that one is no secret any more");
      const bool is_key = cold.encryption != "gpg" && is_age_key(text);
      may_be_more = may_be_more || (!is_key && cold.encryption == "age");
      cold.recipients.push_back(is_key ? Recipient{text, {}}
                                       : Recipient{{}, (m_folder / text).lexically_normal()});
    }
    if (choice && recipients.size() < 2 && !may_be_more) s.fault("recipients", lone_key);
  }

  void read_policy(Section s) {
    Policy& policy = m_chantier.policy;
    const int places = m_chantier.nas ? 2 : 1;
    const auto days = [&](const char* key, int& into) {
      into = static_cast<int>(s.whole(key, 1, 36'500).value_or(into));
    };
    policy.copies = static_cast<int>(s.whole("copies", 1, 2).value_or(places));
    if (policy.copies > places)
      s.fault("copies", "is 2, and there is one place; expected places.nas in this file, or 1");
    days("inventory_days", policy.inventory_days);
    days("read_days", policy.read_days);
    days("delivery_days", policy.delivery_days);
    days("keep_days", policy.keep_days);
    policy.keep_revisions =
        static_cast<int>(s.whole("keep_revisions", 1, 1'000'000).value_or(policy.keep_revisions));
    policy.read_price_per_gb = s.number("read_price_per_gb", 0, 1000);
    s.finish();
  }

  void read_lossless(Section s) {
    const auto compression = s.choice("compression", {"none", "deflate", "zstd"});
    if (compression) m_chantier.lossless = static_cast<LosslessCompression>(*compression);
    const bool zstd = m_chantier.lossless == LosslessCompression::zstd;
    const auto level = s.whole("level", 1, zstd ? 22 : 9);
    if (level && m_chantier.lossless == LosslessCompression::none)
      s.fault("level", "means nothing with compression = \"none\"; remove it");
    m_chantier.lossless_level = static_cast<int>(level.value_or(m_chantier.lossless_level));
    s.finish();
  }

  void read_hot(Section s) {
    m_chantier.dalle_budget_bytes = s.size_bytes("dalle_budget").value_or(m_chantier.dalle_budget_bytes);
    m_chantier.total_budget_bytes = s.size_bytes("total_budget").value_or(m_chantier.total_budget_bytes);
    if (m_chantier.dalle_budget_bytes > m_chantier.total_budget_bytes)
      s.fault("dalle_budget", "is more than hot.total_budget; expected one dalle to fit in the whole");
    m_chantier.quality_max = s.number("quality_max", 1, 100).value_or(m_chantier.quality_max);
    m_chantier.hot_millesimes = s.years("millesimes");
    const auto& shown = m_chantier.hot_millesimes;
    if (!shown.empty() && std::find(shown.begin(), shown.end(), m_chantier.millesime) == shown.end())
      s.fault("millesimes", "leave out chantier.millesime = " + std::to_string(m_chantier.millesime) +
                                ", which the site is about; expected it among them");
    s.finish();
  }

  void read_products(Section s) {
    for (const std::string kind : {"ortho", "lossless", "raw", "vector"}) {
      const std::vector<std::string> licences = {"ouvert_lo", "ouvert_odbl", "ferme"};
      const std::vector<std::string> accesses = {"public", "token", "closed"};
      Section product = s.table(kind);
      m_chantier.products[kind] = {licences[product.choice("licence", licences).value_or(2)],
                                   accesses[product.choice("access", accesses).value_or(2)]};
      product.finish();
    }
    s.finish();
  }

  void read_national(Section s) {
    const auto keep = [&](const std::string& key, const auto& value) {
      if (value) m_chantier.national[key] = *value;
    };
    for (const std::string key : {"dateAcquisition", "dateRecette"}) keep(key, s.date(key));
    for (const std::string key : {"idPCRS", "descriptionElementsQualite"}) keep(key, s.text(key));
    for (const std::string key :
         {"precisionplanimetriqueCorpsdeRue", "precisionplanimetriqueZonesNaturelles", "focale"})
      keep(key, s.number(key, 0, 10'000));
    s.finish();
  }

  void read_tolerances(Section s) {
    if (s.present()) read_tolerances(s, "");
    s.finish();
  }

  // TOML reads `pixels.alignment = 0.1` as a table in a table; rule ids hold dots.
  void read_tolerances(Section& s, const std::string& prefix) {
    for (const auto& [key, node] : *s.raw()) {
      const std::string name(key.str());
      if (node.is_table()) {
        Section inner = s.table(name);
        read_tolerances(inner, prefix + name + ".");
      } else if (const auto value = s.number(name, 0, 1e15)) {
        m_chantier.tolerances[prefix + name] = *value;
      }
    }
  }

  void read_publish(Section s) {
    m_chantier.title = s.text("title").value_or(m_chantier.name);
    m_chantier.contact = s.text("contact").value_or("");
    m_chantier.superseded_days =
        static_cast<int>(s.whole("superseded_days", 0, 36'500).value_or(m_chantier.superseded_days));
    m_chantier.access_log_days =
        static_cast<int>(s.whole("access_log_days", 1, 3'650).value_or(m_chantier.access_log_days));
    m_chantier.mosaic = s.truth("mosaic").value_or(true);
    std::string url = s.text("base_url").value_or("");
    if (!url.empty() && !starts_with_nocase(url, "https://") && !starts_with_nocase(url, "http://"))
      s.fault("base_url", "is \"" + url + "\"; expected an absolute URL, https://…");
    while (url.ends_with('/')) url.pop_back();
    m_chantier.base_url = url;
    m_chantier.communes = s.path("communes", m_folder);
    m_chantier.communes_field = s.text("communes_field").value_or(m_chantier.communes_field);
    m_chantier.communes_code_field = s.text("communes_code_field").value_or(m_chantier.communes_code_field);
    read_services(s);
    s.finish();
  }

  void read_requests(Section s) {
    if (s.present()) {
      Requests requests;
      const auto days = [&](const char* key, int most, int& into) {
        into = static_cast<int>(s.whole(key, 1, most).value_or(into));
      };
      requests.by_token = s.choice("requester", {"email", "token"}, Need::required).value_or(0) == 1;
      days("days", 365, requests.days);
      days("open", 1000, requests.open_max);
      days("keep_days", 36'500, requests.keep_days);
      requests.total_max_bytes = s.size_bytes("total").value_or(requests.total_max_bytes);
      m_chantier.requests = requests;
    }
    s.finish();
  }

  void read_services(Section& s) {
    std::set<std::string> seen;
    for (const std::string& service : s.texts("services")) {
      const bool known = service == "wmts" || service == "wms" || service == "api";
      if (!known || !seen.insert(service).second)
        s.fault("services", "holds \"" + service + "\"; expected wmts, wms and api, each once at most");
      m_chantier.services.push_back(service);
    }
  }

  void read_journal(Section s) {
    m_chantier.signing_key = s.path("signing_key", m_folder);
    s.finish();
  }

  Chantier m_chantier;
  std::filesystem::path m_folder;
  Faults m_faults;
  Section m_root;
};

std::string read_text(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream.is_open() || std::filesystem::is_directory(file))
    throw_usage(file.string(), "cannot be read; expected a chantier file, see pcrs-chantier(5)");
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

std::string Chantier::where(const std::string& key) const {
  const auto line = lines.find(key);
  return line == lines.end() ? file.string() : file.string() + ":" + std::to_string(line->second);
}

bool Chantier::is_hot(int year) const {
  return hot_millesimes.empty() ||
         std::find(hot_millesimes.begin(), hot_millesimes.end(), year) != hot_millesimes.end();
}

Chantier load(const std::filesystem::path& file) {
  const std::string text = read_text(file);
  try {
    return Loader(file, toml::parse(text, file.string())).load();
  } catch (const toml::parse_error& error) {
    throw_usage(file.string() + ":" + std::to_string(error.source().begin.line),
                "is not valid TOML: " + std::string(error.description()));
  }
}

}  // namespace pcrs::chantier
