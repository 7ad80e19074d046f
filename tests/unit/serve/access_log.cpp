// SPDX-License-Identifier: Apache-2.0
#include "serve/access_log.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>

#include "base/json.hpp"
#include "base/text.hpp"
#include "store/file.hpp"

using namespace pcrs;
using namespace pcrs::serve;
namespace fs = std::filesystem;

TEST_CASE("every access is a line of its day") {
  std::string name = (fs::temp_directory_path() / "pcrs-log-XXXXXX").string();
  const fs::path folder = fs::path(::mkdtemp(name.data())) / "access";
  {
    AccessLog log(folder, {});
    for (int i = 0; i < 1000; ++i)
      log.add({1792630000, "127.0.0.1", "GET", "/a\"\n" + std::to_string(i), 206, 65536, 0.0012, "t1",
               "0579-6375"});
  }
  const auto lines = split(store::read_file(folder / "2026-10-22.jsonl"), '\n');
  REQUIRE(lines.size() == 1001);
  const Json line = parse_json(lines[7], "line");
  CHECK(line["path"] == "/a\"\n7");
  CHECK(line["bytes"] == 65536);
  CHECK(line["ms"] == 1);
  CHECK(line["token"] == "t1");
  fs::remove_all(folder.parent_path());
}

TEST_CASE("days are kept as long as is said, whoever wrote them, and no longer") {
  std::string name = (fs::temp_directory_path() / "pcrs-log-XXXXXX").string();
  const fs::path folder = ::mkdtemp(name.data());
  const UnixTime today = *parse_utc("2026-10-22");
  const auto fill = [&] {
    for (const char* log : {"2026-10-22.jsonl", "2026-10-21.jsonl", "2026-10-20.jsonl", "2025-10-22.jsonl",
                            "nginx-2026-10-20.jsonl", "2020-01-01.txt"})
      store::write_file(folder / log, "{}\n");
    store::write_file(folder / "undated.jsonl", "{}\n");
    fs::last_write_time(folder / "undated.jsonl", fs::file_time_type::clock::now() - std::chrono::hours(1));
  };
  fill();
  CHECK(forget_accesses(folder, 2, today) == 3);
  CHECK(fs::exists(folder / "2026-10-21.jsonl"));
  CHECK(!fs::exists(folder / "2026-10-20.jsonl"));
  CHECK(!fs::exists(folder / "nginx-2026-10-20.jsonl"));
  CHECK(fs::exists(folder / "2020-01-01.txt"));
  CHECK(fs::exists(folder / "undated.jsonl"));
  CHECK(forget_accesses(folder, 1, now() + 3 * 86'400) == 3);
  CHECK(forget_accesses(folder / "none", 1, today) == 0);
  {
    fill();
    AccessLog log(folder, {});
    log.keep(1);
    for (int i = 0; i < 100 && fs::exists(folder / "2025-10-22.jsonl"); ++i) ::usleep(50'000);
  }
  CHECK(!fs::exists(folder / "2025-10-22.jsonl"));
  CHECK(fs::exists(folder / "undated.jsonl"));
  fs::remove_all(folder);
}

TEST_CASE("a log that cannot be written is told once") {
  int told = 0;
  {
    AccessLog log("/proc/nowhere", [&](const std::string&, const std::string&) { ++told; });
    log.add({1792630000, "", "GET", "/", 200, 1, 0, "", ""});
  }
  CHECK(told == 1);
}
