// SPDX-License-Identifier: Apache-2.0
#include "serve/access_log.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "serve/descriptor.hpp"
#include "store/file.hpp"

namespace pcrs::serve {

namespace {

constexpr auto pause = std::chrono::milliseconds(300);
constexpr std::size_t lines_max_bytes = std::size_t{8} << 20;

constexpr std::size_t day_chars = 10;
constexpr UnixTime day_s = 86'400;

}  // namespace

std::optional<std::string> day_of_log(const std::filesystem::path& log) {
  const std::string stem = log.stem().string();
  if (stem.size() < day_chars) return std::nullopt;
  std::string day = stem.substr(stem.size() - day_chars);
  return parse_utc(day) ? std::optional(std::move(day)) : std::nullopt;
}

unsigned forget_accesses(const std::filesystem::path& folder, int days, UnixTime today) {
  namespace fs = std::filesystem;
  const std::string first = date_text(today - day_s * (std::max(days, 1) - 1));
  std::vector<fs::path> old;
  std::error_code none;
  for (fs::directory_iterator it(folder, none), end; !none && it != end; it.increment(none)) {
    if (it->path().extension() != ".jsonl") continue;
    struct stat status = {};
    if (::stat(it->path().c_str(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
    if (day_of_log(it->path()).value_or(date_text(status.st_mtim.tv_sec)) < first) old.push_back(it->path());
  }
  unsigned gone = 0;
  for (const fs::path& log : old) gone += fs::remove(log, none) ? 1U : 0U;
  return gone;
}

std::string without_secret(std::string_view path) {
  for (const std::string_view before : {"/api/requests/", "/demandes/"})
    if (path.starts_with(before) && path.size() > before.size())
      return std::string(before) + "…" +
             std::string(path.substr(std::min(path.find('/', before.size()), path.size())));
  return std::string(path);
}

std::string access_line(const Access& access) {
  Json line{{"time", utc_text(access.time)},       {"client", access.client}, {"method", access.method},
            {"path", without_secret(access.path)}, {"status", access.status}, {"bytes", access.bytes}};
  line["ms"] = std::llround(access.seconds * 1000);
  if (!access.token_id.empty()) line["token"] = access.token_id;
  if (!access.dalle.empty()) line["dalle"] = access.dalle;
  return json_line(line);
}

AccessLog::AccessLog(std::filesystem::path folder, OnFault on_fault, Written on_written)
    : m_folder(std::move(folder)),
      m_on_fault(std::move(on_fault)),
      m_on_written(std::move(on_written)),
      m_thread([this] { run(); }) {}

AccessLog::~AccessLog() {
  {
    const std::lock_guard lock(m_mutex);
    m_stop = true;
  }
  m_wake.notify_one();
  m_thread.join();
}

void AccessLog::add(const Access& access) {
  const std::string line = access_line(access) + "\n";
  const std::lock_guard lock(m_mutex);
  if (m_lines.size() + line.size() > lines_max_bytes) return;  // the disk is slower than the requests
  if (m_lines.empty()) m_day = access.time;
  m_lines += line;
  if (!access.token_id.empty()) m_bytes[access.token_id] += access.bytes;
}

void AccessLog::keep(int days) {
  m_kept_days = days;
  const std::lock_guard lock(m_mutex);
  m_forgot_on.clear();
}

void AccessLog::forget() {
  const UnixTime time = now();
  const int days = m_kept_days;
  if (days > 0) forget_accesses(m_folder, days, time);
}

void AccessLog::run() {
  unsigned idle_turns = 0;
  std::unique_lock lock(m_mutex);
  while (true) {
    const bool last = m_wake.wait_for(lock, pause, [this] { return m_stop; });
    std::string lines;
    std::map<std::string, std::uint64_t> bytes;
    lines.swap(m_lines);
    bytes.swap(m_bytes);
    const UnixTime day = m_day;
    const std::string today = date_text(now());
    const bool new_day = m_forgot_on != today;
    m_forgot_on = today;
    lock.unlock();
    const bool wrote = !lines.empty() && write(lines, day);
    if (!wrote) bytes.clear();
    if (m_on_written && (wrote || ++idle_turns % 3 == 0)) m_on_written(bytes);
    if (new_day) forget();
    lock.lock();
    if (last) return;
  }
}

bool AccessLog::write(const std::string& lines, UnixTime day) {
  const std::filesystem::path path = m_folder / (date_text(day) + ".jsonl");
  try {
    // Above it stands the catalog, on a share that may not be mounted: that is never made here.
    if (!m_folder.parent_path().empty() && !std::filesystem::is_directory(m_folder.parent_path()))
      throw_retry(m_folder.parent_path().string(), "is not there: mount it, or make it");
    store::make_folders(m_folder);
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640));
    if (!file) throw_errno(path.string(), "cannot be written");
    for (std::size_t done = 0; done < lines.size();) {
      const ssize_t count = ::write(file.number(), lines.data() + done, lines.size() - done);
      if (count < 0 && errno != EINTR) throw_errno(path.string(), "cannot be written");
      if (count > 0) done += static_cast<std::size_t>(count);
    }
    m_faulty = false;
    return true;
  } catch (const Error& error) {
    if (!m_faulty && m_on_fault)
      m_on_fault(error.where(), error.message() + "; accesses are not counted meanwhile");
    m_faulty = true;
    return false;
  }
}

}  // namespace pcrs::serve
