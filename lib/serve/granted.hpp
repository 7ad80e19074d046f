// SPDX-License-Identifier: Apache-2.0
// What a granted request still gives: a dalle that is withdrawn meanwhile is no longer given.
#pragma once
#include <string_view>

#include "catalog/catalog.hpp"
#include "chantier/chantier.hpp"
#include "serve/orders.hpp"

namespace pcrs::serve {

/// The catalog of a chantier, to be read.
catalog::Catalog records_of(const chantier::Chantier& chantier);

bool is_withdrawn(const catalog::Catalog& records, const Order& order, const OrderedFile& file);

/// As order_state_text, or `withdrawn`: it would be ready, but all of its dalles were withdrawn.
std::string_view state_text(const catalog::Catalog& records, const Order& order, UnixTime time);

}  // namespace pcrs::serve
