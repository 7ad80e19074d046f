// SPDX-License-Identifier: Apache-2.0
#include "step/publish_shown.hpp"

#include "step/publish_dalle.hpp"

namespace pcrs::step {

std::vector<catalog::Record> shown_records(PublishRun& run, int millesime, Summary& summary) {
  std::vector<catalog::Record> shown;
  if (!run.chantier.is_hot(millesime)) return shown;
  run.catalog.each_latest(
      millesime,
      [&](const catalog::Record& newest) {
        if (newest.state == "withdrawn") return;
        if (stands_as_recorded(run, newest)) return shown.push_back(newest);
        for (int revision = newest.revision - 1; revision > 0; --revision)
          if (auto older = run.catalog.load(newest.key, millesime, revision);
              older && stands_as_recorded(run, *older))
            return shown.push_back(std::move(*older));
      },
      [&](const Finding& finding) {
        run.reporter.finding(finding);
        ++summary.rejected;
      });
  return shown;
}

}  // namespace pcrs::step
