// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "raster/check.hpp"

namespace pcrs::raster {

namespace {

Severity severity_from(const std::string& text) {
  for (const Severity severity : {Severity::note, Severity::warning, Severity::error})
    if (severity_text(severity) == text) return severity;
  throw_failed("check", "unknown severity '" + text + "'");
}

Finding finding_from(const Json& json) {
  return {json.at("path"), json.at("rule"), json.at("message"), severity_from(json.at("severity")),
          json.value("dalle", std::string())};
}

Json finding_json(const Finding& finding) {
  return {{"path", finding.path},
          {"rule", finding.rule},
          {"message", finding.message},
          {"severity", severity_text(finding.severity)},
          {"dalle", finding.dalle}};
}

}  // namespace

Json to_json(const Expectation& expectation) {
  Json json = {{"crs", expectation.crs},
               {"accept_realisations", expectation.accept_realisations},
               {"gsd_m", expectation.gsd_m},
               {"dalle_side_m", expectation.dalle_side_m},
               {"tolerances", expectation.tolerances}};
  if (expectation.named) json["named"] = {expectation.named->west_m, expectation.named->north_m};
  if (expectation.inside_share) json["inside_share"] = *expectation.inside_share;
  return json;
}

Expectation expectation_from_json(const Json& json) {
  Expectation expectation;
  expectation.crs = json.at("crs");
  expectation.accept_realisations = json.at("accept_realisations").get<std::vector<std::string>>();
  expectation.gsd_m = json.at("gsd_m");
  expectation.dalle_side_m = json.at("dalle_side_m");
  expectation.tolerances = json.at("tolerances").get<std::map<std::string, double>>();
  if (json.contains("named")) expectation.named = grid::DalleKey{json["named"].at(0), json["named"].at(1)};
  if (json.contains("inside_share")) expectation.inside_share = json["inside_share"].get<double>();
  return expectation;
}

Json to_json(const OrthoCheck& check) {
  Json findings = Json::array();
  for (const Finding& finding : check.findings) findings.push_back(finding_json(finding));
  return {{"findings", std::move(findings)}, {"facts", check.facts}};
}

OrthoCheck check_from_json(const Json& json) {
  OrthoCheck check;
  for (const Json& finding : json.at("findings")) check.findings.push_back(finding_from(finding));
  check.facts = json.at("facts");
  return check;
}

}  // namespace pcrs::raster
