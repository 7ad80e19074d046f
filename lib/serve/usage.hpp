// SPDX-License-Identifier: Apache-2.0
// What tokens and dalles have been used for, by the access logs of whoever served the bytes: ours, and those
// that a proxy writes into the same folder in the same form.
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace pcrs::serve {

/// A line of an access log, as far as usage wants it.
struct UsageLine {
  std::string_view day;  ///< YYYY-MM-DD
  std::string token_id, path, dalle;
  std::uint64_t bytes = 0;
  int status = 0;
};

/// Calls back for every line of the folder's logs (`*.jsonl`) of days from `since` on (YYYY-MM-DD). Lines
/// that are none (torn by a kill) are left out.
void each_usage(const std::filesystem::path& folder, const std::string& since,
                const std::function<void(const UsageLine&)>& each);

/// Today's bytes and this minute's requests of each token. The logs are read on as they grow, once a second
/// at most: a quota may be passed by what goes out within that second.
class UsageMeter {
 public:
  explicit UsageMeter(std::filesystem::path folder) : m_folder(std::move(folder)) {}
  std::uint64_t bytes_today(const std::string& token_id, UnixTime time);
  /// Counts one request. False when there were `most` within the last minute already.
  bool take_request(const std::string& token_id, unsigned most, std::chrono::steady_clock::time_point time);

 private:
  struct Bucket {
    double level = 0;  ///< requests that count still
    std::chrono::steady_clock::time_point at{};
  };
  void read_on(const std::string& day);

  const std::filesystem::path m_folder;
  std::mutex m_mutex;
  std::string m_day;
  UnixTime m_read_at = 0;
  std::map<std::filesystem::path, std::uint64_t> m_read_bytes;
  std::map<std::string, std::uint64_t> m_bytes;
  std::map<std::string, Bucket> m_buckets;
};

}  // namespace pcrs::serve
