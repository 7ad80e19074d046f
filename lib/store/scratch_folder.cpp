// SPDX-License-Identifier: Apache-2.0
#include "store/scratch_folder.hpp"

#include <cstdio>

#include "base/error.hpp"
#include "store/file.hpp"
#include "store/process.hpp"

namespace fs = std::filesystem;

namespace pcrs::store {

ScratchFolder::ScratchFolder(const fs::path& parent, const std::string& name)
    : m_path(parent / temporary_name(name)) {
  sweep_temporaries(parent);
  make_folders(m_path);
}

ScratchFolder::~ScratchFolder() {
  std::error_code error;
  if (!m_path.empty()) fs::remove_all(m_path, error);
}

void ScratchFolder::commit(const fs::path& target) {
  if (std::rename(m_path.c_str(), target.c_str()) != 0) throw_errno(target.string(), "cannot get its name");
  m_path.clear();
  sync_folder(target.parent_path());
}

}  // namespace pcrs::store
