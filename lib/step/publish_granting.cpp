// SPDX-License-Identifier: Apache-2.0
#include "step/publish_granting.hpp"

#include <algorithm>
#include <map>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "base/text.hpp"
#include "remote/remote_place.hpp"
#include "step/publish_place.hpp"
#include "store/digest.hpp"
#include "store/fetch.hpp"

namespace fs = std::filesystem;

namespace pcrs::step {

namespace {

using catalog::Product;
using serve::Order;
using serve::OrderedFile;

// Places by name, opened once; folders come first, since an object store bills what is read.
class Sources {
 public:
  explicit Sources(const PublishRun& run) {
    const chantier::Chantier& chantier = run.chantier;
    std::vector<std::pair<std::string, chantier::Storage>> all{{"work", {chantier.work, {}}},
                                                               {"hot", {chantier.hot, {}}}};
    if (chantier.nas) all.emplace_back("nas", *chantier.nas);
    all.emplace_back("intermediate", chantier.intermediate);
    std::stable_partition(all.begin(), all.end(), [](const auto& named) { return !named.second.url; });
    for (auto& [name, storage] : all)
      m_all.push_back({name, storage.url.has_value(),
                       storage.url ? remote::open_remote_place(name, *storage.url, {run.mode, {}})
                                   : store::open_folder_place(name, storage.folder, run.mode)});
  }

  struct Source {
    std::string name;
    bool billed = false;
    std::unique_ptr<store::Place> place;
  };
  std::vector<Source>& all() { return m_all; }

 private:
  std::vector<Source> m_all;
};

class Fetching {
 public:
  Fetching(PublishRun& run, const Order& order, Summary& summary)
      : m_run(run), m_order(order), m_summary(summary), m_sources(run) {}

  bool run() {
    std::vector<std::pair<const OrderedFile*, Product>> missing;
    bool all = true;
    for (const OrderedFile& file : m_order.files) {
      if (stands(file)) continue;
      if (auto product = product_of(file))
        missing.emplace_back(&file, std::move(*product));
      else
        all = false;
    }
    announce(missing);
    if (m_run.dry()) return all;
    std::uint64_t bytes = 0;
    for (const auto& [file, product] : missing) bytes += file->size_bytes;
    if (bytes > 0) store::require_space(m_run.chantier.hot, bytes, "what " + m_order.id + " asks for");
    for (const auto& [file, product] : missing) {
      interrupt::check();
      all = fetch(*file, product) && all;
    }
    return all;
  }

 private:
  fs::path target_of(const OrderedFile& file) const { return m_run.file(m_order.folder() + "/" + file.name); }

  // What a killed run left under its final name was found right then; a disk may have changed it since.
  bool stands(const OrderedFile& file) const {
    const auto status = status_of(target_of(file));
    return status && static_cast<std::uint64_t>(status->st_size) == file.size_bytes &&
           store::sha256_file(target_of(file)) == file.sha256;
  }

  void reject(const OrderedFile& file, const char* rule, const std::string& message) {
    ++m_summary.rejected;
    m_run.reporter.finding({file.name, rule, message, Severity::error, file.dalle});
  }

  std::optional<Product> product_of(const OrderedFile& file) {
    const auto key = grid::parse_key(file.dalle, m_run.grid);
    const auto newest = key ? m_run.catalog.latest(*key, m_order.millesime) : std::nullopt;
    if (newest && newest->state == "withdrawn") {
      reject(file, "request.withdrawn", "this dalle was withdrawn after it was asked for; it is not given");
      return std::nullopt;
    }
    const auto record = newest ? m_run.catalog.load(*key, m_order.millesime, file.revision) : std::nullopt;
    const Product* product =
        record ? record->product(m_order.product == "ortho" ? "cog" : "lossless") : nullptr;
    if (product != nullptr && product->sha256 == file.sha256) return *product;
    reject(file, "copy.none", "the record knows no such file any more; refuse the request, or ask anew");
    return std::nullopt;
  }

  // What is billed is said before the first byte.
  void announce(const std::vector<std::pair<const OrderedFile*, Product>>& missing) {
    std::uint64_t bytes = 0, objects = 0;
    for (const auto& [file, product] : missing)
      if (billed(product)) ++objects, bytes += file->size_bytes;
    if (objects == 0) return;
    const auto& price = m_run.chantier.policy.read_price_per_gb;
    m_run.reporter.note(0, m_order.id + ": reading " + std::to_string(objects) + " objects, " +
                               bytes_text(bytes) +
                               (price ? ", about " + fixed_text(double(bytes) / 1e9 * *price, 2) + " €"
                                      : ", at a price that the chantier file does not say"));
  }

