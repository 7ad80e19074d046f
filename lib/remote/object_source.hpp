// SPDX-License-Identifier: Apache-2.0
// An object, read by one GET as long as the reading goes forward; a broken connection is taken up where it
// broke, of the same object only. Reading that begins in the middle asks for a little, then for more and
// more: what a server has sent is billed, read or not.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "remote/download.hpp"

namespace pcrs::remote {

class ObjectSource : public ByteSource {
 public:
  /// The request of the object's bytes, with these headers, signed now.
  using Make = std::function<HttpRequest(const std::vector<std::string>& headers)>;
  /// What a refusal of a request means: true when another try may do (the token was renewed), else it throws.
  using Refused = std::function<bool(const HttpRequest&, const HttpResponse&)>;

  ObjectSource(HttpClient& client, std::string name, std::uint64_t size, std::string etag, Make make,
               Refused refused)
      : m_client(client),
        m_name(std::move(name)),
        m_size(size),
        m_etag(std::move(etag)),
        m_make(std::move(make)),
        m_refused(std::move(refused)) {}

  std::uint64_t size() const override { return m_size; }
  std::size_t read_at(std::uint64_t offset, std::span<std::byte> into) override;
  std::string name() const override { return m_name; }

 private:
  bool start(std::uint64_t offset);
  std::uint64_t end_of_request(std::uint64_t offset);
  bool stands_at(std::uint64_t offset);
  void check_answer(std::uint64_t offset, const HttpResponse& response) const;
  void failed(const Attempt& attempt);

  HttpClient& m_client;
  const std::string m_name;
  const std::uint64_t m_size;
  const std::string m_etag;
  const Make m_make;
  const Refused m_refused;
  std::unique_ptr<Download> m_download;
  std::uint64_t m_at = 0;      ///< where the download stands
  std::uint64_t m_end = 0;     ///< of what it was asked for
  std::uint64_t m_window = 0;  ///< how much is asked for; 0: all the rest
  unsigned m_refusals = 0;     ///< in a row, that a new token was got for
  unsigned m_tried = 0;        ///< in a row, without as much as counts
  std::uint64_t m_gained = 0;  ///< since the last of them
};

}  // namespace pcrs::remote
