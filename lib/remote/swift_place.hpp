// SPDX-License-Identifier: Apache-2.0
// A container of Swift as a place. Internal to remote/.
#pragma once
#include <atomic>

#include "remote/object_place.hpp"
#include "remote/swift_client.hpp"

namespace pcrs::remote {

class SwiftPlace : public ObjectPlace {
 public:
  SwiftPlace(PlaceFacts facts, const std::shared_ptr<HttpClient>& client, Environment environment);

  void check_online() override;
  void list(const std::string& prefix, const std::function<void(const store::ObjectInfo&)>& each) override;
  bool is_empty(const std::string& prefix) override;
  std::vector<store::Unfinished> unfinished(const std::string& prefix) override;
  store::Abandoned abandon(const store::Unfinished& upload) override;

 protected:
  std::optional<Head> head(const std::string& key) override;
  store::PutResult upload(const Sending& sending) override;
  std::string erase(const std::string& key, const std::string& version) override;
  std::uint64_t most_parts(std::uint64_t /*object_bytes*/) const override {
    return 1000;  // the usual limit of a manifest
  }
  std::string etag_of(const std::vector<std::string>& md5s, bool multipart) const override {
    return multipart ? slo_etag(md5s) : md5s.front();
  }
  HttpRequest get_request(const std::string& key, const std::vector<std::string>& headers) override;
  bool get_refused(const std::string& key, const HttpRequest& request, const HttpResponse& response) override;

 private:
  bool goes_whole(ByteSource& source) const;
  bool is_made_of(const store::Unfinished& upload);
  void remove_unreadable(const std::string& key);
  std::string erase_one(const std::string& key, const std::string& query);
  std::string erase_joined(const std::string& key, const std::string& id, const std::string& query);
  std::string erase_foreign(const std::string& key, const std::string& query);
  std::string object_name(const std::string& key) const { return facts().url.name_of(key); }

  SwiftClient m_swift;
  std::atomic<bool> m_seen = false;  ///< the container answered
};

}  // namespace pcrs::remote
