// SPDX-License-Identifier: Apache-2.0
#include "remote/s3_kinship.hpp"

#include "base/text.hpp"
#include "remote/parts.hpp"

namespace pcrs::remote {

Kinship kinship(const std::vector<S3Part>& parts, const std::string& object_etag) {
  const auto dash = object_etag.find('-');
  if (dash == std::string::npos) return Kinship::none;
  const auto count = to_number<std::uint64_t>(object_etag.substr(dash + 1));
  if (!count || parts.size() > *count) return Kinship::none;
  if (parts.size() < *count) return Kinship::unknown;
  std::vector<std::string> etags;
  for (const S3Part& part : parts) etags.push_back(part.etag);
  return s3_etag(etags, true) == object_etag ? Kinship::same : Kinship::none;
}

}  // namespace pcrs::remote
