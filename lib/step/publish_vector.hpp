// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "format/site.hpp"
#include "step/publish_run.hpp"

namespace pcrs::step {

/// A vector deliverable and where the contractor's file is.
struct VectorFile {
  format::PublicFile file;  ///< DELIVERY/PATH
  std::filesystem::path from;
  std::string sha256;
  std::int64_t modified = 0;
  bool stands = false;  ///< already on the site with that size and date
};

/// The accepted vector files of all deliveries, where the chantier makes them public; of two with one path
/// the later delivery's. In the order of their paths.
std::vector<VectorFile> vector_files(const PublishRun& run);

/// Copies those that do not stand yet (never linked: the contractor's files are not ours to date), takes off
/// what is no longer there, and returns what is on the site. Contractors' disks go home: a file that cannot
/// be read is a finding, and nothing is taken off while there is one.
std::vector<format::PublicFile> publish_vectors(PublishRun& run, const std::vector<VectorFile>& files,
                                                Summary& summary);

}  // namespace pcrs::step
