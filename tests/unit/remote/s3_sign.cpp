// SPDX-License-Identifier: Apache-2.0
// The examples that Amazon publishes with "Authenticating Requests: Using the Authorization Header".
#include "remote/s3_sign.hpp"

#include <catch2/catch.hpp>

#include "store/digest.hpp"

using pcrs::remote::query_text;
using pcrs::remote::S3Credentials;
using pcrs::remote::S3Message;

namespace {

const S3Credentials example{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"};
constexpr pcrs::UnixTime moment = 1369353600;  // 2013-05-24T00:00:00Z
const std::string empty_sha256 = pcrs::store::sha256_text("");

S3Message message(const std::string& method, const std::string& path) {
  S3Message message;
  message.method = method;
  message.host = "examplebucket.s3.amazonaws.com";
  message.path = path;
  message.payload_sha256 = empty_sha256;
  return message;
}

std::string authorization(const S3Message& message, const S3Credentials& credentials = example) {
  return pcrs::remote::signed_headers(message, credentials, "us-east-1", moment).back();
}

std::string line(const std::string& names, const std::string& signature) {
  return "Authorization: AWS4-HMAC-SHA256 "
         "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
         "SignedHeaders=" +
         names + ", Signature=" + signature;
}

}  // namespace

TEST_CASE("a GET of a range") {
  S3Message get = message("GET", "/test.txt");
  get.headers["range"] = "bytes=0-9";
  CHECK(authorization(get) == line("host;range;x-amz-content-sha256;x-amz-date",
                                   "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"));
}

TEST_CASE("a PUT with a payload and a name that is encoded") {
  S3Message put = message("PUT", "/test%24file.text");
  put.headers["date"] = "Fri, 24 May 2013 00:00:00 GMT";
  put.headers["x-amz-storage-class"] = "REDUCED_REDUNDANCY";
  put.payload_sha256 = pcrs::store::sha256_text("Welcome to Amazon S3.");
  CHECK(authorization(put) == line("date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
                                   "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"));
}

TEST_CASE("a query without a value, and one with two") {
  S3Message get = message("GET", "/");
  get.query = {{"lifecycle", ""}};
  CHECK(authorization(get) == line("host;x-amz-content-sha256;x-amz-date",
                                   "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"));
  get.query = {{"prefix", "J"}, {"max-keys", "2"}};
  CHECK(authorization(get) == line("host;x-amz-content-sha256;x-amz-date",
                                   "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"));
}

TEST_CASE("a session token is signed and sent") {
  S3Credentials temporary = example;
  temporary.session_token = "TOKEN";
  const auto lines = pcrs::remote::signed_headers(message("GET", "/"), temporary, "us-east-1", moment);
  CHECK(std::find(lines.begin(), lines.end(), "x-amz-security-token: TOKEN") != lines.end());
  CHECK(lines.back().find(";x-amz-security-token,") != std::string::npos);
}

TEST_CASE("queries are encoded, then sorted by name") {
  CHECK(query_text({{"prefix", "a/b c+d~é"}, {"list-type", "2"}}) ==
        "list-type=2&prefix=a%2Fb%20c%2Bd~%C3%A9");
  CHECK(query_text({{"a-b", "1"}, {"a", "2"}}) == "a=2&a-b=1");
}
