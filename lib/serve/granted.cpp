// SPDX-License-Identifier: Apache-2.0
#include "serve/granted.hpp"

#include <algorithm>

namespace pcrs::serve {

catalog::Catalog records_of(const chantier::Chantier& chantier) {
  const grid::GridSpec grid{chantier.crs, chantier.dalle_side_m, chantier.gsd_m};
  return {chantier.catalog, chantier.id, grid, store::WriteMode::dry_run};
}

bool is_withdrawn(const catalog::Catalog& records, const Order& order, const OrderedFile& file) {
  const auto key = grid::parse_key(file.dalle, records.grid());
  if (!key) return true;
  const auto newest = records.latest(*key, order.millesime);
  return !newest || newest->state == "withdrawn";
}

std::string_view state_text(const catalog::Catalog& records, const Order& order, UnixTime time) {
  const OrderState state = order.state_at(time);
  const bool gone = state == OrderState::ready &&
                    std::all_of(order.files.begin(), order.files.end(),
                                [&](const OrderedFile& file) { return is_withdrawn(records, order, file); });
  return gone ? "withdrawn" : order_state_text(state);
}

}  // namespace pcrs::serve
