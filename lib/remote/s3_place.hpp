// SPDX-License-Identifier: Apache-2.0
// A bucket of S3 as a place. Internal to remote/.
#pragma once
#include <atomic>

#include "remote/object_place.hpp"
#include "remote/s3_answers.hpp"
#include "remote/s3_client.hpp"

namespace pcrs::remote {

class S3Place : public ObjectPlace {
 public:
  S3Place(PlaceFacts facts, const std::shared_ptr<HttpClient>& client, Environment environment);

  void check_online() override;
  void list(const std::string& prefix, const std::function<void(const store::ObjectInfo&)>& each) override;
  bool is_empty(const std::string& prefix) override;
  std::vector<store::Unfinished> unfinished(const std::string& prefix) override;
  store::Abandoned abandon(const store::Unfinished& upload) override;

 protected:
  std::optional<Head> head(const std::string& key) override;
  store::PutResult upload(const Sending& sending) override;
  std::string erase(const std::string& key, const std::string& version) override;
  std::uint64_t most_parts(std::uint64_t object_bytes) const override;
  std::string etag_of(const std::vector<std::string>& md5s, bool multipart) const override {
    return s3_etag(md5s, multipart);
  }
  HttpRequest get_request(const std::string& key, const std::vector<std::string>& headers) override;
  bool get_refused(const std::string& key, const HttpRequest& request, const HttpResponse& response) override;

 private:
  void abort_others(const std::string& key, const std::string& id);
  std::optional<std::vector<S3Part>> parts_of(const store::Unfinished& upload);
  void abort(const store::Unfinished& upload, std::size_t parts);
  void remove_if_it_shows(const std::string& key);
  std::string object_name(const std::string& key) const { return facts().url.name_of(key); }
  HttpResponse list_page(const std::string& prefix, const std::string& token, const std::string& most);

  S3Client m_s3;
  std::atomic<bool> m_seen = false;  ///< the bucket answered
};

}  // namespace pcrs::remote
