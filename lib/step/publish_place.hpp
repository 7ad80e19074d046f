// SPDX-License-Identifier: Apache-2.0
// How a file gets its place in the site without a second copy of its bytes.
#pragma once
#include <sys/stat.h>

#include <filesystem>
#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "chantier/chantier.hpp"
#include "store/file.hpp"

namespace pcrs::step {

/// Refuses (usage) an `-o` inside the hot place: what is put there is public.
void refuse_published(const chantier::Chantier& chantier, const std::filesystem::path& output);

/// Nothing when there is no such plain file.
std::optional<struct stat> status_of(const std::filesystem::path& path);

/// Readable by the web server whatever the umask was, and dated. False where that is not ours to do.
bool settle(const std::filesystem::path& path, UnixTime date);

/// A second name for the same bytes, under a temporary name first: the final one appears whole and dated, and
/// replaces a damaged file in one step. False where the file system, or the owner of the file, forbids it.
bool link_into_place(const std::filesystem::path& from, const std::filesystem::path& to, UnixTime date);

/// The same by giving the file a new name. False across file systems.
bool move_into_place(const std::filesystem::path& from, const std::filesystem::path& to, UnixTime date);

/// Writes a document of the site where it does not say the same already; true if written. Its date is in
/// whole seconds, and none that `before` (the document that it replaces, by default at `path`) had: web
/// servers make their ETag of size and second, and two documents must not share one.
bool write_document(const std::filesystem::path& path, std::string_view text, store::WriteMode mode);
void write_dated(const std::filesystem::path& path, std::string_view text,
                 const std::filesystem::path& before);

}  // namespace pcrs::step
