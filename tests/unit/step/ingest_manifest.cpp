// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_manifest.hpp"

#include <catch2/catch.hpp>

#include "ingest_folder.hpp"

using namespace pcrs::step::ingest;
using pcrs::store::DigestKind;

namespace {

const std::string md5 = "d41d8cd98f00b204e9800998ecf8427e";
const std::string sha1 = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
const std::string sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

std::string utf16(const std::string& ascii, bool little, bool bom) {
  std::string text = bom ? (little ? "\xFF\xFE" : "\xFE\xFF") : "";
  for (const char c : ascii) text += little ? std::string{c, '\0'} : std::string{'\0', c};
  return text;
}

Manifest parse(const std::string& text) {
  return parse_manifest(text, "x.md5");
}

// The only entry of a text, as `path`, with its digest lower-case.
std::string only_path(const std::string& text) {
  const Manifest manifest = parse(text);
  REQUIRE(manifest.entries.size() == 1);
  CHECK(manifest.bad_lines == 0);
  CHECK(manifest.entries[0].digest.find_first_of("ABCDEF") == std::string::npos);
  return manifest.entries[0].path;
}

std::vector<WalkedFile> files(const std::vector<std::string>& paths) {
  std::vector<WalkedFile> result;
  for (const std::string& path : paths) {
    const std::size_t root = path.starts_with("2:") ? 1 : 0;
    result.push_back({root, path.substr(root * 2), 1, 1});
  }
  return result;
}

std::string found(const std::string& list, const std::string& entry, const std::vector<std::string>& paths) {
  Manifest manifest;
  manifest.entries.push_back({DigestKind::md5, md5, entry, 1});
  const auto all = files(paths);
  const ManifestMatch match = match_manifest(manifest, files({list})[0], all);
  if (match.ambiguous[0]) return "ambiguous";
  return match.file[0] ? std::to_string(all[*match.file[0]].root) + ":" + all[*match.file[0]].path
                       : "missing";
}

}  // namespace

TEST_CASE("every form in which a list names a file") {
  CHECK(only_path(md5 + "  a b.tif\n") == "a b.tif");
  CHECK(only_path(md5 + " *dir/a.tif\r\n") == "dir/a.tif");
  CHECK(only_path("D41D8CD98F00B204E9800998ECF8427E *E:\\LIV\\a.tif\r\n") == "E:/LIV/a.tif");
  CHECK(only_path("SHA256 (dir/a (1).tif) = " + sha256 + "\n") == "dir/a (1).tif");
  CHECK(only_path("MD5 (a.tif) = " + md5 + "\n") == "a.tif");
  CHECK(only_path("a.tif;" + sha1 + "\n") == "a.tif");
  CHECK(only_path("\"dir\\a.tif\";\"" + md5 + "\"\n") == "dir/a.tif");
  CHECK(only_path("SHA256          " + sha256 + "       E:\\a.tif\n") == "E:/a.tif");
  CHECK(only_path("\"SHA256\",\"" + sha256 + "\",\"E:\\a.tif\"\n") == "E:/a.tif");
  CHECK(only_path("\\" + md5 + "  a\\nb.tif\n") == "a\nb.tif");
  CHECK(only_path(md5 + "\n") == "x");  // x.md5 speaks of x
}

TEST_CASE("the digest's length says its kind") {
  CHECK(parse(md5 + "  a\n").entries[0].kind == DigestKind::md5);
  CHECK(parse(sha1 + "  a\n").entries[0].kind == DigestKind::sha1);
  CHECK(parse(sha256 + "  a\n").entries[0].kind == DigestKind::sha256);
}

TEST_CASE("a name that looks like a digest is not one") {
  const Manifest manifest = parse(md5 + "  " + std::string(32, 'a') + ".tif\n");
  REQUIRE(manifest.entries.size() == 1);
  CHECK(manifest.entries[0].digest == md5);
  CHECK(manifest.entries[0].path == std::string(32, 'a') + ".tif");
}

TEST_CASE("certutil and PowerShell announce the file on another line") {
  CHECK(only_path("SHA256 hash of file E:\\LIV\\a.tif:\r\n" + sha256 +
                  "\r\nCertUtil: -hashfile command completed successfully.\r\n") == "E:/LIV/a.tif");
  CHECK(only_path("Hachage SHA1 du fichier a.tif :\r\n" + sha1 + "\r\n") == "a.tif");
  CHECK(only_path("Algorithm : SHA256\nHash      : " + sha256 + "\nPath      : E:\\a.tif\n") == "E:/a.tif");
}

