// SPDX-License-Identifier: Apache-2.0
// What people asked for by /api/requests: an order each, since a request is HTTP's. `CATALOG/ID/requests/`
// (FORMAT.md) holds a file an order, replaced whole; of the secret that its addresses hold only the digest.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "chantier/chantier.hpp"
#include "store/lock.hpp"

namespace pcrs::serve {

struct OrderedFile {
  std::string dalle;  ///< its key
  int revision = 1;
  std::string name;
  std::uint64_t size_bytes = 0;
  std::string sha256;
};

enum class OrderState { waiting, fetching, ready, refused, expired };
std::string_view order_state_text(OrderState state);

struct Order {
  std::string id;             ///< for people and the journal: `d-0f3a9c21d4e5`
  std::string secret_sha256;  ///< of what stands in its addresses
  std::string requester;      ///< id of a token, or an e-mail address
  std::string reason;         ///< what for, in their words
  std::string product;        ///< `ortho` or `lossless`
  int millesime = 0;
  std::vector<OrderedFile> files;
  std::optional<double> price_eur;         ///< of reading them where that is billed; nothing: nobody knows
  OrderState state = OrderState::waiting;  ///< on disk never `expired`: time says it
  UnixTime created = 0;
  UnixTime changed = 0;             ///< when the state came
  std::optional<UnixTime> expires;  ///< of a ready one
  std::string answer;               ///< why it was refused, or what is said to a grant

  OrderState state_at(UnixTime time) const;
  bool is_open(UnixTime time) const;
  std::uint64_t size_bytes() const;
  /// Where its files stand in the site, for nobody to guess: `demandes/…`.
  std::string folder() const;
};

Json to_json(const Order& order);  ///< as in the file, without the digest of its secret

inline constexpr const char* orders_folder = "demandes";  ///< in the site, and in addresses
inline constexpr std::size_t most_open_orders = 500;      ///< of all requesters together
/// One that nobody answered for so long is over: whoever asks much does not keep others out for ever.
inline constexpr UnixTime waits_s = UnixTime{30} * 86'400;

/// Why `order` may not be added to `orders`; empty: it may.
std::string refusal_of(const Order& order, const std::vector<Order>& orders, const chantier::Requests& bounds,
                       UnixTime time);

class OrderStore {
 public:
  explicit OrderStore(const std::filesystem::path& catalog_root) : m_folder(catalog_root / "requests") {}
  /// All of them, oldest first; none where there is no folder. Throws Error (failed).
  std::vector<Order> load() const;
  std::optional<Order> find(std::string_view id) const;
  /// By the secret of its addresses.
  std::optional<Order> find_by_secret(std::string_view secret) const;
  /// Adds an order unless `refuse` says why not (empty: nothing against it), having seen all there are.
  /// Returns the secret of its addresses, which nothing else will ever tell; sets id, secret_sha256, created.
  struct Added {
    std::string secret, refusal;
  };
  Added add(Order& order, const std::function<std::string(const std::vector<Order>&)>& refuse) const;
  /// Reads it again, lets `change` alter it and replaces its file. Throws Error (usage) when there is none.
  Order update(const std::string& id, const std::function<void(Order&)>& change) const;
  void remove(const Order& order) const;
  /// The right to fetch its files (minutes): nothing when another process has it.
  std::optional<store::Lock> try_order(const Order& order) const;

 private:
  std::filesystem::path file_of(std::string_view id) const;
  std::optional<Order> read(const std::filesystem::path& file) const;
  void write(const Order& order) const;
  store::Lock lock() const;

  const std::filesystem::path m_folder;
};

}  // namespace pcrs::serve
