// SPDX-License-Identifier: Apache-2.0
#include "remote/s3_client.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "remote/s3_answers.hpp"
#include "store/digest.hpp"
#include "store/place.hpp"

namespace pcrs::remote {

namespace {

std::string sha256_of(Bytes bytes) {
  store::Hasher hasher;
  hasher.update(bytes);
  return hasher.finish_hex();
}

std::string advice(int status, const std::string& code, const std::string& prefix) {
  if (code == "RequestTimeTooSkewed") return "; set this machine's clock";
  if (code == "NoSuchBucket") return "; make the bucket, or mend the place's URL in the chantier file";
  if (code == "EntityTooLarge" || status == 413) return "; the place takes no object of this size";
  if (code == "AuthorizationHeaderMalformed" || code == "PermanentRedirect" || status == 301 || status == 307)
    return "; check AWS_REGION and AWS_ENDPOINT_URL_S3";
  if (status == 401 || status == 403)
    return "; check " + prefix + "AWS_ACCESS_KEY_ID, " + prefix +
           "AWS_SECRET_ACCESS_KEY, AWS_REGION, and the rights on the bucket";
  return {};
}

}  // namespace

const S3Settings& S3Client::settings() {
  const std::lock_guard lock(m_mutex);
  if (!m_settings) m_settings = s3_settings(m_environment, m_url.text());
  return *m_settings;
}

HttpRequest S3Client::request(const S3Call& call, const std::vector<std::string>& unsigned_headers) {
  const S3Settings& with = settings();
  const S3Message message{call.method,
                          with.host(m_url.bucket),
                          with.path(m_url.bucket, call.name),
                          call.query,
                          call.headers,
                          call.payload_sha256.empty() ? sha256_of(call.body) : call.payload_sha256};
  HttpRequest request;
  request.method = call.method;
  request.url = with.scheme + "://" + message.host + message.path;
  if (!call.query.empty()) request.url += "?" + query_text(call.query);
  request.headers = signed_headers(message, with.credentials, with.region, now());
  if (call.trusted) request.headers.emplace_back("Expect:");
  request.headers.insert(request.headers.end(), unsigned_headers.begin(), unsigned_headers.end());
  request.body = call.body;
  request.stream = call.stream;
  return request;
}

HttpResponse S3Client::send(const std::string& where, S3Call call, Patience patience) {
  if (call.payload_sha256.empty()) call.payload_sha256 = sha256_of(call.body);
  return m_http->send(
      where, [&] { return request(call); }, patience);
}

HttpResponse S3Client::need(const std::string& where, S3Call call, Patience patience) {
  HttpResponse response = send(where, std::move(call), patience);
  if (!response.ok()) refuse(where, response);
  return response;
}

std::string S3Client::refusal(const HttpResponse& response) const {
  const S3Fault fault = parse_s3_fault(response.body);
  std::string told = "answers " + status_text(response.status);
  if (!fault.code.empty()) told += " " + fault.code;
  if (!fault.message.empty()) told += " (" + fault.message + ")";
  return told + advice(response.status, fault.code, m_prefix);
}

void S3Client::refuse(const std::string& where, const HttpResponse& response) const {
  if (response.status == 401 || response.status == 403) throw store::Denied(where, refusal(response));
  throw_failed(where, refusal(response));
}

}  // namespace pcrs::remote
