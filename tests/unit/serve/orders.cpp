// SPDX-License-Identifier: Apache-2.0
#include "serve/orders.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "serve/access_log.hpp"
#include "store/file.hpp"

using namespace pcrs;
using namespace pcrs::serve;
namespace fs = std::filesystem;

namespace {

struct Folder {
  Folder() {
    std::string name = (fs::temp_directory_path() / "pcrs-orders-XXXXXX").string();
    top = ::mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(top); }
  fs::path top;
};

Order order_by(const std::string& who, std::uint64_t bytes = 1000) {
  Order order;
  order.requester = who;
  order.created = now();
  order.reason = "étude";
  order.product = "lossless";
  order.millesime = 2025;
  order.files = {{"0570-6380", 1, "a.tif", bytes, std::string(64, 'a')}};
  return order;
}

std::string nothing_against(const std::vector<Order>&) {
  return "";
}

}  // namespace

TEST_CASE("an order is found by its secret alone, of which only the digest is kept") {
  const Folder folder;
  const OrderStore store(folder.top);
  CHECK(store.load().empty());
  Order order = order_by("a@b.fr");
  const auto added = store.add(order, nothing_against);
  REQUIRE(added.secret.size() == 40);
  const auto found = store.find_by_secret(added.secret);
  REQUIRE(found);
  CHECK(found->id == order.id);
  CHECK(found->requester == "a@b.fr");
  CHECK(found->files.front().size_bytes == 1000);
  CHECK(found->state_at(now()) == OrderState::waiting);
  std::string other = added.secret;
  other.back() = other.back() == '0' ? '1' : '0';
  CHECK_FALSE(store.find_by_secret(other));
  CHECK_FALSE(store.find_by_secret(""));
  CHECK_FALSE(store.find("../tokens/tokens"));
  const fs::path file = folder.top / "requests" / (order.id + ".json");
  CHECK(store::read_file(file).find(added.secret) == std::string::npos);
  CHECK(order.folder().find(order.id.substr(2)) == std::string::npos);
  CHECK(without_secret("/demandes/" + added.secret + "/a.tif") == "/demandes/…/a.tif");
  CHECK(without_secret("/api/requests/" + added.secret) == "/api/requests/…");
  CHECK(without_secret("/api/requests") == "/api/requests");
  struct stat status = {};
  REQUIRE(::stat((folder.top / "requests").c_str(), &status) == 0);
  CHECK((status.st_mode & 07U) == 0);
}

TEST_CASE("states: changed under a lock, expired by the clock, a date that cannot be read is over") {
  const Folder folder;
  const OrderStore store(folder.top);
  Order order = order_by("a@b.fr");
  store.add(order, nothing_against);
  const UnixTime time = now();
  CHECK(order.is_open(time + waits_s - 60));
  CHECK(order.state_at(time + waits_s) == OrderState::expired);  // nobody answered
  store.update(order.id, [&](Order& changed) {
    changed.state = OrderState::ready;
    changed.expires = time + 60;
  });
  const auto ready = store.find(order.id);
  CHECK(ready->state_at(time) == OrderState::ready);
  CHECK(ready->is_open(time + 59));
  CHECK(ready->state_at(time + 60) == OrderState::expired);
  CHECK_FALSE(ready->is_open(time + 60));
  const fs::path file = folder.top / "requests" / (order.id + ".json");
  std::string text = store::read_file(file);
  text.replace(text.find("\"expires\": \"") + 12, 4, "soon");
  store::write_file(file, text);
  CHECK(store.find(order.id)->state_at(time) == OrderState::expired);
  store::write_file(file, "{}");
  CHECK_THROWS_AS(store.find(order.id), Error);
  CHECK_THROWS_AS(store.update("d-000000000000", [](Order&) {}), Error);
}

TEST_CASE("two processes never fetch one order; others go on") {
  const Folder folder;
  const OrderStore store(folder.top);
  Order one = order_by("a@b.fr"), two = order_by("a@b.fr");
  store.add(one, nothing_against);
  store.add(two, nothing_against);
  const auto held = store.try_order(one);
  REQUIRE(held);
  CHECK_FALSE(store.try_order(one));
  CHECK(store.try_order(two));
  CHECK_NOTHROW(store.update(one.id, [](Order& changed) { changed.state = OrderState::fetching; }));
}

TEST_CASE("open orders are bounded: of a requester, in bytes, in number") {
  const UnixTime time = now();
  chantier::Requests bounds;
  bounds.open_max = 2;
  bounds.total_max_bytes = 10'000;
  std::vector<Order> orders{order_by("a@b.fr"), order_by("c@b.fr")};
  CHECK(refusal_of(order_by("a@b.fr"), orders, bounds, time).empty());
  orders.push_back(order_by("A@b.fr"));
  CHECK(refusal_of(order_by("a@B.FR"), orders, bounds, time).find("at most 2") == 0);
  orders.back().state = OrderState::refused;
  CHECK(refusal_of(order_by("a@b.fr"), orders, bounds, time).empty());
  CHECK(refusal_of(order_by("d@b.fr", 8000), orders, bounds, time).empty());
  CHECK(refusal_of(order_by("d@b.fr", 8001), orders, bounds, time).find("10.0 kB") != std::string::npos);
  orders.assign(most_open_orders, order_by("x@b.fr", 1));
  CHECK(refusal_of(order_by("d@b.fr", 1), orders, bounds, time).find("too many") == 0);
  const Folder folder;
  Order refused = order_by("a@b.fr");
  CHECK(OrderStore(folder.top).add(refused, [](const auto&) { return "no"; }).refusal == "no");
  CHECK(OrderStore(folder.top).load().empty());
}
