// SPDX-License-Identifier: Apache-2.0
#include "remote/settings.hpp"

#include <catch2/catch.hpp>
#include <map>

#include "base/error.hpp"
#include "remote/s3_settings.hpp"
#include "remote/swift_auth.hpp"

using Catch::Matchers::Contains;
using namespace pcrs::remote;

namespace {

Environment with(const std::map<std::string, std::string>& values) {
  return [values](const std::string& name) {
    const auto found = values.find(name);
    return found == values.end() ? std::string() : found->second;
  };
}

S3Settings s3(std::map<std::string, std::string> values) {
  values.insert({{"AWS_ACCESS_KEY_ID", "id"}, {"AWS_SECRET_ACCESS_KEY", "key"}});
  return s3_settings(with(values), "s3://b");
}

}  // namespace

TEST_CASE("Amazon by default, the bucket in the host's name") {
  const S3Settings settings = s3({{"AWS_DEFAULT_REGION", "eu-west-3"}});
  CHECK(settings.scheme == "https");
  CHECK(settings.host("b") == "b.s3.eu-west-3.amazonaws.com");
  CHECK(settings.path("b", "a/é.tif") == "/a/%C3%A9.tif");
}

TEST_CASE("another endpoint, the bucket in the path") {
  const S3Settings settings = s3({{"AWS_ENDPOINT_URL", "https://s3.gra.io.cloud.ovh.net:443/"},
                                  {"AWS_REGION", "gra"},
                                  {"AWS_DEFAULT_REGION", "other"}});
  CHECK(settings.host("b") == "s3.gra.io.cloud.ovh.net");
  CHECK(settings.path("b", "") == "/b/");
  CHECK(settings.region == "gra");
  CHECK(s3({{"AWS_ENDPOINT_URL_S3", "http://127.0.0.1:8080"}, {"AWS_ENDPOINT_URL", "http://x"}}).host("b") ==
        "127.0.0.1:8080");
}

TEST_CASE("GDAL's variables mean the same here") {
  const S3Settings settings =
      s3({{"AWS_S3_ENDPOINT", "127.0.0.1:8080"}, {"AWS_HTTPS", "NO"}, {"AWS_VIRTUAL_HOSTING", "TRUE"}});
  CHECK(settings.scheme == "http");
  CHECK(settings.host("b") == "b.127.0.0.1:8080");
  CHECK_THROWS_WITH(s3({{"AWS_ENDPOINT_URL", "ftp://x"}}), Contains("https://HOST"));
  CHECK_THROWS_WITH(s3({{"AWS_ENDPOINT_URL", "https://id:secret@host"}}),
                    Contains("https://HOST") && !Contains("secret"));
}

TEST_CASE("missing credentials name the variables") {
  CHECK_THROWS_WITH(s3_settings(with({{"AWS_ACCESS_KEY_ID", "id"}}), "s3://b"),
                    Contains("AWS_SECRET_ACCESS_KEY"));
}

TEST_CASE("Keystone is asked with a password, for a project") {
  const pcrs::Json question = keystone_question(with({{"OS_USERNAME", "u"},
                                                      {"OS_PASSWORD", "p"},
                                                      {"OS_PROJECT_NAME", "lot"},
                                                      {"OS_USER_DOMAIN_NAME", "d"}}),
                                                "swift://c");
  CHECK(pcrs::json_line(question) ==
        R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"u","domain":{"name":"d"},)"
        R"("password":"p"}}},"scope":{"project":{"name":"lot","domain":{"name":"Default"}}}}})");
  CHECK_THROWS_WITH(keystone_question(with({{"OS_USERNAME", "u"}}), "swift://c"), Contains("OS_PASSWORD"));
}

TEST_CASE("Keystone is asked with an application credential, which knows its project") {
  const pcrs::Json question = keystone_question(
      with({{"OS_APPLICATION_CREDENTIAL_ID", "i"}, {"OS_APPLICATION_CREDENTIAL_SECRET", "s"}}), "swift://c");
  CHECK(
      pcrs::json_line(question) ==
      R"({"auth":{"identity":{"methods":["application_credential"],"application_credential":{"id":"i","secret":"s"}}}})");
}

TEST_CASE("the object store's address comes from Keystone's catalog") {
  const pcrs::Json answer = pcrs::parse_json(
      R"({"token":{"catalog":[{"type":"compute","endpoints":[]},{"type":"object-store","endpoints":[
        {"interface":"internal","region":"GRA","url":"https://in"},
        {"interface":"public","region":"SBG","url":"https://sbg"},
        {"interface":"public","region":"GRA","url":"https://gra"}]}]}})",
      "");
  CHECK(storage_url_of(answer, "GRA", "public", "p") == "https://gra");
  CHECK(storage_url_of(answer, "", "public", "p") == "https://sbg");
  CHECK_THROWS_WITH(storage_url_of(answer, "XX", "public", "p"), Contains("OS_REGION_NAME"));
  CHECK_THROWS_WITH(storage_url_of(pcrs::parse_json(R"({"token":{}})", ""), "", "public", "p"),
                    Contains("OS_PROJECT_NAME"));
}

TEST_CASE("our own variables are checked") {
  CHECK(retry_policy(with({})).tries == 7);
  CHECK(retry_policy(with({{"PCRS_REMOTE_TRIES", "2"}})).tries == 2);
  CHECK_THROWS_WITH(retry_policy(with({{"PCRS_REMOTE_TRIES", "0"}})), Contains("1 to 20"));
  CHECK(line_of(with({})).stalled_s == 60);
  CHECK(line_of(with({{"PCRS_REMOTE_TIMEOUT", "5"}, {"SSL_CERT_FILE", "/a"}})).stalled_s == 5);
  CHECK(line_of(with({{"AWS_CA_BUNDLE", "/a"}, {"SSL_CERT_FILE", "/b"}})).ca_file == "/a");
  CHECK_THROWS_WITH(line_of(with({{"PCRS_REMOTE_TIMEOUT", "never"}})), Contains("2 to 3600"));
  CHECK(part_bytes(with({})) == 8 << 20);
  CHECK_THROWS_WITH(part_bytes(with({{"PCRS_REMOTE_PART", "1MB"}})), Contains("5MiB"));
  CHECK(whole_bytes(with({})) == 256 << 20);
  CHECK(whole_bytes(with({{"PCRS_REMOTE_WHOLE", "0MB"}})) == 0);
  CHECK_THROWS_WITH(whole_bytes(with({{"PCRS_REMOTE_WHOLE", "6GB"}})), Contains("5GiB"));
}
