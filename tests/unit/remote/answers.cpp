// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "remote/parts.hpp"
#include "remote/s3_answers.hpp"
#include "remote/s3_kinship.hpp"
#include "remote/swift_listing.hpp"
#include "remote/xml_tree.hpp"

using Catch::Matchers::Contains;
using namespace pcrs::remote;

TEST_CASE("a page of a bucket's list, and where it goes on") {
  const S3Listing page = parse_s3_listing(R"(<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><IsTruncated>true</IsTruncated>
<Contents><Key>lot/&#233;t&#233; &amp; co.tif</Key><LastModified>2026-03-14T02:07:09.123Z</LastModified>
<ETag>&quot;9e107d9d372bb6826bd81d3542a419d6-3&quot;</ETag><Size>650000000</Size></Contents>
<NextContinuationToken>more==</NextContinuationToken></ListBucketResult>)",
                                          "place");
  REQUIRE(page.objects.size() == 1);
  CHECK(page.objects[0].key == "lot/été & co.tif");
  CHECK(page.objects[0].size_bytes == 650000000);
  CHECK(page.objects[0].modified == 1773454029);
  CHECK(page.objects[0].etag == "9e107d9d372bb6826bd81d3542a419d6-3");
  CHECK(page.next == "more==");
}

TEST_CASE("a list that is none is refused, never read as empty") {
  CHECK_THROWS_WITH(parse_s3_listing("<html><body>proxy</body></html>", "place"), Contains("<html>"));
  CHECK_THROWS_WITH(parse_s3_listing("", "place"), Contains("place"));
  CHECK_THROWS_WITH(parse_s3_listing("<ListBucketResult><Contents><Key>a</Key></Contents>", "place"),
                    Contains("place"));
  CHECK_THROWS_WITH(
      parse_s3_listing("<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>", "place"),
      Contains("size"));
  CHECK_THROWS_WITH(
      parse_s3_listing("<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>", "place"),
      Contains("where"));
}

TEST_CASE("XML that would grow or sink is refused") {
  CHECK_THROWS_WITH(parse_xml(R"(<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>)", "place"), Contains("DTD"));
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "<a>";
  CHECK_THROWS_WITH(parse_xml(deep, "place"), Contains("deep"));
  CHECK(parse_xml("  \n <?xml version='1.0'?><a><b>1</b></a>", "place").text_of("b") == "1");
}

TEST_CASE("uploads under way") {
  const S3Uploads page = parse_s3_uploads(
      "<ListMultipartUploadsResult><IsTruncated>false</IsTruncated><Upload><Key>k</Key><UploadId>i</UploadId>"
      "<Initiated>2026-03-14T02:07:09.000Z</Initiated></Upload></ListMultipartUploadsResult>",
      "place");
  REQUIRE(page.uploads.size() == 1);
  CHECK(page.uploads[0].id == "i");
  CHECK(page.uploads[0].since == "2026-03-14T02:07:09Z");
  CHECK(page.next_key.empty());
}

TEST_CASE("the parts of an upload, and where their list goes on") {
  const S3PartList page = parse_s3_parts(
      "<ListPartsResult><IsTruncated>true</IsTruncated><NextPartNumberMarker>7</NextPartNumberMarker><Part>"
      "<PartNumber>7</PartNumber><ETag>\"9e107d9d372bb6826bd81d3542a419d6\"</ETag></Part></ListPartsResult>",
      "place");
  REQUIRE(page.parts.size() == 1);
  CHECK(page.parts[0].number == 7);
  CHECK(page.parts[0].etag == "9e107d9d372bb6826bd81d3542a419d6");
  CHECK(page.next == "7");
  CHECK_THROWS_WITH(
      parse_s3_parts("<ListPartsResult><IsTruncated>true</IsTruncated></ListPartsResult>", "place"),
      Contains("where"));
  CHECK_THROWS_WITH(parse_s3_parts("<ListPartsResult><Part/></ListPartsResult>", "place"),
                    Contains("number"));
}

TEST_CASE(
    "an upload has made an object whose ETag is that of its parts; a list that lags behind proves nothing") {
  const std::string one(32, '1'), other(32, '2');
  const std::string etag = s3_etag({one, other}, true);
  CHECK(kinship({{1, one}, {2, other}}, etag) == Kinship::same);
  CHECK(kinship({{3, one}, {5, other}}, etag) == Kinship::same);
  CHECK(kinship({{1, other}, {2, one}}, etag) == Kinship::none);
  CHECK(kinship({{1, one}}, etag) == Kinship::unknown);
  CHECK(kinship({{1, one}, {2, other}, {3, one}}, etag) == Kinship::none);
  CHECK(kinship({}, etag) == Kinship::unknown);
  CHECK(kinship({}, one) == Kinship::none);
  CHECK(kinship({{1, one}}, one) == Kinship::none);
  CHECK(kinship({{1, one}}, "") == Kinship::none);
}

TEST_CASE("of an error only the code and the message are kept: the rest may hold what was signed") {
  const S3Fault fault = parse_s3_fault(
      "<Error><Code>SignatureDoesNotMatch</Code><Message>no\nmatch</Message><StringToSign>secret</"
      "StringToSign></Error>");
  CHECK(fault.code == "SignatureDoesNotMatch");
  CHECK(fault.message == "no\\x0amatch");
  CHECK(parse_s3_fault("<html/>").code.empty());
  CHECK(parse_s3_fault("not xml").code.empty());
}

TEST_CASE("a container's list") {
  const auto objects = parse_swift_listing(
      R"([{"subdir":"x/"},{"name":"a","bytes":5,"hash":"h","last_modified":"2026-03-14T02:07:09.123456"},
          {"name":"b","bytes":9,"hash":"m","slo_etag":"\"s\"","last_modified":"2026-03-14T02:07:09.000000"}])",
      "place");
  REQUIRE(objects.size() == 2);
  CHECK(objects[0].modified == 1773454029);
  CHECK(objects[0].etag == "h");
  CHECK(objects[1].etag == "s");
  CHECK_THROWS_WITH(parse_swift_listing(R"([{"name":"a"}])", "place"), Contains("size"));
  CHECK_THROWS_WITH(parse_swift_listing("<html>", "place"), Contains("place"));
}
