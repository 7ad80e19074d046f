// SPDX-License-Identifier: Apache-2.0
#include "serve/usage.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/line_reader.hpp"
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
    store::FileSource source(log);
    LineReader lines(source);
    while (const auto line = lines.next()) read_line(*line, since, each);
  }
}

// Only whole lines count: the rest of a torn one comes with the next look.
void UsageMeter::read_on(const std::string& day) {
  if (day != m_day) {
    m_day = day;
    m_bytes.clear();
    m_read_bytes.clear();
  }
  for (const fs::path& log : logs_of(m_folder)) {
    std::uint64_t& from = m_read_bytes[log];
    store::FileSource source(log);
    if (source.size() < from) from = 0;  // another file under that name
    std::string text(source.size() - from, '\0');
    text.resize(source.read_at(from, std::as_writable_bytes(std::span(text.data(), text.size()))));
    text.resize(text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1);
    from += text.size();
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      read_line(std::string_view(text).substr(at, end - at), day, [&](const UsageLine& line) {
        if (line.day == day && !line.token_id.empty()) m_bytes[line.token_id] += line.bytes;
      });
      at = end + 1;
    }
  }
}

std::uint64_t UsageMeter::bytes_today(const std::string& token_id, UnixTime time) {
  const std::lock_guard lock(m_mutex);
  if (time != m_read_at) {
    m_read_at = time;
    try {
      read_on(date_text(time));
    } catch (const Error&) {  // what was counted so far counts on
    }
  }
  const auto found = m_bytes.find(token_id);
  return found == m_bytes.end() ? 0 : found->second;
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