TEST_CASE("encodings: UTF-8 with and without BOM, UTF-16 of both ends, CP1252") {
  const std::string line = md5 + " *dir\\a.tif\r\n";
  CHECK(only_path("\xEF\xBB\xBF" + line) == "dir/a.tif");
  for (const bool little : {true, false})
    for (const bool bom : {true, false}) CHECK(only_path(utf16(line, little, bom)) == "dir/a.tif");
  CHECK(only_path(md5 + "  \xE9t\xE9.tif\n") == "été.tif");
  CHECK(only_path(md5 + "  été.tif\n") == "été.tif");
}

TEST_CASE("comments and headings are passed over, nonsense is counted") {
  const Manifest manifest = parse("# made by X\n; md5summer\n// fciv\nHash Path\n---- ----\n\n" + md5 +
                                  "  a\nthis is line 8 of nonsense\nand 9\n");
  CHECK(manifest.entries.size() == 1);
  CHECK(manifest.bad_lines == 2);
  CHECK(manifest.first_bad_line == 8);
}

TEST_CASE("a list is known by its name, a text by what it holds too") {
  const Folder folder;
  const auto is = [&](const char* name, const std::string& text) {
    return is_checksum_list(folder.write(name, text), text.size());
  };
  CHECK(is("a.tif.md5", ""));
  CHECK(is("SHA256SUMS", sha256 + "  a\n"));
  CHECK(is("empreintes_MD5.txt", utf16(md5 + "  a\r\n", true, true)));
  CHECK(is("controle.csv", "nom;md5\r\na;" + md5 + "\r\n"));
  CHECK_FALSE(is("rapport_controle.txt", "Le contrôle est bon.\n"));
  CHECK_FALSE(is("md5.tif", md5));
  CHECK_FALSE(is("LISEZMOI.txt", md5 + "  a\n"));
}

TEST_CASE("a line finds its file from the list's folder, then from the root") {
  const std::vector<std::string> tree{"ORTHO/a.tif", "RAW/a.tif", "ORTHO/sub/b.tif"};
  CHECK(found("ORTHO/x.md5", "a.tif", tree) == "0:ORTHO/a.tif");
  CHECK(found("ORTHO/x.md5", "./sub/../a.tif", tree) == "0:ORTHO/a.tif");
  CHECK(found("x.md5", "RAW/a.tif", tree) == "0:RAW/a.tif");
  CHECK(found("ORTHO/x.md5", "../RAW/a.tif", tree) == "0:RAW/a.tif");
}

TEST_CASE("absolute paths and moved lists match by the longest end") {
  const std::vector<std::string> tree{"ORTHO/a.tif", "RAW/a.tif", "ORTHO/sub/b.tif"};
  CHECK(found("x.md5", "E:/LIV/ORTHO/a.tif", tree) == "0:ORTHO/a.tif");
  CHECK(found("lists/x.md5", "sub/b.tif", tree) == "0:ORTHO/sub/b.tif");
  CHECK(found("x.md5", "F:/OTHER/NAME/b.tif", tree) == "0:ORTHO/sub/b.tif");  // the only b.tif
  CHECK(found("lists/x.md5", "a.tif", tree) == "ambiguous");
  CHECK(found("x.md5", "E:/LIV/DOC/a.tif", {"ORTHO/a.tif", "RAW/sub/a.tif"}) == "ambiguous");
  CHECK(found("x.md5", "ORTHO/c.tif", tree) == "missing");
}

TEST_CASE("case, accents and roots do not stand in the way; the exact name comes first") {
  CHECK(found("x.md5", "ortho/A.TIF", {"ORTHO/a.tif"}) == "0:ORTHO/a.tif");
  CHECK(found("x.md5", "Été/a.tif", {"E\xCC\x81te\xCC\x81/a.tif"}) == "0:E\xCC\x81te\xCC\x81/a.tif");
  CHECK(found("x.md5", "Été.tif", {"\xC9t\xE9.tif"}) == "0:\xC9t\xE9.tif");
  CHECK(found("x.md5", "a-rvb.tif", {"a-RVB.tif", "a-rvb.tif"}) == "0:a-rvb.tif");
  CHECK(found("2:x.md5", "E:/d/a.tif", {"d/a.tif", "2:d/a.tif"}) == "1:d/a.tif");
}
