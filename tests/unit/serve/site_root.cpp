// SPDX-License-Identifier: Apache-2.0
#include "serve/site_root.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "base/error.hpp"

using namespace pcrs::serve;
namespace fs = std::filesystem;

namespace {

// A site, and a secret beside it.
struct Folder {
  fs::path top;
  Folder() {
    std::string name = (fs::temp_directory_path() / "pcrs-serve-XXXXXX").string();
    top = ::mkdtemp(name.data());
    for (const char* path : {"site/dalles/2025", "site/.meta.next"}) fs::create_directories(top / path);
    for (const char* path : {"secret", "site/index.html", "site/dalles/2025/a.tif", "site/.hidden",
                             "site/.meta.next/x", "site/dalles/.a.tif.host.1.2.3.pcrs-tmp"})
      std::ofstream(top / path) << path;
    fs::create_symlink(top / "secret", top / "site/link");
    fs::create_symlink("index.html", top / "site/inner");
    fs::create_symlink("..", top / "site/up");
    ::mkfifo((top / "site/pipe").c_str(), 0644);
  }
  ~Folder() { fs::remove_all(top); }
};

}  // namespace

TEST_CASE("files and folders of the site are found") {
  const Folder folder;
  const SiteRoot site(folder.top / "site");
  CHECK(site.open("/")->is_folder);
  CHECK(site.open("/dalles")->is_folder);
  CHECK(site.open("/dalles/2025/")->is_folder);
  const auto file = site.open("/dalles/2025/a.tif");
  REQUIRE(file);
  CHECK(file->size_bytes == 22);
  CHECK(!file->is_folder);
}

TEST_CASE("nothing else is ever opened") {
  const Folder folder;
  const SiteRoot site(folder.top / "site");
  for (const char* path :
       {"/nothing", "/link", "/inner", "/up/secret", "/up/", "/../secret", "/dalles/../../secret", "/pipe",
        "/.hidden", "/.meta.next/x", "/.meta.next/", "/dalles/.a.tif.host.1.2.3.pcrs-tmp", "/index.html/",
        "/index.html/x", "//secret"}) {
    INFO(path);
    CHECK(!site.open(path));
  }
  CHECK_THROWS_AS(SiteRoot(folder.top / "elsewhere").open("/"), pcrs::Error);
}

TEST_CASE("without openat2 the same holds") {
  const Folder folder;
  const Descriptor site(::open((folder.top / "site").c_str(), O_PATH | O_DIRECTORY));
  for (const char* path : {"index.html", "dalles/2025/a.tif", "dalles/2025", "dalles/2025/", "."}) {
    INFO(path);
    CHECK(open_step_by_step(site.number(), path));
  }
  for (const char* path :
       {"link", "inner", "up/secret", "up/", "../secret", "dalles/../../secret", "index.html/x", "nothing"}) {
    INFO(path);
    CHECK(!open_step_by_step(site.number(), path));
  }
}
