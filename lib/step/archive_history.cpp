// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "catalog/delivery.hpp"
#include "step/archive_status.hpp"

namespace pcrs::step::archive {

namespace {

using catalog::Product;
using catalog::Record;
using catalog::Source;

// Lines for people, indented as the walk goes down; the JSON beside says the same.
class Lines {
 public:
  void add(int depth, const std::string& text) {
    m_text += (m_text.empty() ? "" : "\n") + std::string(static_cast<std::size_t>(2 * depth), ' ') + text;
  }
  const std::string& text() const { return m_text; }

 private:
  std::string m_text;
};

void tell_copies(Context& context, const Product& product, bool current, bool withdrawn, bool verify,
                 Lines& lines, Json& json, Outcome& outcome) {
  const std::vector<CopyState> states = copy_states(context, product, current, withdrawn, verify, outcome);
  lines.add(1, product.kind + " " + product.name + ", " + bytes_text(product.size_bytes) + ", made by " +
                   product.tool + " on " + product.made_at);
  lines.add(2, "sha256 " + product.sha256);
  for (const CopyState& state : states)
    lines.add(2, state.tier + " " + (state.about.empty() ? state.state : state.about) +
                     (state.path.empty() ? "" : " " + state.path));
  for (const std::string& digest : product.derived_from) lines.add(2, "derived from " + digest);
  json = to_json(product, states);
  json["derived_from"] = product.derived_from;
  json["tool"] = product.tool;
  json["made_at"] = product.made_at;
  json["parameters"] = product.parameters;
  json["facts"] = product.facts;
}

// Every digest that a product says it comes from must be one that the record knows.
void check_links(const Record& record, Outcome& outcome) {
  std::vector<std::string> known;
  for (const Source& source : record.sources) known.push_back(source.sha256);
  for (const Product& product : record.products) known.push_back(product.sha256);
  for (const Product& product : record.products)
    for (const std::string& digest : product.derived_from)
      if (std::find(known.begin(), known.end(), digest) == known.end())
        outcome.fault(product.name, "provenance.broken",
                      "comes from " + digest + ", which is neither a source nor a product of " +
                          record.dalle + " revision " + std::to_string(record.revision));
}

void tell_delivered(const catalog::Delivery& delivery, const catalog::DeliveredFile& file, Lines& lines,
                    Json& json) {
  json["verdict"] = verdict_text(delivery.verdict_of(file));
  lines.add(2, "delivered as " + json["location"].get<std::string>() + ", received on " +
                   delivery.received_at + ", " + json["verdict"].get<std::string>());
  json["decisions"] = Json::array();
  const std::string absolute = (delivery.roots.at(file.root) / file.path).string();
  for (const catalog::Decision& decision : delivery.decisions) {
    if (decision.path != file.path && decision.path != absolute) continue;
    const std::string verdict = verdict_text(decision.verdict);
    lines.add(2, verdict + " by " + decision.who + " on " + decision.when + ": " + decision.why);
    json["decisions"].push_back(
        {{"verdict", verdict}, {"who", decision.who}, {"when", decision.when}, {"why", decision.why}});
  }
}

// From a source of the record to the file as its delivery lists it.
Json tell_source(Context& context, const Source& source, Lines& lines, Outcome& outcome) {
  Json json{{"delivery", source.delivery},
            {"path", source.path},
            {"size_bytes", source.size_bytes},
            {"sha256", source.sha256}};
  lines.add(1, "source " + source.path + " of delivery " + source.delivery);
  lines.add(2, "sha256 " + source.sha256);
  const auto delivery = catalog::load_delivery(
      context.catalog().root(), source.delivery, [&](const catalog::DeliveredFile& file) {
        return file.path == source.path && file.sha256 == source.sha256;
      });
  if (delivery && !delivery->files.empty()) {
    const catalog::DeliveredFile& file = delivery->files.front();
    json["location"] = (delivery->roots.at(file.root) / file.path).string();
    json["received_at"] = delivery->received_at;
    tell_delivered(*delivery, file, lines, json);
    return json;
  }
  outcome.fault(source.path, "provenance.broken",
                delivery
                    ? "the delivery " + source.delivery + " lists no such file with SHA-256 " + source.sha256
                    : "the catalog has no delivery " + source.delivery);
  return json;
}

Json tell_revision(Context& context, const Record& record, bool verify, Lines& lines, Outcome& outcome) {
  lines.add(0, record.dalle + ", millésime " + std::to_string(record.millesime) + ", revision " +
                   std::to_string(record.revision) + ", " + record.state);
  Json products = Json::array(), sources = Json::array();
  // From the hot end of the chain back: the product made last comes first.
  for (auto product = record.products.rbegin(); product != record.products.rend(); ++product)
    tell_copies(context, *product, record.state == "current", record.state == "withdrawn", verify, lines,
                products.emplace_back(), outcome);
  check_links(record, outcome);
  for (const Source& source : record.sources) sources.push_back(tell_source(context, source, lines, outcome));
  return {
      {"revision", record.revision}, {"state", record.state}, {"products", products}, {"sources", sources}};
}

}  // namespace

void tell_history(Context& context, const Record& newest, bool verify, Outcome& outcome) {
  Lines lines;
  Json revisions = Json::array();
  std::vector<Record> all = context.catalog().revisions(newest.key, newest.millesime);
  std::reverse(all.begin(), all.end());
  for (const Record& record : all)
    revisions.push_back(tell_revision(context, record, verify, lines, outcome));
  outcome.done = outcome.rejected ? 0 : 1;
  outcome.result(lines.text(),
                 {{"dalle", newest.dalle}, {"millesime", newest.millesime}, {"revisions", revisions}});
}

}  // namespace pcrs::step::archive
