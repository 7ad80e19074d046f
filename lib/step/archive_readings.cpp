// SPDX-License-Identifier: Apache-2.0
// Which copies an inventory reads, and what that costs: said before the first byte.
#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "step/archive_check.hpp"
#include "step/archive_inventory.hpp"
#include "step/archive_readings.hpp"

namespace pcrs::step::archive {

namespace {

constexpr double bytes_a_gb = 1e9;

struct Candidate {
  Check* check;
  std::uint64_t size_bytes;
  std::string read_at;
};

// A copy that is known to be damaged is read again only where all are.
bool may_read(const Check& check, double share) {
  return !check.looked_at.empty() && check.fault.empty() && (share >= 1 || !catalog::damage_of(check.copy));
}

std::vector<Candidate> candidates(const std::string& place, double share, std::vector<Inspected>& all) {
  std::vector<Candidate> found;
  for (Inspected& each : all)
    for (Check& check : each.checks)
      if (check.place == place && may_read(check, share))
        found.push_back(
            {&check, each.product.size_bytes, std::max(catalog::read_at(check.copy), check.read_at)});
  std::stable_sort(found.begin(), found.end(),
                   [](const Candidate& one, const Candidate& other) { return one.read_at < other.read_at; });
  return found;
}

ReadingPlan choose(const std::string& place, bool remote, double share, std::vector<Inspected>& all) {
  std::vector<Candidate> found = candidates(place, share, all);
  ReadingPlan plan{place, remote};
  plan.objects = std::min<std::uint64_t>(
      found.size(), static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(found.size()) - 1e-9)));
  for (std::size_t i = 0; i < plan.objects; ++i) {
    found[i].check->to_read = true;
    plan.bytes += found[i].size_bytes;
  }
  return plan;
}

}  // namespace

// People are told what is billed, and with -v everything; programs always.
Json announce(const ReadingPlan& plan, const std::optional<double>& price_per_gb, Reporter& reporter) {
  Json json{{"plan", "read"}, {"place", plan.place}, {"objects", plan.objects}, {"size_bytes", plan.bytes}};
  std::string cost;
  if (plan.remote && price_per_gb) {
    const double price = static_cast<double>(plan.bytes) / bytes_a_gb * *price_per_gb;
    json["price_eur"] = std::round(price * 100) / 100;
    cost = ", about " + fixed_text(price, 2) + " € at " + number_text(*price_per_gb) + " € a GB";
  } else if (plan.remote) {
    cost = ", at a price that the chantier file does not say (policy.read_price_per_gb)";
  }
  reporter.note(plan.remote ? 0 : 1, plan.place + ": reading " + std::to_string(plan.objects) + " " +
                                         plan.what + ", " + bytes_text(plan.bytes) + cost);
  reporter.result("", json);
  return json;
}

Json announce_reading(Context& context, const std::string& place, std::uint64_t objects, std::uint64_t bytes,
                      Reporter& reporter) {
  return announce({place, context.tier(place)->remote, objects, bytes},
                  context.chantier().policy.read_price_per_gb, reporter);
}

Json choose_readings(Context& context, double share, std::vector<Inspected>& all, Reporter& reporter) {
  Json plans = Json::array();
  for (const std::string& name : context.archive_tiers()) {
    const Tier& tier = *context.tier(name);
    const ReadingPlan plan = choose(name, tier.remote, share, all);
    if (plan.objects > 0)
      plans.push_back(announce(plan, context.chantier().policy.read_price_per_gb, reporter));
  }
  return plans;
}

}  // namespace pcrs::step::archive
