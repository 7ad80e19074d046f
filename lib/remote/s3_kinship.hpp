// SPDX-License-Identifier: Apache-2.0
// Whether an upload that the server still lists has made the object of its key. Swift's S3 may die
// before it forgets a completed upload, and to abort that one removes the parts that the object
// consists of (swift/common/middleware/s3api/controllers/multi_upload.py: DELETE asks for the upload, not for
// the object). Internal to remote/.
#pragma once
#include <string>
#include <vector>

#include "remote/s3_answers.hpp"

namespace pcrs::remote {

enum class Kinship {
  none,     ///< the object, if there is one, is made of other parts
  same,     ///< of these, or of others with the same bytes
  unknown,  ///< fewer are listed than the object has, and the list may lag behind
};
/// `object_etag`: that of the key's object, empty when there is none.
Kinship kinship(const std::vector<S3Part>& parts, const std::string& object_etag);

}  // namespace pcrs::remote
