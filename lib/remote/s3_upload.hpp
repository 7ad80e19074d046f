// SPDX-License-Identifier: Apache-2.0
// One object on its way to S3: nothing of it is visible, and nothing stays, unless all of it is right.
// Internal to remote/.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "remote/parts.hpp"
#include "remote/payload.hpp"
#include "remote/s3_answers.hpp"
#include "remote/s3_client.hpp"

namespace pcrs::remote {

class S3Upload {
 public:
  /// `metadata`: headers to keep with the object.
  S3Upload(S3Client& client, std::string where, std::string name, std::map<std::string, std::string> metadata)
      : m_client(client),
        m_where(std::move(where)),
        m_name(std::move(name)),
        m_metadata(std::move(metadata)) {}
  /// Gives up what was begun and not completed.
  ~S3Upload();
  S3Upload(const S3Upload&) = delete;
  S3Upload& operator=(const S3Upload&) = delete;

  /// By one request that says of which SHA-256 all must be: the server refuses anything else. Returns the
  /// ETag that the server gave.
  std::string send_whole(Payload& payload, const std::string& sha256);
  /// Part by part; `require` gets the SHA-256 of the whole before the object can come to be, and throws when
  /// it is wrong.
  std::string send_parts(Parts& parts, const std::function<void(const std::string&)>& require);
  /// Of the upload in parts, empty while there is none.
  const std::string& id() const { return m_id; }

 private:
  void send_part(const Parts& parts);
  std::string complete();
  std::string completed_before(const HttpResponse& response);
  std::string removed_wrong();
  void check_etag(const HttpResponse& response, const std::string& etag, const std::string& expected);

  S3Client& m_client;
  const std::string m_where, m_name;
  const std::map<std::string, std::string> m_metadata;
  std::string m_id;
  bool m_is_completing = false;
  std::vector<S3Part> m_parts;
  bool m_own_key = false;  ///< the server encrypts under a key, and its ETags are no MD5
};

}  // namespace pcrs::remote
