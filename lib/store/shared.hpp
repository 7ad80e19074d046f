// SPDX-License-Identifier: Apache-2.0
// What a Unix group shares: a folder with group write that hands its group down (setgid, 2775) says that all
// its members work in it, so what is made below gets group write too, whatever the umask.
#pragma once
#include <sys/types.h>

#include <filesystem>

namespace pcrs::store {

/// `mode`, with group write when `folder` is shared by a group.
mode_t mode_in(const std::filesystem::path& folder, mode_t mode);

/// mkdir(2), with `mode` whatever the umask and from the first moment on: another that finds the folder
/// before it were opened to the group would make closed ones in it. errno says why it failed.
bool make_folder(const std::filesystem::path& folder, mode_t mode);

/// Gives group write to a file of ours that others of the group must write to as well (a lock, a list that
/// grows), where `folder` is shared. What another account owns is left as it is.
void share_in(const std::filesystem::path& folder, int descriptor);

}  // namespace pcrs::store