  bool billed(const Product& product) {
    for (const Sources::Source& source : m_sources.all())
      if (const catalog::Copy* copy = product.copy_in(source.name))
        if (source.name != "work" || status_of(m_run.chantier.work / copy->key)) return source.billed;
    return false;
  }

  bool fetch(const OrderedFile& file, const Product& product) {
    bool away = false;
    for (Sources::Source& source : m_sources.all()) {
      const catalog::Copy* copy = product.copy_in(source.name);
      if (copy != nullptr && fetch_from(source, copy->key, file, away)) return true;
    }
    if (!away) {
      reject(file, "copy.none", "no sound copy is left in any place; see pcrs-archive status");
      return false;
    }
    ++m_summary.busy;
    m_run.reporter.finding({file.name, "place.offline",
                            "no sound copy in the places that answer; run this again when all do",
                            Severity::warning, file.dalle});
    return false;
  }

  bool fetch_from(Sources::Source& source, const std::string& key, const OrderedFile& file, bool& away) {
    try {
      source.place->check_online();
      const auto unfit =
          store::fetch(*source.place, {key, file.size_bytes, file.sha256}, target_of(file), m_run.mode);
      if (!unfit) {
        m_summary.bytes_read += file.size_bytes;
        m_summary.bytes_written += file.size_bytes;
        m_run.journal.write(
            "request file", file.dalle,
            {{"request", m_order.id}, {"from", source.name}, {"name", file.name}, {"sha256", file.sha256}});
        return true;
      }
      tell_unfit(source, key, file, *unfit);
    } catch (const Error& error) {
      if (interrupt::signal_number() != 0 || error.kind() != ErrorKind::retry) throw;
      m_run.reporter.note(1, std::string(error.what()) + "; trying the next copy");
      away = true;
    }
    return false;
  }

  // The work folder is emptied at will.
  void tell_unfit(Sources::Source& source, const std::string& key, const OrderedFile& file,
                  const store::Unfit& unfit) {
    const bool gone = unfit.how == store::Unfit::How::missing;
    if (gone && source.name == "work") return;
    m_run.reporter.finding({source.place->location(key), gone ? "copy.missing" : "copy.damaged",
                            unfit.text + "; trying the next copy, see pcrs-archive repair", Severity::warning,
                            file.dalle});
  }

  PublishRun& m_run;
  const Order& m_order;
  Summary& m_summary;
  Sources m_sources;
};

// Nothing of an order that is over stays, and no withdrawn dalle of one that is not.
void sweep_files(PublishRun& run, const Order& order) {
  const fs::path folder = run.file(order.folder());
  std::error_code none;
  if (!fs::exists(folder, none)) return;
  if (!order.is_open(now())) {
    fs::remove_all(folder);
    run.journal.write(
        "request over", order.id,
        {{"requester", order.requester}, {"state", serve::order_state_text(order.state_at(now()))}});
    return;
  }
  for (const OrderedFile& file : order.files) {
    const auto key = grid::parse_key(file.dalle, run.grid);
    const auto newest = key ? run.catalog.latest(*key, order.millesime) : std::nullopt;
    if (newest && newest->state == "withdrawn" && fs::remove(folder / file.name))
      run.journal.write("withdraw", file.dalle, {{"request", order.id}, {"file", file.name}});
  }
}

}  // namespace

bool fetch_files(PublishRun& run, const Order& order, Summary& summary) {
  return Fetching(run, order, summary).run();
}

void sweep_orders(PublishRun& run) {
  const serve::OrderStore store(run.catalog.root());
  const UnixTime keep_s = UnixTime{run.chantier.requests.value_or(chantier::Requests()).keep_days} * 86'400;
  // Folders first: that of an order which is made meanwhile is not seen.
  std::vector<fs::path> folders;
  std::error_code none;
  for (fs::directory_iterator it(run.file(serve::orders_folder), none), end; !none && it != end;
       it.increment(none))
    folders.push_back(it->path());
  const std::vector<Order> orders = store.load();
  for (const Order& order : orders) {
    sweep_files(run, order);
    const UnixTime ended = order.expires.value_or(order.changed);
    if (!order.is_open(now()) && ended + keep_s <= now()) store.remove(order);
  }
  for (const fs::path& folder : folders) {
    const std::string path = std::string(serve::orders_folder) + "/" + folder.filename().string();
    const bool known =
        std::any_of(orders.begin(), orders.end(), [&](const Order& order) { return order.folder() == path; });
    if (!known) fs::remove_all(folder);
  }
}

}  // namespace pcrs::step
