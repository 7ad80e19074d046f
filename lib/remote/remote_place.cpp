// SPDX-License-Identifier: Apache-2.0
#include "remote/remote_place.hpp"

#include "remote/s3_place.hpp"
#include "remote/settings.hpp"
#include "remote/swift_place.hpp"

namespace pcrs::remote {

std::unique_ptr<store::Place> open_remote_place(std::string name, const ObjectUrl& url,
                                                const RemoteOptions& options) {
  hide_from_cores();
  const auto rate = options.rate ? options.rate : std::make_shared<RateLimit>(0);
  const auto client =
      std::make_shared<HttpClient>(retry_policy(process_environment), rate, line_of(process_environment));
  PlaceFacts facts{std::move(name), url, options.mode, part_bytes(process_environment)};
  if (url.scheme == "s3") return std::make_unique<S3Place>(std::move(facts), client, process_environment);
  return std::make_unique<SwiftPlace>(std::move(facts), client, process_environment);
}

}  // namespace pcrs::remote
