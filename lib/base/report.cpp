// SPDX-License-Identifier: Apache-2.0
#include "base/report.hpp"

namespace pcrs {

std::string severity_text(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "note";
    case Severity::warning:
      return "warning";
    case Severity::error:
      break;
  }
  return "error";
}

Json to_json(const Finding& finding) {
  Json json{{"path", finding.path},
            {"rule", finding.rule},
            {"severity", severity_text(finding.severity)},
            {"message", finding.message}};
  if (!finding.dalle.empty()) json["dalle"] = finding.dalle;
  return json;
}

}  // namespace pcrs
