// SPDX-License-Identifier: Apache-2.0
// Who was served what: one JSON line a request in `FOLDER/YYYY-MM-DD.jsonl` (UTC), see lib/store/FORMAT.md.
// No secret enters: the path is written without the token that may stand before it, and without its query.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "base/clock.hpp"

namespace pcrs::serve {

struct Access {
  UnixTime time = 0;
  std::string client;
  std::string method;
  std::string path;
  int status = 0;
  std::uint64_t bytes = 0;  ///< of the body, as far as they left
  double seconds = 0;       ///< from the request to the last byte
  std::string token_id;     ///< empty: none
  std::string dalle;        ///< whose pixels were served, or empty
};

/// One line, without its end.
std::string access_line(const Access& access);

/// Lines are written a few times a second, by a thread of its own: many requests share one write. What cannot
/// be written is dropped and told once; the service goes on.
class AccessLog {
 public:
  AccessLog(std::filesystem::path folder, std::function<void(const std::string&)> on_fault);
  ~AccessLog();
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;
  void add(const Access& access);

 private:
  void run();
  void write(const std::string& lines, UnixTime day);

  const std::filesystem::path m_folder;
  const std::function<void(const std::string&)> m_on_fault;
  std::mutex m_mutex;
  std::condition_variable m_wake;
  std::string m_lines;
  UnixTime m_day = 0;
  bool m_stop = false, m_faulty = false;
  std::thread m_thread;
};

}  // namespace pcrs::serve
