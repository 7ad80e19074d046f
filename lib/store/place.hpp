// SPDX-License-Identifier: Apache-2.0
// A place holds whole objects under keys: a folder, or an object store (remote/) by the same interface. It is
// never asked for a rename, an append or a write in the middle, because object stores have none.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "store/file.hpp"

namespace pcrs::store {

struct ObjectInfo {
  std::string key;  ///< relative, '/' between parts, no '..'
  std::uint64_t size_bytes = 0;
  std::int64_t modified = 0;  ///< seconds since 1970
  std::string etag{};         ///< of an object store, without quotes; empty where there is none
};

/// An upload that never ended. Object stores keep, and bill, what had come.
struct Unfinished {
  std::string key;
  std::string id;     ///< what the place calls it
  std::string since;  ///< UTC, as the place tells it
};

/// What becomes of one.
enum class Abandoned {
  removed,  ///< with all that had come
  ended,    ///< it made its object, or one of the same bytes: it stays, since its parts may be the object's
  kept,     ///< it may have made its object, which cannot be told
};

/// The place answers, and does not let us (credentials): says nothing of what it holds.
class Denied : public Error {
 public:
  Denied(std::string where, std::string message)
      : Error(ErrorKind::failed, std::move(where), std::move(message)) {}
};

/// What was done to be sure of a copy, in the words that the record keeps.
struct PutResult {
  std::uint64_t size_bytes = 0;
  std::string sha256;
  std::string verified;  ///< e.g. "fsync, page cache dropped, read back"
  std::string etag{};    ///< of an object store, without quotes: compares later without reading
};

/// How the message of `put` begins when the source is not what the record says.
inline constexpr const char* other_bytes = "its bytes are not those of the record";

class Place {
 public:
  virtual ~Place() = default;
  /// Its name in the chantier: `intermediate`, `nas`, `hot`, `cold`.
  virtual const std::string& name() const = 0;
  /// Throws Error (retry) when it cannot be reached (not mounted, server gone), Error (failed) when it
  /// answers that we may not (credentials, no such bucket).
  virtual void check_online() = 0;
  /// Nothing when there is no such key; Error (retry) when the place cannot be reached, so that a share that
  /// is not mounted never looks like lost copies.
  virtual std::optional<ObjectInfo> stat(const std::string& key) = 0;
  /// Copies `source` whole, or leaves nothing. The bytes are digested on the way and must match
  /// `sha256`; they are read back from the medium before the key shows. Objects never change: a key that
  /// already holds these bytes is verified and left alone, one that holds others is an Error (failed).
  virtual PutResult put(const std::string& key, ByteSource& source, const std::string& sha256,
                        std::int64_t modified) = 0;
  /// Throws Error (failed) when the key is missing.
  virtual std::unique_ptr<ByteSource> open(const std::string& key) = 0;
  /// Every object whose key starts with `prefix`, in the order of keys (bytes); temporaries are not shown.
  virtual void list(const std::string& prefix, const std::function<void(const ObjectInfo&)>& each) = 0;
  virtual void remove(const std::string& key) = 0;  ///< a missing key is no error
  /// As remove, so that the place keeps no version of it either. Returns why the place does not let us, empty
  /// when the object is gone.
  virtual std::string remove_for_good(const std::string& key) {
    remove(key);
    return {};
  }
  virtual std::uint64_t free_bytes() = 0;  ///< UINT64_MAX where there is no bound
  /// The file behind a key where there is one, for hard links; nothing on object stores. Not asked whether it
  /// exists.
  virtual std::optional<std::filesystem::path> local_path(const std::string& key) = 0;
  /// An object as people find it: its path or its URL. Errors that concern it have this as `where`.
  virtual std::string location(const std::string& key) = 0;
  /// True when no object's key starts with `prefix`.
  virtual bool is_empty(const std::string& prefix);
  /// Uploads below `prefix` that never ended. They may be under way in another process: whoever abandons one
  /// holds the lock of its dalle.
  virtual std::vector<Unfinished> unfinished(const std::string& /*prefix*/) { return {}; }
  /// Never takes away what an object is made of. Where nothing is to be written, it only tells.
  virtual Abandoned abandon(const Unfinished& /*upload*/) { return Abandoned::removed; }
};

/// Whether the object is there with these bytes. One that its place cannot read is as damaged as one of other
/// bytes: an object store that has lost a part answers 409. Throws Error where nothing is known of it: the
/// place is away (retry), or does not let us read (Denied).
bool reads_as(Place& place, const std::string& key, const std::string& sha256);

/// What is wrong with a key, or nothing: empty, `..`, NUL, called like a temporary.
std::string key_fault(std::string_view key);

/// A place that is a folder (local, NFS, SMB). `root` must exist and is never made: give a folder below the
/// mount point, so that a share that is not mounted cannot be filled on the local disk by mistake. Keys that
/// would leave it (`..`, absolute, NUL) are an Error (failed).
std::unique_ptr<Place> open_folder_place(std::string name, std::filesystem::path root,
                                         WriteMode mode = WriteMode::real);

}  // namespace pcrs::store
