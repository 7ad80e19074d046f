// SPDX-License-Identifier: Apache-2.0
#include "serve/usage.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/line_reader.hpp"
#include "serve/access_log.hpp"
#include "store/file.hpp"

namespace fs = std::filesystem;

namespace pcrs::serve {

namespace {

constexpr std::size_t day_chars = 10;

std::vector<fs::path> logs_of(const fs::path& folder) {
  std::vector<fs::path> logs;
  std::error_code none;
  for (fs::directory_iterator it(folder, none), end; !none && it != end; it.increment(none))
    if (it->path().extension() == ".jsonl") logs.push_back(it->path());
  std::sort(logs.begin(), logs.end());
  return logs;
}

// Only whole lines count: the rest of a torn one comes with the next look.
void read_lines(const fs::path& log, std::uint64_t& from, const std::function<void(std::string_view)>& each) {
  constexpr std::size_t piece_bytes = std::size_t{4} << 20;
  store::FileSource source(log);
  if (source.size() < from) from = 0;  // another file under that name
  std::string text;
  while (from < source.size()) {
    text.resize(static_cast<std::size_t>(std::min<std::uint64_t>(piece_bytes, source.size() - from)));
    text.resize(source.read_at(from, std::as_writable_bytes(std::span(text.data(), text.size()))));
    const std::size_t whole = text.rfind('\n') + 1;  // 0 where there is none
    if (whole == 0) {
      from += text.size() == piece_bytes ? piece_bytes : 0;  // no line is that long
      return;
    }
    from += whole;
    for (std::size_t at = 0; at < whole;) {
      const std::size_t end = text.find('\n', at);
      each(std::string_view(text).substr(at, end - at));
      at = end + 1;
    }
  }
}

void read_line(std::string_view text, const std::string& since,
               const std::function<void(const UsageLine&)>& each) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return;
  const auto word = [&](const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const auto number = [&](const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_number() ? found->get<double>() : 0.0;
  };
  const std::string time = word("time");
  if (time.size() < day_chars || time.compare(0, day_chars, since) < 0) return;
  each({std::string_view(time).substr(0, day_chars), word("token"), word("path"), word("dalle"),
        static_cast<std::uint64_t>(std::max(0.0, number("bytes"))), static_cast<int>(number("status"))});
}

}  // namespace

void each_usage(const fs::path& folder, const std::string& since,
                const std::function<void(const UsageLine&)>& each) {
  for (const fs::path& log : logs_of(folder)) {
    if (day_of_log(log).value_or(since) < since) continue;
    store::FileSource source(log);
    LineReader lines(source);
    while (const auto line = lines.next()) read_line(*line, since, each);
  }
}

void UsageMeter::read_on(const std::string& day, Bytes& bytes) {
  if (day != m_read_day) m_read_bytes.clear();
  m_read_day = day;
  const auto count = [&](const UsageLine& line) {
    if (line.day == day && !line.token_id.empty()) bytes[line.token_id] += line.bytes;
  };
  for (const fs::path& log : logs_of(m_folder))
    if (day_of_log(log) == day)
      read_lines(log, m_read_bytes[log], [&](std::string_view line) {
        if (line.find("\"token\"") != std::string_view::npos) read_line(line, day, count);
      });
}

void UsageMeter::begin_day(const std::string& day) {
  if (m_day == day) return;
  m_day = day;
  for (auto& [token, count] : m_counts) count.ended = count.in_log = 0;
  std::erase_if(m_counts, [](const auto& one) { return one.second.leaving == 0; });
}

bool UsageMeter::reserve(const std::string& token_id, std::uint64_t bytes, std::uint64_t most,
                         UnixTime time) {
  const std::lock_guard lock(m_mutex);
  begin_day(date_text(time));
  Count& count = m_counts[token_id];
  if (most > 0 && count.leaving + count.ended + count.in_log >= most) return false;
  count.leaving += bytes;
  return true;
}

void UsageMeter::settle(const std::string& token_id, std::uint64_t reserved, std::uint64_t sent,
                        UnixTime time) {
  const std::lock_guard lock(m_mutex);
  begin_day(date_text(time));
  Count& count = m_counts[token_id];
  count.leaving -= std::min(count.leaving, reserved);
  count.ended += sent;
}

void UsageMeter::logged(const Bytes& bytes, UnixTime time) {
  const std::string day = date_text(time);
  const std::lock_guard reading(m_reading);
  if (day != m_read_day) m_unread.clear();
  for (const auto& [token, more] : bytes) m_unread[token] += more;
  Bytes read;
  bool whole = false;
  try {
    read_on(day, read);
    whole = true;
  } catch (const Error&) {  // with the next look; until then they count in memory
  }
  const std::lock_guard lock(m_mutex);
  begin_day(day);
  for (const auto& [token, more] : read) m_counts[token].in_log += more;
  if (!whole) return;
  for (const auto& [token, less] : m_unread) {
    Count& count = m_counts[token];
    count.ended -= std::min(count.ended, less);
  }
  m_unread.clear();
}

std::uint64_t UsageMeter::bytes_today(const std::string& token_id, UnixTime time) const {
  const std::lock_guard lock(m_mutex);
  const auto found = m_counts.find(token_id);
  if (found == m_counts.end()) return 0;
  const Count& count = found->second;
  return count.leaving + (m_day == date_text(time) ? count.ended + count.in_log : 0);
}

bool UsageMeter::take_request(const std::string& token_id, unsigned most,
                              std::chrono::steady_clock::time_point time) {
  const std::lock_guard lock(m_mutex);
  Bucket& bucket = m_buckets[token_id];
  const double passed_s = std::chrono::duration<double>(time - bucket.at).count();
  bucket.at = time;
  bucket.level = std::max(0.0, bucket.level - passed_s * most / 60);
  if (bucket.level + 1 > most) return false;
  bucket.level += 1;
  return true;
}

}  // namespace pcrs::serve
