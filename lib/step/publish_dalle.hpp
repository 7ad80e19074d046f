// SPDX-License-Identifier: Apache-2.0
// One dalle into the hot tree: verified against its record before anyone can see it, by hard link where the
// file system has them.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "step/publish_run.hpp"

namespace pcrs::step {

struct DalleAttempt {
  std::optional<catalog::Record> shown;  ///< the record whose COG stands in the site, if one does
  bool fresh = false;                    ///< it came in this run
  bool busy = false;                     ///< left for later: another process holds the dalle, or `away`
  bool away = false;                     ///< it has to come from the work folder, which is not there
  std::string how;                       ///< `hard link`, `rename`, `copy`…
  std::vector<Finding> findings;
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_written = 0;
};

/// Makes the newest revision stand in the site; where it cannot (no COG yet, a fault), the last one that was
/// published stays shown. Throws Error (failed) when the disk cannot take it.
DalleAttempt publish_dalle(PublishRun& run, const catalog::Record& newest);

/// Its COG is no longer in the hot tier, its record says.
void forget_published(PublishRun& run, const catalog::Record& record);

/// Removes the file of one revision and the copy from its record. True when there was a file.
bool remove_published(PublishRun& run, const catalog::Record& record, const std::string& why);

/// True when the COG stands in the site with the size and date that its record gives: such a file is trusted
/// and not read again.
bool stands_as_recorded(const PublishRun& run, const catalog::Record& record);

/// Bytes that publishing this record will have to copy, because no link leads from where its COG is.
std::uint64_t bytes_to_copy(const PublishRun& run, const catalog::Record& record);

}  // namespace pcrs::step
