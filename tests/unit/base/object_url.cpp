// SPDX-License-Identifier: Apache-2.0
#include "base/object_url.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"

using Catch::Matchers::Contains;
using pcrs::ErrorKind;
using pcrs::parse_object_url;

namespace {

std::string fault_of(const std::string& text) {
  try {
    parse_object_url(text);
  } catch (const pcrs::Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    return error.message();
  }
  return "";
}

}  // namespace

TEST_CASE("the URL of a bucket or container, with or without a prefix") {
  const auto url = parse_object_url("s3://pcrs-lot/tier/two/");
  CHECK(url.scheme == "s3");
  CHECK(url.bucket == "pcrs-lot");
  CHECK(url.prefix == "tier/two");
  CHECK(url.text() == "s3://pcrs-lot/tier/two");
  CHECK(url.text("a/b.tif") == "s3://pcrs-lot/tier/two/a/b.tif");
  CHECK(url.name_of("a/b.tif") == "tier/two/a/b.tif");
  const auto bare = parse_object_url("swift://Département 46");
  CHECK(bare.bucket == "Département 46");
  CHECK(bare.prefix.empty());
  CHECK(bare.name_of("a") == "a");
  CHECK(bare.name_of("").empty());
}

TEST_CASE("what is no place says why and what is expected") {
  CHECK_THAT(fault_of("s3://ab/x"), Contains("bucket") && Contains("3 to 63"));
  CHECK_THAT(fault_of("s3://Capital/x"), Contains("bucket"));
  CHECK_THAT(fault_of("s3:///x"), Contains("bucket"));
  CHECK_THAT(fault_of("swift:///x"), Contains("no container"));
  CHECK_THAT(fault_of("gs://bucket/x"), Contains("not known") && Contains("swift://CONTAINER/PREFIX"));
  CHECK_THAT(fault_of("s3://bucket/a//b"), Contains("empty part"));
  CHECK_THAT(fault_of("s3://bucket/a/../b"), Contains(".."));
  CHECK_THAT(fault_of("/mnt/nas"), Contains("no URL"));
}

TEST_CASE("credentials in a URL are refused and not repeated") {
  const std::string fault = fault_of("s3://key:secret@bucket/x");
  CHECK_THAT(fault, Contains("environment"));
  CHECK(fault.find("secret") == std::string::npos);
}

TEST_CASE("a path is no URL") {
  CHECK(pcrs::looks_like_url("s3://x"));
  CHECK(pcrs::looks_like_url("https://x"));
  CHECK_FALSE(pcrs::looks_like_url("/mnt/a://b"));
  CHECK_FALSE(pcrs::looks_like_url("://b"));
  CHECK_FALSE(pcrs::looks_like_url("nas/intermediate"));
}
