// SPDX-License-Identifier: Apache-2.0
// Checksum lists of folders: made, checked, compared. Reads bytes and no image, so that it runs on a bare
// NAS.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/report.hpp"
#include "store/file.hpp"

namespace pcrs::step::checksum {

struct CreateOptions {
  std::vector<std::string> inputs;              ///< folders (whole, below too) and files
  std::optional<std::filesystem::path> output;  ///< the list; without it, lines go to the reporter
  std::vector<std::filesystem::path> unlisted;  ///< files to leave out (where stdout goes)
  bool update = false;      ///< take over the digest of a file whose dates are older than the list
  bool overwrite = false;   ///< replace the list even where bytes changed behind an unchanged date
  bool drop_cache = false;  ///< see store::DigestOptions
  unsigned jobs = 0;
  store::WriteMode mode = store::WriteMode::real;
};

/// Writes the SHA-256 list of every file, paths relative to the list's folder (without a list: to the current
/// one), sorted by their bytes. Findings: file.unreadable, file.unstable, file.altered. Throws Error (usage)
/// for an input that does not exist.
Summary create(const CreateOptions& options, Reporter& reporter);

struct VerifyOptions {
  std::filesystem::path manifest;
  bool ignore_extra = false;  ///< do not look for files that the list does not name
  bool only_faults = false;   ///< no plain line for what is well
  bool drop_cache = false;
  unsigned jobs = 0;
};

/// Checks every file of a list (MD5, SHA-1 or SHA-256) and looks for others in its folder. Results in the
/// order of the list. Findings: file.changed, file.missing, file.unreadable, file.unstable, file.extra,
/// manifest.line. Throws Error (failed) when the list cannot be read or holds no checksum.
Summary verify(const VerifyOptions& options, Reporter& reporter);

struct ScrubOptions {
  std::filesystem::path manifest;
  std::uint64_t bytes = 0;  ///< begin no file that would bring the reading over this; 0: no bound
  unsigned minutes = 0;     ///< begin no file after so many; 0: no bound
  store::WriteMode mode = store::WriteMode::real;
};

/// Reads files of a list, the longest unread first, within a budget, and remembers when each was read in
/// `manifest`.scrub. At least one file is read. Findings: file.changed, file.missing, file.unreadable,
/// file.unstable, manifest.line, scrub.state. Throws Error (retry) when another run is at it or the list is
/// not there, Error (failed) when it holds no checksum.
Summary scrub(const ScrubOptions& options, Reporter& reporter);

struct CompareOptions {
  std::filesystem::path before, after;  ///< each a list or a folder
  bool drop_cache = false;
  unsigned jobs = 0;
};

/// Reports what is missing, changed, extra or renamed in `after`, in the order of paths; each such file
/// counts as rejected. Findings: file.unreadable, file.unstable, manifest.line.
Summary compare(const CompareOptions& options, Reporter& reporter);

}  // namespace pcrs::step::checksum
