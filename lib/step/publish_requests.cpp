// SPDX-License-Identifier: Apache-2.0
#include "step/publish_requests.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "serve/granted.hpp"
#include "step/publish_granting.hpp"

namespace pcrs::step {

namespace {

using serve::Order;
using serve::OrderState;
using serve::OrderStore;

constexpr UnixTime day_s = 86'400;

std::string euros(const Order& order) {
  return order.price_eur ? fixed_text(*order.price_eur, 2) : "-";
}

Json json_of(const Order& order, std::string_view state) {
  Json json = serve::to_json(order);
  json["state"] = state;
  json["size_bytes"] = order.size_bytes();
  return json;
}

std::string line_of(const Order& order, std::string_view state) {
  const std::vector<std::string> fields{order.id,
                                        std::string(state),
                                        utc_text(order.expires.value_or(order.created)),
                                        order.product,
                                        std::to_string(order.millesime),
                                        std::to_string(order.files.size()),
                                        std::to_string(order.size_bytes()),
                                        euros(order),
                                        one_line(order.requester),
                                        one_line(order.reason)};
  std::string line;
  for (const std::string& field : fields) line += (line.empty() ? "" : "\t") + field;
  return line;
}

class Decision {
 public:
  Decision(PublishRun& run, const RequestOptions& options)
      : m_run(run), m_options(options), m_store(run.catalog.root()) {}

  /// Every id is known, and may be decided, before any is.
  std::vector<Order> orders() const {
    if (m_options.ids.empty())
      throw_usage("command line", "no request is named; pcrs-publish request list shows them");
    std::vector<Order> found;
    for (const std::string& id : m_options.ids) {
      const auto order = m_store.find(id);
      if (!order) throw_usage(id, "there is no such request; pcrs-publish request list shows them");
      const OrderState state = order->state_at(now());
      if (state == OrderState::expired || state == OrderState::refused)
        throw_usage(id, "is " + std::string(serve::order_state_text(state)) + "; whoever asked asks anew");
      found.push_back(*order);
    }
    return found;
  }

  void refuse(const Order& order, Summary& summary) {
    if (!m_run.dry()) {
      m_store.update(order.id, [&](Order& changed) {
        changed.state = OrderState::refused;
        changed.expires.reset();
        changed.answer = m_options.why;
      });
      write_journal("request refused", order);
    }
    tell(order, "refused", summary);
  }

  void grant(const Order& order, Summary& summary) {
    if (order.state == OrderState::ready && is_complete(order)) return void(++summary.skipped);
    const auto lock = m_run.dry() ? store::Lock::none() : m_store.try_order(order);
    if (!lock) {
      ++summary.busy;
      return m_run.reporter.finding(
          {order.id, "request.busy", "another process fetches its files", Severity::warning, ""});
    }
    if (const auto now_is = m_store.find(order.id); !now_is || !now_is->is_open(now())) {
      ++summary.skipped;  // refused meanwhile
      return;
    }
    if (closed(order)) {
      ++summary.rejected;
      return m_run.reporter.finding(
          {order.id, "request.closed",
           "the product " + order.product + " is closed in the chantier file; it is given to nobody",
           Severity::error, ""});
    }
    begin(order);
    if (!fetch_files(m_run, order, summary)) return;
    if (m_run.dry() || end(order)) return tell(order, "ready", summary);
    ++summary.skipped;
  }

 private:
  // A dalle that was withdrawn, and is shown again, is fetched again.
  bool is_complete(const Order& order) const {
    const std::filesystem::path folder = m_run.file(order.folder());
    std::error_code none;
    return std::all_of(order.files.begin(), order.files.end(), [&](const serve::OrderedFile& file) {
      return std::filesystem::exists(folder / file.name, none);
    });
  }

  bool closed(const Order& order) const {
    const auto found = m_run.chantier.products.find(order.product);
    return found == m_run.chantier.products.end() || found->second.access == "closed";
  }

  void begin(const Order& order) {
    if (m_run.dry() || order.state == OrderState::fetching) return;
    m_store.update(order.id, [&](Order& changed) {
      if (changed.state == OrderState::waiting) changed.state = OrderState::fetching;
      changed.answer = m_options.why;
    });
    write_journal("request granted", order);
  }

  // False when it was refused meanwhile.
  bool end(const Order& order) {
    const int days = m_options.days.value_or(m_run.chantier.requests.value_or(chantier::Requests()).days);
    const Order ended = m_store.update(order.id, [&](Order& changed) {
      if (changed.state != OrderState::fetching) return;
      changed.state = OrderState::ready;
      changed.expires = now() + days * day_s;
    });
    return ended.state == OrderState::ready;
  }

  void write_journal(const char* action, const Order& order) {
    m_run.journal.write(action, order.id,
                        {{"requester", order.requester},
                         {"reason", order.reason},
                         {"why", m_options.why},
                         {"product", order.product},
                         {"millesime", order.millesime},
                         {"files", order.files.size()},
                         {"size_bytes", order.size_bytes()},
                         {"price_eur", order.price_eur ? Json(*order.price_eur) : Json()}});
  }

  void tell(const Order& order, const char* state, Summary& summary) {
    m_run.reporter.result(order.id, {{"id", order.id}, {"state", state}, {"requester", order.requester}});
    ++summary.done;
  }

  PublishRun& m_run;
  const RequestOptions& m_options;
  const OrderStore m_store;
};

Summary list(const PublishRun& run) {
  Summary summary;
  for (const Order& order : OrderStore(run.catalog.root()).load()) {
    const std::string_view state = serve::state_text(run.catalog, order, now());
    run.reporter.result(line_of(order, state), json_of(order, state));
    ++summary.done;
  }
  return summary;
}

}  // namespace

Summary requests(const chantier::Chantier& chantier, const RequestOptions& options, Reporter& reporter) {
  const PublishOptions publish{.dry_run = options.dry_run};
  PublishRun run(chantier, publish, reporter);
  catalog::require_catalog(run.catalog.root());
  if (options.action == "list") return list(run);
  const bool refusing = options.action == "refuse";
  if (refusing && trim(options.why).empty())
    throw_usage("--why", "is missing; whoever asked is told why it is refused");
  run.hot->check_online();
  Decision decision(run, options);
  Summary summary;
  for (const Order& order : decision.orders()) {
    if (refusing)
      decision.refuse(order, summary);
    else
      decision.grant(order, summary);
  }
  if (!run.dry()) sweep_orders(run);
  return summary;
}

}  // namespace pcrs::step
