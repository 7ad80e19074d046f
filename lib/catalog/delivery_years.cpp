// SPDX-License-Identifier: Apache-2.0
#include "catalog/delivery_years.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/error.hpp"
#include "catalog/delivery.hpp"

namespace pcrs::catalog {

namespace {

// Takes out of `looked_for` the deliveries that a dalle of the millésime names, and returns them. A record
// that cannot be read is told by those who need it.
std::vector<std::string> take_named(const Catalog& catalog, int millesime,
                                    std::set<std::string>& looked_for) {
  std::vector<std::string> named;
  const auto look = [&](const Record& record) {
    for (const Source& source : record.sources)
      if (looked_for.erase(source.delivery) > 0) named.push_back(source.delivery);
  };
  const auto look_at_all = [&](const Record& newest) {
    if (looked_for.empty()) return;
    look(newest);
    for (int revision = 1; revision < newest.revision; ++revision) try {
        if (const auto older = catalog.load(newest.key, millesime, revision)) look(*older);
      } catch (const Error&) {
      }
  };
  if (!looked_for.empty()) catalog.each_latest(millesime, look_at_all, [](const Finding&) {});
  return named;
}

}  // namespace

std::vector<DeliveryYear> delivery_years(const Catalog& catalog, int current) {
  std::vector<DeliveryYear> deliveries;
  std::set<std::string> unsaid;
  for (const std::string& id : delivery_ids(catalog.root())) {
    const auto head = load_delivery_head(catalog.root(), id);
    if (!head) continue;
    deliveries.push_back({id, head->millesime});
    if (!head->millesime) unsaid.insert(id);
  }
  if (unsaid.empty()) return deliveries;
  const std::vector<int> years = catalog.millesimes();
  const bool alone = std::all_of(years.begin(), years.end(), [&](int year) { return year == current; });
  std::map<std::string, int> found;
  for (const int year : alone ? std::vector<int>{} : years)
    for (const std::string& id : take_named(catalog, year, unsaid)) found.emplace(id, year);
  for (DeliveryYear& delivery : deliveries)
    if (const auto year = found.find(delivery.id); year != found.end())
      delivery.millesime = year->second;
    else if (alone && !delivery.millesime)
      delivery.millesime = current;
  return deliveries;
}

std::vector<std::string> ids_of(const std::vector<DeliveryYear>& years, std::optional<int> millesime) {
  std::vector<std::string> ids;
  for (const DeliveryYear& delivery : years)
    if (delivery.millesime == millesime) ids.push_back(delivery.id);
  return ids;
}

bool has_dalles_of(const Catalog& catalog, const std::string& delivery, int millesime) {
  std::set<std::string> looked_for{delivery};
  return !take_named(catalog, millesime, looked_for).empty();
}

}  // namespace pcrs::catalog
