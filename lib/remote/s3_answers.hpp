// SPDX-License-Identifier: Apache-2.0
// The XML answers of S3, read. Internal to remote/.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/place.hpp"

namespace pcrs::remote {

/// Names are those within the bucket.
struct S3Listing {
  std::vector<store::ObjectInfo> objects;
  std::string next;  ///< token of the next page, empty at the end
};
S3Listing parse_s3_listing(std::string_view xml, const std::string& where);

struct S3Uploads {
  std::vector<store::Unfinished> uploads;
  std::string next_key, next_id;  ///< markers of the next page, empty at the end
};
S3Uploads parse_s3_uploads(std::string_view xml, const std::string& where);

/// A part that an upload has received.
struct S3Part {
  std::uint64_t number = 0;
  std::string etag;  ///< without quotes
};
struct S3PartList {
  std::vector<S3Part> parts;  ///< in the order of their numbers
  std::string next;           ///< marker of the next page, empty at the end
};
S3PartList parse_s3_parts(std::string_view xml, const std::string& where);

std::string parse_upload_id(std::string_view xml, const std::string& where);

/// `NoSuchBucket` and what the server says of it, as one line; both empty when the body is no error of S3.
struct S3Fault {
  std::string code;
  std::string message;
};
S3Fault parse_s3_fault(std::string_view xml);

/// The body that completes an upload of these parts.
std::string complete_upload_xml(const std::vector<S3Part>& parts);

}  // namespace pcrs::remote
