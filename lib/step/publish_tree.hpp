// SPDX-License-Identifier: Apache-2.0
// A small tree of files that changes as one.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "store/file.hpp"

namespace pcrs::step {

struct TreeFile {
  std::string path;  ///< below the tree, '/'
  std::string bytes;
};

/// Makes `folder` hold exactly `files`; true when anything had to change. A new tree is made beside it
/// (`.NAME.next`, unchanged files by hard link, so that they keep their date) and exchanged with it in one
/// system call, so that a reader sees the old tree or the new one. File systems that cannot exchange (NFS,
/// SMB) get each file replaced atomically instead, later ones of `files` first and removals last: give what
/// is linked to after what links to it, and no link is ever broken. After a kill a rerun ends the same.
/// One caller at a time for a folder.
bool replace_tree(const std::filesystem::path& folder, const std::vector<TreeFile>& files,
                  store::WriteMode mode, unsigned jobs);

/// The second way alone, for tests and for file systems without the first.
void replace_files(const std::filesystem::path& folder, const std::vector<TreeFile>& files);

}  // namespace pcrs::step
