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

/// Today's bytes and this minute's requests of each token. Bytes count from the moment at which an answer
/// begins to leave; once it has ended, those that left, and once its line stands in the log, what the log
/// says. The logs of the day are read on as they grow, by the thread that writes ours, so that what others
/// write into the folder counts too; nobody who asks waits for a disk.
class UsageMeter {
 public:
  using Bytes = std::map<std::string, std::uint64_t>;  ///< by token

  explicit UsageMeter(std::filesystem::path folder) : m_folder(std::move(folder)) {}
  /// Before an answer leaves. False, and nothing is counted, when the `most` of the day are used already; the
  /// answer that passes it is still given whole. 0: no bound.
  bool reserve(const std::string& token_id, std::uint64_t bytes, std::uint64_t most, UnixTime time);
  /// It has ended: `sent` bytes left. A line of the log will say so.
  void settle(const std::string& token_id, std::uint64_t reserved, std::uint64_t sent, UnixTime time);
  /// Lines with these bytes stand in the log now. Reads on what the logs of the day hold.
  void logged(const Bytes& bytes, UnixTime time);
  std::uint64_t bytes_today(const std::string& token_id, UnixTime time) const;
  /// Counts one request. False when there were `most` within the last minute already.
  bool take_request(const std::string& token_id, unsigned most, std::chrono::steady_clock::time_point time);

 private:
  struct Bucket {
    double level = 0;  ///< requests that count still
    std::chrono::steady_clock::time_point at{};
  };
  struct Count {
    std::uint64_t leaving = 0;  ///< reserved by answers under way
    std::uint64_t ended = 0;    ///< not in the log yet
    std::uint64_t in_log = 0;
  };
  void read_on(const std::string& day, Bytes& bytes);
  void begin_day(const std::string& day);

  const std::filesystem::path m_folder;
  std::mutex m_reading;  ///< for what follows
  std::string m_read_day;
  std::map<std::filesystem::path, std::uint64_t> m_read_bytes;
  Bytes m_unread;              ///< in the log, not yet read back
  mutable std::mutex m_mutex;  ///< for what follows
  std::string m_day;           ///< of `ended` and `in_log`
  std::map<std::string, Count> m_counts;
  std::map<std::string, Bucket> m_buckets;
};

}  // namespace pcrs::serve
