// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_claims.hpp"

#include <catch2/catch.hpp>

#include "ingest_folder.hpp"

using namespace pcrs::step::ingest;

namespace {

const std::string right = "c4ca4238a0b923820dcc509a6f75849b";  // MD5 of "1"
const std::string wrong(32, '0');

// What is told of a delivery: `rule:path` of each finding, of the lists and then of the files.
std::string told_in(const Folder& folder) {
  const Inventory inventory = take_inventory({{folder.path(), "d", true}}, std::nullopt);
  const auto roles = RoleSorter({}).sort({folder.path()}, inventory.files);
  const Claims claims = read_claims(inventory, roles);
  std::vector<Digests> digests;
  for (std::size_t i = 0; i < inventory.files.size(); ++i)
    digests.push_back(digest_once(inventory.location(inventory.files[i]), claims.kinds_of(i)));
  auto findings = claims.findings;
  for (const auto& finding : verify_claims(inventory, roles, claims, digests)) findings.push_back(finding);
  return told(findings);
}

}  // namespace

TEST_CASE("no list at all is a note") {
  const Folder folder;
  folder.write("a.tif", "1");
  CHECK(told_in(folder) == "manifest.none:.");
}

TEST_CASE("right, wrong, missing and unlisted files are told apart") {
  const Folder folder;
  for (const char* name : {"good.tif", "bad.tif", "extra.tif"}) folder.write(name, "1");
  folder.write("x.md5", right + " *good.tif\n" + wrong + " *bad.tif\n" + right + " *lost.tif\n" + right +
                            " *x.md5\n" + right + " *Thumbs.db\n" + right + " *@eaDir/good.tif\n");
  CHECK(told_in(folder) == "manifest.missing:lost.tif manifest.mismatch:bad.tif manifest.extra:extra.tif");
}

TEST_CASE("several digests of one file are all held against it, in one read") {
  const Folder folder;
  folder.write("a.tif", "1");
  folder.write("x.md5", right + "  a.tif\n");
  folder.write("x.sha256", "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b  a.tif\n");
  folder.write("x.sha1", std::string(40, 'a') + "  a.tif\n");
  CHECK(told_in(folder) == "manifest.mismatch:a.tif");
}

TEST_CASE("many unlisted files of a folder are one finding") {
  const Folder folder;
  for (const char* name : {"d/1.tif", "d/2.tif", "e/1.tif"}) folder.write(name, "1");
  folder.write("x.md5", right + "  e/1.tif\n");
  CHECK(told_in(folder) == "manifest.extra:d");
}

TEST_CASE("a list that is too large is not read; lines that mean nothing or two files are told") {
  const Folder folder;
  folder.write("a/1.tif", "1");
  folder.write("b/1.tif", "1");
  folder.write("lists/x.md5", right + "  1.tif\nneither 1 nor 2\n");
  CHECK(told_in(folder) ==
        "manifest.ambiguous:lists/x.md5 manifest.lines:lists/x.md5 manifest.extra:a/1.tif "
        "manifest.extra:b/1.tif");
  std::filesystem::resize_file(folder.path() / "lists/x.md5", largest_manifest_bytes + 1);
  CHECK(told_in(folder).starts_with("manifest.too_large:lists/x.md5 "));
}
