// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "chantier/chantier.hpp"
#include "chantier/section.hpp"

using namespace pcrs;
using chantier::Chantier;

namespace {

// Lines 1 to 23; tests change or append.
const std::string good = R"([chantier]
id = "lot"
name = "PCRS du Lot"
code = "46"
millesime = 2025
producer = "APLC"

[grid]
crs = "EPSG:2154"
dalle_side_m = 1000
gsd_m = 0.05
name_pattern = "{x_km:4}-{y_km:4}"

[footprint]
file = "lot.geojson"

[places]
work = "work"
catalog = "catalog"
intermediate = "/mnt/nas/intermediate"
hot = "../hot"
)";

class Folder {
 public:
  Folder() : m_path(std::filesystem::temp_directory_path() / ("chantier-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(m_path);
  }
  ~Folder() { std::filesystem::remove_all(m_path); }
  std::filesystem::path file(const std::string& text) const {
    std::ofstream(m_path / "c.toml", std::ios::binary) << text;
    return m_path / "c.toml";
  }
  const std::filesystem::path& path() const { return m_path; }

 private:
  std::filesystem::path m_path;
};

Chantier load(const std::string& text) {
  const Folder folder;
  return chantier::load(folder.file(text));
}

// What load says, without the folder: "c.toml:4: …".
std::string fault(const std::string& text) {
  const Folder folder;
  try {
    chantier::load(folder.file(text));
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    return replace_all(error.what(), folder.path().string() + "/", "");
  }
  return "no fault";
}

std::string with(const std::string& from, const std::string& to) {
  return replace_all(good, from, to);
}

using Catch::Matchers::Contains;

}  // namespace

TEST_CASE("a chantier is read, with its defaults") {
  const Folder folder;
  const Chantier c = chantier::load(folder.file(good));
  CHECK(c.id == "lot");
  CHECK(c.millesime == 2025);
  CHECK(c.dalle_side_m == 1000);
  CHECK(c.gsd_m == 0.05);
  CHECK(c.footprint == folder.path() / "lot.geojson");
  CHECK(c.intermediate.folder == "/mnt/nas/intermediate");
  CHECK_FALSE(c.intermediate.url);
  CHECK(c.hot == folder.path().parent_path() / "hot");
  CHECK_FALSE(c.nas);
  CHECK(c.lossless == chantier::LosslessCompression::zstd);
  CHECK(c.dalle_budget_bytes == 200'000'000U);
  CHECK(c.total_budget_bytes == 1'000'000'000'000U);
  CHECK(c.title == "PCRS du Lot");
  CHECK(c.products.at("ortho").access == "closed");
  CHECK(c.products.at("raw").licence == "ferme");
  CHECK(c.national.empty());
}

