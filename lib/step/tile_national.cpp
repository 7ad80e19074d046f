// SPDX-License-Identifier: Apache-2.0
#include "step/tile_national.hpp"

#include <algorithm>

namespace pcrs::step::tile {

namespace {

// Field → values found, each once.
Json values_of(const Inputs& inputs, const std::vector<std::size_t>& of) {
  Json values = Json::object();
  for (const std::size_t i : of)
    for (const auto& [field, value] : inputs[i].national.items()) values[field] = Json::array();
  for (auto& [field, found] : values.items())
    for (const std::size_t i : of) {
      const auto own = inputs[i].national.find(field);
      const Json value = own == inputs[i].national.end() ? Json() : *own;
      if (std::find(found.begin(), found.end(), value) == found.end()) found.push_back(value);
    }
  return values;
}

}  // namespace

Json national_of(const Inputs& inputs, const std::vector<std::size_t>& of) {
  Json agreed = Json::object();
  const Json values = values_of(inputs, of);
  for (const auto& [field, found] : values.items())
    if (found.size() == 1) agreed[field] = found.front();
  return agreed;
}

Json national_differences(const Inputs& inputs, const std::vector<std::size_t>& of) {
  Json differing = Json::object();
  const Json values = values_of(inputs, of);
  for (const auto& [field, found] : values.items())
    if (found.size() > 1) differing[field] = found;
  return differing;
}

}  // namespace pcrs::step::tile
