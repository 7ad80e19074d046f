// SPDX-License-Identifier: Apache-2.0
// One object on its way to Swift: small ones by one PUT that the server checks, others as segments that a
// manifest joins at the end. Internal to remote/.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "remote/parts.hpp"
#include "remote/swift_client.hpp"

namespace pcrs::remote {

class SwiftUpload {
 public:
  /// `metadata`: header lines to keep with the object.
  SwiftUpload(SwiftClient& client, std::string where, std::string name, std::vector<std::string> metadata)
      : m_client(client),
        m_where(std::move(where)),
        m_name(std::move(name)),
        m_metadata(std::move(metadata)) {}
  /// Removes the segments of what was begun and not completed.
  ~SwiftUpload();
  SwiftUpload(const SwiftUpload&) = delete;
  SwiftUpload& operator=(const SwiftUpload&) = delete;

  /// By one request that says of which MD5 all must be: the server refuses anything else. Returns the ETag.
  std::string send_file(ByteSource& source, const std::string& md5);
  /// As S3Upload::send_parts, or by one request where one part is all.
  std::string send_parts(Parts& parts, const std::function<void(const std::string&)>& require);

 private:
  std::string send_whole(const Parts& parts);
  void send_segment(const Parts& parts);
  std::string join(const Parts& parts);

  SwiftClient& m_client;
  const std::string m_where, m_name;
  const std::vector<std::string> m_metadata;
  std::string m_id;  ///< of the upload, empty while there is none
  bool m_is_joining = false;
  std::string m_manifest;
  std::uint64_t m_size = 0;
};

}  // namespace pcrs::remote