TEST_CASE("every optional key is read") {
  const Chantier c = load(good + R"(nas = "nas"
recette = "r"
[lossless]
compression = "deflate"
level = 6
[hot]
dalle_budget = 1000
total_budget = "2 GB"
quality_max = 92.5
millesimes = [2022, 2025]
[products.raw]
licence = "ouvert_odbl"
access = "token"
[national]
dateAcquisition = 2025-06-21
dateRecette = "2026-01-31"
focale = 120.7
idPCRS = "x"
[tolerances]
pixels.alignment = 0.2
"crs.shift" = 1
seam = 3
[publish]
title = "T"
base_url = "https://example.org/pcrs/"
contact = "a@example.org"
communes = "communes.gpkg"
communes_code_field = "insee"
access_log_days = 30
services = ["wms", "api"]
[requests]
requester = "token"
days = 2
open = 5
total = "1TB"
keep_days = 30
[journal]
signing_key = "key.pem"
[[lots]]
id = "b1"
dallage = "b1.shp"
[[lots]]
id = "b2"
dalles = ["0579-6375"]
)");
  CHECK(c.lossless == chantier::LosslessCompression::deflate);
  CHECK(c.lossless_level == 6);
  CHECK(c.dalle_budget_bytes == 1000U);
  CHECK(c.total_budget_bytes == 2'000'000'000U);
  CHECK(c.quality_max == 92.5);
  CHECK(c.products.at("raw").access == "token");
  CHECK(c.national["dateAcquisition"] == "2025-06-21");
  CHECK(c.national["dateRecette"] == "2026-01-31");
  CHECK(c.national["focale"] == 120.7);
  CHECK(c.tolerances ==
        std::map<std::string, double>{{"pixels.alignment", 0.2}, {"crs.shift", 1}, {"seam", 3}});
  CHECK(c.base_url == "https://example.org/pcrs");
  CHECK(c.communes->filename() == "communes.gpkg");
  CHECK(c.communes_field == "nom");
  CHECK(c.communes_code_field == "insee");
  CHECK(c.hot_millesimes == std::vector<int>{2022, 2025});
  CHECK(c.requests.value().by_token);
  CHECK(c.requests->days == 2);
  CHECK(c.requests->open_max == 5);
  CHECK(c.requests->total_max_bytes == 1'000'000'000'000U);
  CHECK(c.requests->keep_days == 30);
  CHECK(c.services == std::vector<std::string>{"wms", "api"});
  CHECK(c.access_log_days == 30);
  CHECK(c.signing_key->filename() == "key.pem");
  REQUIRE(c.lots.size() == 2);
  CHECK(c.lots[0].dallage->filename() == "b1.shp");
  CHECK(c.lots[1].dalles == std::vector<std::string>{"0579-6375"});
}

TEST_CASE("an unknown key is refused with the nearest known one") {
  CHECK(fault(with("millesime =", "milesime =")) ==
        "c.toml:1: chantier.millesime is missing: add it to [chantier]; "
        "c.toml:5: chantier.milesime is unknown: did you mean millesime?");
  CHECK_THAT(fault(good + "zzz = 1\n"),
             Contains("c.toml:22: places.zzz is unknown: expected one of catalog, hot,"));
  CHECK(fault(good + "[grids]\nx = 1\n") == "c.toml:22: grids is unknown: did you mean grid?");
  CHECK_THAT(fault(good + "[products.orto]\n"), Contains("products.orto is unknown: did you mean ortho?"));
  CHECK_THAT(fault(good + "[national]\nnomImage = 'x'\n"),
             Contains("c.toml:23: national.nomImage is unknown"));
  CHECK_THAT(fault(good + "[[lots]]\nid = 'a'\ndalle = ['x']\n"), Contains("lots[1].dalle is unknown"));
}

TEST_CASE("a missing section or key is told once") {
  CHECK(fault(good.substr(0, good.find("[places]"))) ==
        "c.toml:1: section [places] is missing; pcrs-chantier(5) lists what goes in it");
  CHECK(fault(with("gsd_m = 0.05\n", "")) == "c.toml:8: grid.gsd_m is missing: add it to [grid]");
  CHECK_THAT(fault(""), Contains("section [chantier] is missing") && Contains("section [grid] is missing"));
}

TEST_CASE("a bad type says what stands there and what is expected") {
  CHECK(fault(with("\"46\"", "46")) ==
        "c.toml:4: chantier.code is a whole number; expected a text in quotes");
  CHECK(fault(with("2025", "\"2025\"")) ==
        "c.toml:5: chantier.millesime is a text; expected a whole number from 1950 to 2199");
  CHECK(fault(with("0.05", "true")) == "c.toml:11: grid.gsd_m is true or false; expected a number");
  CHECK_THAT(fault("grid = 3\n" + with("[grid]", "[other]")), Contains("c.toml:1: grid is a whole number"));
  CHECK_THAT(fault(good + "[lots]\nid = 'a'\n"), Contains("lots is a table; expected tables [[lots]]"));
  CHECK_THAT(fault(with("name_pattern", "source_patterns = 'x'\nname_pattern")),
             Contains("grid.source_patterns is a text; expected a list of texts"));
  CHECK_THAT(fault(with("name_pattern", "source_patterns = [1]\nname_pattern")), Contains("a whole number"));
}

TEST_CASE("a bad value says what is expected") {
  CHECK_THAT(fault(with("\"lot\"", "\"Le Lot\"")),
             Contains("c.toml:2: chantier.id is \"Le Lot\"; expected small"));
  CHECK_THAT(fault(with("\"lot\"", "\"-lot\"")), Contains("chantier.id"));
  CHECK_THAT(fault(with("\"lot\"", "\"a/b\"")), Contains("chantier.id"));
  CHECK_THAT(fault(with("\"lot\"", "\"\"")), Contains("chantier.id is empty"));
  CHECK_THAT(fault(with("\"46\"", "\"4/6\"")), Contains("chantier.code"));
  CHECK_THAT(fault(with("2025", "25")), Contains("chantier.millesime is 25"));
  CHECK_THAT(fault(with("EPSG:2154", "Lambert-93")), Contains("grid.crs"));
  CHECK_THAT(fault(with("0.05", "0.3")), Contains("c.toml:10: grid.dalle_side_m of 1000 m is 3333.3"));
  CHECK_THAT(fault(with("0.05", "nan")), Contains("grid.gsd_m is nan"));
  CHECK_THAT(fault(with("PCRS du Lot", "a\\nb")), Contains("control character"));
  CHECK_THAT(fault(good + "[lossless]\ncompression = \"lzw\"\n"), Contains("none, deflate, zstd"));
  CHECK_THAT(fault(good + "[lossless]\ncompression = \"none\"\nlevel = 3\n"),
             Contains("lossless.level means"));
  CHECK_THAT(fault(good + "[lossless]\ncompression = \"deflate\"\nlevel = 12\n"), Contains("from 1 to 9"));
  CHECK_THAT(fault(good + "[hot]\ndalle_budget = \"200 elephants\"\n"),
             Contains("hot.dalle_budget is not a size"));
  CHECK_THAT(fault(good + "[hot]\ndalle_budget = -1\n"), Contains("hot.dalle_budget is not a size"));
  CHECK_THAT(fault(good + "[hot]\ntotal_budget = \"1MB\"\n"), Contains("hot.dalle_budget is more than"));
  CHECK_THAT(fault(good + "[hot]\nmillesimes = [22]\n"),
             Contains("hot.millesimes holds 22; expected a list"));
  CHECK_THAT(fault(good + "[hot]\nmillesimes = 2025\n"), Contains("expected a list of years"));
  CHECK_THAT(fault(good + "[hot]\nmillesimes = [2019]\n"), Contains("leave out chantier.millesime = 2025"));
  CHECK_THAT(fault(good + "[requests]\ndays = 1\n"), Contains("requests.requester is missing"));
  CHECK_THAT(fault(good + "[requests]\nrequester = \"nobody\"\n"), Contains("email, token"));
  CHECK_THAT(fault(good + "[products.ortho]\naccess = \"open\"\n"), Contains("public, token, closed"));
  CHECK_THAT(fault(good + "[national]\ndateAcquisition = \"21/06/2025\"\n"), Contains("YYYY-MM-DD"));
  CHECK_THAT(fault(good + "[national]\ndateRecette = 2025-06-21T00:00:00Z\n"), Contains("YYYY-MM-DD"));
  CHECK_THAT(fault(good + "[national]\ndateRecette = \"2025-02-30\"\n"), Contains("YYYY-MM-DD"));
  CHECK_THAT(fault(good + "[tolerances]\na.b = \"x\"\n"), Contains("c.toml:23: tolerances.a.b is a text"));
  CHECK_THAT(fault(good + "[publish]\nservices = [\"wms\", \"wms\"]\n"), Contains("publish.services holds"));
  CHECK_THAT(fault(good + "[publish]\naccess_log_days = 0\n"), Contains("publish.access_log_days"));
  CHECK_THAT(fault(good + "[publish]\nbase_url = \"www.example.org\"\n"), Contains("publish.base_url"));
  CHECK_THAT(fault(good + "[[lots]]\nid = 'a'\n"), Contains("expected one of the two"));
  CHECK_THAT(fault(good + "[[lots]]\nid = 'a'\ndalles = ['x']\n[[lots]]\nid = 'a'\ndalles = ['x']\n"),
             Contains("c.toml:26: lots[2].id is \"a\" a second time"));
}

TEST_CASE("places are apart, and none is published by mistake") {
  CHECK_THAT(fault(good + "nas = \"work/./\"\n"), Contains("same folder"));
  CHECK_THAT(fault(good + "nas = \"work\"\n"),
             Contains("c.toml:22: places.nas is the same folder as places.work"));
  CHECK_THAT(fault(with("\"catalog\"", "\"../hot/catalog\"")),
             Contains("places.catalog lies inside places.hot"));
  CHECK(fault(with("\"catalog\"", "\"../hot-catalog\"")) == "no fault");
}

TEST_CASE("faults come all together, in the order of the file") {
  CHECK(fault(replace_all(with("2025", "1"), "0.05", "\"x\"")) ==
        "c.toml:5: chantier.millesime is 1; expected a whole number from 1950 to 2199; "
        "c.toml:11: grid.gsd_m is a text; expected a number");
}

TEST_CASE("what is not TOML is one line with its place") {
  CHECK_THAT(fault("[chantier\nid = 1\n"), Contains("c.toml:1: is not valid TOML"));
  CHECK_THAT(fault(good + "hot = \"again\"\n"), Contains("c.toml:22: is not valid TOML"));
  CHECK_THAT(fault(with("PCRS du Lot", "d\xe9p\xf4t")), Contains("c.toml:3: is not valid TOML"));
  CHECK_THAT(fault(std::string(100'000, '[')), Contains("is not valid TOML"));
  CHECK(fault("[chantier\nid = 1\n").find('\n') == std::string::npos);
}

TEST_CASE("line ends of Windows and a byte order mark do no harm") {
  CHECK(load("\xef\xbb\xbf" + replace_all(good, "\n", "\r\n")).id == "lot");
}

TEST_CASE("a file that is not there, or is a folder, is a usage error") {
  CHECK_THROWS_AS(chantier::load("/nowhere/c.toml"), Error);
  CHECK_THROWS_AS(chantier::load("/"), Error);
}

TEST_CASE("the place of a value is known for later faults") {
  const Folder folder;
  const Chantier c = chantier::load(folder.file(good + "[tolerances]\na.b = 1\n"));
  CHECK(c.where("grid.name_pattern") == (folder.path() / "c.toml").string() + ":12");
  CHECK(c.where("tolerances.a.b") == (folder.path() / "c.toml").string() + ":23");
  CHECK(c.where("footprint.dallage") == (folder.path() / "c.toml").string());
}

TEST_CASE("the nearest word is near") {
  const std::set<std::string> words = {"level", "compression"};
  CHECK(chantier::nearest("compresion", words) == "compression");
  CHECK(chantier::nearest("Level", words) == "level");
  CHECK_FALSE(chantier::nearest("quality", words));
  CHECK_FALSE(chantier::nearest("x", {}));
}

TEST_CASE("the definitive storage has places and readers, and two copies at least") {
  const Chantier c = load(good + R"([cold]
zstd = ["XYZ", "txt"]
readers = [{name = "svc-pcrs", role = "compte de service"}]
[[cold.places]]
id = "coffre-a"
about = "Cahors"
capacity = "12TB"
[[cold.places]]
id = "coffre-b"
)");
  CHECK(c.cold.copies == 2);
  CHECK(c.cold.zstd == std::vector<std::string>{"xyz", "txt"});
  REQUIRE(c.cold.places.size() == 2);
  CHECK(c.cold.places[0].capacity_bytes == 12'000'000'000'000);
  CHECK(c.cold.places[1].capacity_bytes == 0);
  REQUIRE(c.cold.readers.size() == 1);
  CHECK(c.cold.readers[0].role == "compte de service");
  CHECK_THAT(fault(good + "[cold]\ncopies = 1\n"),
             Contains("cold.copies is 1; expected a whole number from 2"));
  CHECK_THAT(fault(good + "[[cold.places]]\nid = \"a\"\n[[cold.places]]\nid = \"a\"\n"),
             Contains("cold.places[2].id is \"a\""));
  CHECK_THAT(fault(good + "[[cold.readers]]\nname = \"x\"\n"), Contains("cold.readers[1].role is missing"));
}

TEST_CASE("volumes are encrypted to two keys at least, never to a secret one") {
  const Chantier age = load(good + R"([cold]
encryption = "age"
recipients = ["age1abc", "ssh-ed25519 AAAA me", "keys.txt"]
)");
  CHECK(age.cold.encryption == "age");
  REQUIRE(age.cold.recipients.size() == 3);
  CHECK(age.cold.recipients[1].key == "ssh-ed25519 AAAA me");
  CHECK(age.cold.recipients[2].key.empty());
  CHECK(age.cold.recipients[2].file == age.file.parent_path() / "keys.txt");
  CHECK(load(good).cold.encryption.empty());
  // A file of age may hold several keys; one of gpg holds one, whatever it is called.
  CHECK(load(good + "[cold]\nencryption = \"age\"\nrecipients = [\"keys.txt\"]\n").cold.recipients.size() ==
        1);
  CHECK(load(good + "[cold]\nencryption = \"gpg\"\nrecipients = [\"age1.asc\", \"b.asc\"]\n")
            .cold.recipients[0]
            .file.filename() == "age1.asc");
  CHECK_THAT(fault(good + "[cold]\nencryption = \"age\"\nrecipients = [\"age1abc\"]\n"),
             Contains("c.toml:24: cold.recipients are fewer than two"));
  CHECK_THAT(fault(good + "[cold]\nencryption = \"gpg\"\n"), Contains("cold.recipients are fewer than two"));
  CHECK_THAT(fault(good + "[cold]\nrecipients = [\"age1abc\"]\n"), Contains("without cold.encryption"));
  const std::string secret =
      fault(good + "[cold]\nencryption = \"age\"\nrecipients = [\"age1a\", \"AGE-SECRET-KEY-1ABC\"]\n");
  CHECK_THAT(secret, Contains("hold a secret key"));
  CHECK(secret.find("1ABC") == std::string::npos);
}

TEST_CASE("the samples are valid") {
  const std::filesystem::path samples = std::filesystem::path(PCRS_SOURCE_DIR) / "samples";
  CHECK(chantier::load(samples / "lot.toml").code == "46");
  CHECK(chantier::load(samples / "small.toml").lots.size() == 1);
}

TEST_CASE("the intermediate tier and the NAS may be object stores, and only these") {
  const Chantier c =
      load(with("\"/mnt/nas/intermediate\"", "\"s3://pcrs-lot/tier/\"") + "nas = \"swift://pcrs\"\n");
  REQUIRE(c.intermediate.url);
  CHECK(c.intermediate.text() == "s3://pcrs-lot/tier");
  CHECK(c.intermediate.folder.empty());
  CHECK(c.nas->text() == "swift://pcrs");
  CHECK_THAT(fault(good + "nas = \"s3://x/y\"\n"),
             Contains("c.toml:22: places.nas is \"s3://x/y\", whose bucket"));
  CHECK_THAT(fault(good + "nas = \"gs://bucket\"\n"), Contains("expected s3://BUCKET/PREFIX"));
  CHECK_THAT(fault(with("\"catalog\"", "\"s3://bucket/catalog\"")),
             Contains("places.catalog is a URL; expected a path"));
  CHECK_THAT(fault(with("\"/mnt/nas/intermediate\"", "\"s3://pcrs-lot/a\"") + "nas = \"s3://pcrs-lot/a/\"\n"),
             Contains("places.nas is the same place as places.intermediate"));
}

TEST_CASE("the policy has defaults, and asks for no more copies than there are places") {
  const Chantier one = load(good);
  CHECK(one.policy.copies == 1);
  CHECK(one.policy.inventory_days == 7);
  CHECK(one.policy.read_days == 400);
  CHECK_FALSE(one.policy.read_price_per_gb);
  const std::string two_places = replace_all(good, "hot = ", "nas = \"/mnt/b\"\nhot = ");
  CHECK(load(two_places).policy.copies == 2);
  const Chantier said =
      load(two_places + "\n[policy]\ncopies = 1\nread_days = 90\nread_price_per_gb = 0.01\n");
  CHECK(said.policy.copies == 1);
  CHECK(said.policy.read_days == 90);
  CHECK(said.policy.read_price_per_gb == 0.01);
  CHECK_THROWS_WITH(load(good + "\n[policy]\ncopies = 2\n"), Catch::Contains("there is one place"));
}

TEST_CASE("the national follow-up: the words of its editor, and nothing that nobody wrote") {
  const std::string suivi = R"([suivi]
regime = "production"
perimetres = ["departement:46", "epci:200067148", "commune:2A004"]
diffusion = "wmts"
diffusion_url = "https://example.org/wmts"
diffusion_layer = "ortho"
[[suivi.acteurs]]
siren = "444608442"
nom = "Enedis"
role = "financeur"
telephone = "+33565000000"
[[suivi.etapes]]
statut = "investigation"
[[suivi.etapes]]
statut = "prod_en_cours"
date_debut = 2025-02-01
[[suivi.subventions]]
nom = "Europe"
nature = "feder"
)";
  const Chantier chantier = load(good + suivi);
  REQUIRE(chantier.suivi);
  CHECK(chantier.suivi->acteurs[0] ==
        Json{{"siren", 444608442}, {"nom", "Enedis"}, {"role", "financeur"}, {"telephone", "+33565000000"}});
  CHECK(chantier.suivi->etapes[0]["date_debut"].is_null());
  CHECK(chantier.suivi->etapes[1]["date_debut"] == "2025-02-01");
  CHECK(chantier.suivi->livrable.size() == 3);
  CHECK_FALSE(load(good).suivi);
}

TEST_CASE("the national follow-up: what its editor would refuse is told with its line") {
  const auto refused = [](const std::string& more) {
    return fault(good + "[suivi]\nregime = \"maj\"\nperimetres = [\"departement:46\"]\n" + more);
  };
  CHECK_THAT(fault(good + "[suivi]\nregime = \"autre\"\nperimetres = [\"departement:46\"]\n"),
             Contains("c.toml:23: suivi.regime"));
  CHECK_THAT(fault(good + "[suivi]\nregime = \"maj\"\nperimetres = [\"departement:1\"]\n"),
             Contains("holds \"departement:1\""));
  CHECK_THAT(refused("diffusion_url = \"https://x\"\n"), Contains("expected both or neither"));
  CHECK_THAT(refused("[[suivi.acteurs]]\nsiren = \"444608441\"\nnom = \"E\"\nrole = \"aplc\"\n"),
             Contains("c.toml:26: suivi.acteurs[1].siren is \"444608441\""));
  CHECK_THAT(refused("[[suivi.acteurs]]\nsiren = \"444608442\"\nnom = \"E\"\nrole = \"chef\"\n"),
             Contains("suivi.acteurs[1].role"));
  CHECK_THAT(refused("[[suivi.etapes]]\nstatut = \"realise\"\ndate_debut = 2025-02-01\n[[suivi.etapes]]\n"
                     "statut = \"disponible\"\ndate_debut = 2024-02-01\n"),
             Contains("is before that of the etape above"));
  CHECK_THAT(fault(good + "[geoplateforme]\ndatasheet = \"PCRS D046\"\ndescription = \"x\"\n"),
             Contains("it names layers"));
}
