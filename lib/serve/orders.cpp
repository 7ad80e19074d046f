// SPDX-License-Identifier: Apache-2.0
#include "serve/orders.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "base/text.hpp"
#include "serve/secret.hpp"
#include "store/digest.hpp"
#include "store/file.hpp"
#include "store/shared.hpp"

namespace fs = std::filesystem;

namespace pcrs::serve {

namespace {

constexpr const char* format_name = "pcrs-dalles request";
constexpr int version = 1;
constexpr double lock_wait_s = 10;
constexpr std::size_t secret_bytes = 20, id_digits = 12, folder_from = 24;
constexpr std::array<std::string_view, 5> states{"waiting", "fetching", "ready", "refused", "expired"};

OrderState state_of(const std::string& text) {
  const auto found = std::find(states.begin(), states.end(), text);
  if (found == states.end()) throw_failed("state", "is \"" + text + "\"");
  return static_cast<OrderState>(found - states.begin());
}

Json json_of(const OrderedFile& file) {
  return {{"dalle", file.dalle},
          {"revision", file.revision},
          {"name", file.name},
          {"size_bytes", file.size_bytes},
          {"sha256", file.sha256}};
}

OrderedFile file_of_json(const Json& json) {
  return {json.at("dalle").get<std::string>(), json.at("revision").get<int>(),
          json.at("name").get<std::string>(), json.at("size_bytes").get<std::uint64_t>(),
          json.at("sha256").get<std::string>()};
}

UnixTime time_of(const Json& json, const char* key) {
  return parse_utc(json.at(key).get<std::string>()).value_or(0);
}

Order order_of(const Json& json) {
  if (json.at("format") != format_name || json.at("version") != version)
    throw_failed("format", "is none of version 1");
  Order order;
  order.id = json.at("id").get<std::string>();
  order.secret_sha256 = json.at("secret_sha256").get<std::string>();
  order.requester = json.at("requester").get<std::string>();
  order.reason = json.at("reason").get<std::string>();
  order.product = json.at("product").get<std::string>();
  order.millesime = json.at("millesime").get<int>();
  for (const Json& file : json.at("files")) order.files.push_back(file_of_json(file));
  if (!json.at("price_eur").is_null()) order.price_eur = json.at("price_eur").get<double>();
  order.state = state_of(json.at("state").get<std::string>());
  order.created = time_of(json, "created");
  order.changed = time_of(json, "changed");
  // A date that cannot be read must not keep files open for ever.
  if (!json.at("expires").is_null()) order.expires = time_of(json, "expires");
  order.answer = json.at("answer").get<std::string>();
  return order;
}

bool is_id(std::string_view id) {
  return id.size() == 2 + id_digits && id.starts_with("d-") &&
         id.substr(2).find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string id_of(const std::string& secret_sha256) {
  return "d-" + secret_sha256.substr(0, id_digits);
}

}  // namespace

std::string_view order_state_text(OrderState state) {
  return states[static_cast<std::size_t>(state)];
}

OrderState Order::state_at(UnixTime time) const {
  const bool over = (state == OrderState::ready && expires.value_or(0) <= time) ||
                    (state == OrderState::waiting && created + waits_s <= time);
  return over ? OrderState::expired : state;
}

bool Order::is_open(UnixTime time) const {
  const OrderState now_is = state_at(time);
  return now_is != OrderState::refused && now_is != OrderState::expired;
}

std::uint64_t Order::size_bytes() const {
  std::uint64_t bytes = 0;
  for (const OrderedFile& file : files) bytes += file.size_bytes;
  return bytes;
}

std::string Order::folder() const {
  return std::string(orders_folder) + "/" + secret_sha256.substr(folder_from);
}

Json to_json(const Order& order) {
  Json files = Json::array();
  for (const OrderedFile& file : order.files) files.push_back(json_of(file));
  return {{"id", order.id},
          {"requester", order.requester},
          {"reason", order.reason},
          {"product", order.product},
          {"millesime", order.millesime},
          {"files", std::move(files)},
          {"price_eur", order.price_eur ? Json(*order.price_eur) : Json()},
          {"state", order_state_text(order.state)},
          {"created", utc_text(order.created)},
          {"changed", utc_text(order.changed)},
          {"expires", order.expires ? Json(utc_text(*order.expires)) : Json()},
          {"answer", order.answer}};
}

std::string refusal_of(const Order& order, const std::vector<Order>& orders, const chantier::Requests& bounds,
                       UnixTime time) {
  std::size_t open = 0;
  int own = 0;
  std::uint64_t bytes = order.size_bytes();
  for (const Order& other : orders) {
    if (!other.is_open(time)) continue;
    ++open;
    own += lower_ascii(other.requester) == lower_ascii(order.requester) ? 1 : 0;
    bytes += other.size_bytes();
  }
  if (own >= bounds.open_max)
    return "at most " + std::to_string(bounds.open_max) + " open requests each; wait until one has ended";
  if (bytes > bounds.total_max_bytes)
    return "all open requests together would weigh " + bytes_text(bytes) + " of " +
           bytes_text(bounds.total_max_bytes) + "; ask for less, or later";
  return open >= most_open_orders ? "too many requests are open; ask later" : "";
}

fs::path OrderStore::file_of(std::string_view id) const {
  return m_folder / (std::string(id) + ".json");
}

std::optional<Order> OrderStore::read(const fs::path& file) const {
  std::error_code none;
  if (!fs::exists(file, none)) return std::nullopt;
  try {
    return order_of(parse_json(store::read_file(file), file.string()));
  } catch (const nlohmann::json::exception& error) {
    throw_failed(file.string(), std::string("is no request: ") + error.what());
  } catch (const Error& error) {
    if (error.where() == file.string()) throw;
    throw_failed(file.string(), "is no request that this version reads: its " + std::string(error.what()));
  }
}

void OrderStore::write(const Order& order) const {
  Json json{{"format", format_name}, {"version", version}};
  json.update(to_json(order));
  json["secret_sha256"] = order.secret_sha256;
  store::write_file(file_of(order.id), json_text(json));
}

std::vector<Order> OrderStore::load() const {
  std::vector<Order> orders;
  std::error_code none;
  for (fs::directory_iterator it(m_folder, none), end; !none && it != end; it.increment(none))
    if (it->path().extension() == ".json" && is_id(it->path().stem().string()))
      if (auto order = read(it->path())) orders.push_back(std::move(*order));
  std::sort(orders.begin(), orders.end(), [](const Order& a, const Order& b) {
    return a.created != b.created ? a.created < b.created : a.id < b.id;
  });
  return orders;
}

std::optional<Order> OrderStore::find(std::string_view id) const {
  return is_id(id) ? read(file_of(id)) : std::nullopt;
}

std::optional<Order> OrderStore::find_by_secret(std::string_view secret) const {
  if (secret.size() != 2 * secret_bytes) return std::nullopt;
  const std::string digest = store::sha256_text(secret);
  auto order = find(id_of(digest));
  return order && equal_in_constant_time(order->secret_sha256, digest) ? std::move(order) : std::nullopt;
}

store::Lock OrderStore::lock() const {
  return store::Lock::wait_range(m_folder / "lock", 0, lock_wait_s);
}

OrderStore::Added OrderStore::add(Order& order,
                                  const std::function<std::string(const std::vector<Order>&)>& refuse) const {
  // Who asked is personal: the folder is for the accounts that publish and serve.
  if (!fs::exists(m_folder) && !store::make_folder(m_folder, 0750) && errno != EEXIST)
    throw_errno(m_folder.string(), "cannot be made");
  const auto held = lock();
  if (std::string refusal = refuse(load()); !refusal.empty()) return {"", std::move(refusal)};
  std::string secret = random_hex(secret_bytes);
  order.secret_sha256 = store::sha256_text(secret);
  order.id = id_of(order.secret_sha256);
  if (find(order.id)) throw_retry(order.id, "is taken already");  // once in 2^48
  order.created = order.changed = now();
  write(order);
  return {std::move(secret), ""};
}

Order OrderStore::update(const std::string& id, const std::function<void(Order&)>& change) const {
  std::error_code none;
  if (!fs::exists(m_folder, none)) throw_usage(id, "there is no such request: none was made yet");
  const auto held = lock();
  auto order = find(id);
  if (!order) throw_usage(id, "there is no such request; pcrs-publish request list shows them");
  change(*order);
  order->changed = now();
  write(*order);
  return std::move(*order);
}

void OrderStore::remove(const Order& order) const {
  const auto held = lock();
  fs::remove(file_of(order.id));
}

std::optional<store::Lock> OrderStore::try_order(const Order& order) const {
  constexpr std::uint64_t first = 1024;  // below are the bytes of whole runs and their notes
  const std::string digits = order.id.substr(2);
  std::uint64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
  return store::Lock::try_range(m_folder / "lock", first + number);
}

}  // namespace pcrs::serve
