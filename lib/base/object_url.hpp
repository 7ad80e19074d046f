// SPDX-License-Identifier: Apache-2.0
// Where an object store keeps a tier: `s3://BUCKET/PREFIX` or `swift://CONTAINER/PREFIX`.
#pragma once
#include <string>
#include <string_view>

namespace pcrs {

struct ObjectUrl {
  std::string scheme;  ///< `s3` or `swift`
  std::string bucket;  ///< bucket of S3, container of Swift
  std::string prefix;  ///< before every key, no `/` at either end; may be empty

  /// As it is written in the chantier file.
  std::string text() const;
  /// The URL of one object, for people.
  std::string text(const std::string& key) const;
  /// The object's name within the bucket.
  std::string name_of(const std::string& key) const;
  friend bool operator==(const ObjectUrl&, const ObjectUrl&) = default;
};

/// True when `text` begins like a URL (`word://`): it is then no path, whatever follows.
bool looks_like_url(std::string_view text);
/// Throws Error (usage) with an empty `where` that says what is wrong and what is expected.
ObjectUrl parse_object_url(std::string_view text);

}  // namespace pcrs
