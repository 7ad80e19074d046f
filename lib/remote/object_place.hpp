// SPDX-License-Identifier: Apache-2.0
// What S3 and Swift have in common as places. Internal to remote/.
#pragma once
#include <limits>
#include <memory>
#include <string>

#include "base/object_url.hpp"
#include "remote/http_client.hpp"
#include "remote/object_source.hpp"
#include "remote/parts.hpp"
#include "store/place.hpp"

namespace pcrs::remote {

struct PlaceFacts {
  std::string name;
  ObjectUrl url;
  store::WriteMode mode = store::WriteMode::real;
  std::uint64_t part_bytes = 0;
  std::uint64_t whole_bytes = 0;   ///< by one request up to this size, whatever that of parts
  std::string variables_prefix{};  ///< before the names of our variables, as messages tell them
};

/// An object as its place tells of it.
struct Head {
  store::ObjectInfo info;
  std::string sha256;     ///< of the metadata, empty when it was not put by us
  bool in_parts = false;  ///< its ETag is made of those of parts
  std::string version{};  ///< where the place keeps versions
};

/// What is to be sent, and must be what the record says.
struct Sending {
  std::string key;
  ByteSource& source;
  const std::string& sha256;
  std::int64_t modified;
};

class ObjectPlace : public store::Place {
 public:
  ObjectPlace(PlaceFacts facts, std::shared_ptr<HttpClient> client)
      : m_facts(std::move(facts)), m_client(std::move(client)) {}

  const std::string& name() const override { return m_facts.name; }
  std::optional<store::ObjectInfo> stat(const std::string& key) override;
  store::PutResult put(const std::string& key, ByteSource& source, const std::string& sha256,
                       std::int64_t modified) override;
  std::unique_ptr<ByteSource> open(const std::string& key) override;
  void remove(const std::string& key) override;
  std::string remove_for_good(const std::string& key) override;
  std::uint64_t free_bytes() override { return std::numeric_limits<std::uint64_t>::max(); }
  std::optional<std::filesystem::path> local_path(const std::string& /*key*/) override {
    return std::nullopt;
  }
  std::string location(const std::string& key) override { return m_facts.url.text(key); }

 protected:
  const PlaceFacts& facts() const { return m_facts; }
  HttpClient& client() const { return *m_client; }
  /// The key of an object in a list, or nothing when it is none of this place's.
  std::optional<std::string> key_of(const std::string& object_name) const;

  virtual std::optional<Head> head(const std::string& key) = 0;
  virtual store::PutResult upload(const Sending& sending) = 0;
  /// That version alone, where one is named. Returns why the place forbids it, else an empty text.
  virtual std::string erase(const std::string& key, const std::string& version) = 0;
  /// How many parts an object of a size may have.
  virtual std::uint64_t most_parts(std::uint64_t object_bytes) const = 0;
  /// The ETag that the place gives to an object sent in these parts.
  virtual std::string etag_of(const std::vector<std::string>& md5s, bool multipart) const = 0;
  virtual HttpRequest get_request(const std::string& key, const std::vector<std::string>& headers) = 0;
  /// As ObjectSource::Refused.
  virtual bool get_refused(const std::string& key, const HttpRequest& request,
                           const HttpResponse& response) = 0;
  std::uint64_t part_bytes_of(const ByteSource& source) const;
  /// Throws Error (failed) naming the source when these are not the bytes of the record.
  void require_digest(const Sending& sending, const std::string& found) const;

 private:
  const std::string& checked(const std::string& key) const;
  std::optional<store::PutResult> verify_present(const Sending& sending);
  std::unique_ptr<ByteSource> source_of(const std::string& key, const Head& head);

  const PlaceFacts m_facts;
  const std::shared_ptr<HttpClient> m_client;
};

}  // namespace pcrs::remote
