// SPDX-License-Identifier: Apache-2.0
// Who was served what: one JSON line a request in `FOLDER/YYYY-MM-DD.jsonl` (UTC), see lib/store/FORMAT.md.
// No secret enters: the path is written without the token that may stand before it, and without its query.
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
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

/// The path with `…` for the secret of a request's addresses (`/api/requests/…`, `/demandes/…/NAME`).
std::string without_secret(std::string_view path);

/// One line, without its end.
std::string access_line(const Access& access);

/// The day in the name of a log (`2026-10-22.jsonl`, `nginx-2026-10-22.jsonl`), or nothing.
std::optional<std::string> day_of_log(const std::filesystem::path& log);

/// Removes the logs of a folder (`*.jsonl`) that are older than the last `days` days, today included: by the
/// day in their name, else by their date. The number of files that went; one that stays is left for the next
/// time.
unsigned forget_accesses(const std::filesystem::path& folder, int days, UnixTime today);

/// Lines are written a few times a second, by a thread of its own: many requests share one write. What cannot
/// be written is dropped and told once; the service goes on.
class AccessLog {
 public:
  using OnFault = std::function<void(const std::string& where, const std::string& what)>;
  using Written = std::function<void(const std::map<std::string, std::uint64_t>& bytes_by_token)>;
  /// `on_written` is called by that thread with the bytes of the lines that it just wrote, and about once a
  /// second without any.
  AccessLog(std::filesystem::path folder, OnFault on_fault, Written on_written = {});
  ~AccessLog();
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;
  void add(const Access& access);
  /// How long days are kept; older ones are removed now and at midnight. Without it, all are.
  void keep(int days);

 private:
  void run();
  void forget();
  bool write(const std::string& lines, UnixTime day);

  const std::filesystem::path m_folder;
  const OnFault m_on_fault;
  const Written m_on_written;
  std::mutex m_mutex;
  std::condition_variable m_wake;
  std::string m_lines;
  std::map<std::string, std::uint64_t> m_bytes;  ///< of `m_lines`, by token
  UnixTime m_day = 0;
  std::atomic<int> m_kept_days{0};
  std::string m_forgot_on;  ///< day
  bool m_stop = false, m_faulty = false;
  std::thread m_thread;
};

}  // namespace pcrs::serve
