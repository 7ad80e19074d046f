// SPDX-License-Identifier: Apache-2.0
// Inside the publish step: files of dalles on the site that it does not show.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "step/publish_run.hpp"

namespace pcrs::step {

/// The newest revision of every dalle, by millésime then in reading order.
struct Current {
  std::vector<catalog::Record> records;
  std::vector<catalog::Record> cooled;  ///< published once, of millésimes that are hot no longer
};

struct Superseded {
  catalog::Record record;
  bool is_over = false;  ///< nobody downloads it any more: its correction is old enough
};
/// By path in the site.
using Known = std::map<std::string, Superseded>;

/// The files of older revisions than those that are shown.
Known superseded_of(const PublishRun& run, const std::vector<catalog::Record>& shown);
std::vector<std::string> paths_of(const Known& superseded);

/// Removes superseded files after a delay or with --prune, cooled ones with --prune alone; tells strangers.
/// `shown` are the records that the site shows now. Returns the bytes that stay.
std::uint64_t look_after_leftovers(PublishRun& run, const Current& current,
                                   const std::vector<catalog::Record>& shown, Known superseded);

}  // namespace pcrs::step
