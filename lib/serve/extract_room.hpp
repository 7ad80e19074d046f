// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

namespace pcrs::serve {

/// Room on the disk for extracts that are made, or that clients are still taking: slow ones do not fill it.
class ExtractRoom : public std::enable_shared_from_this<ExtractRoom> {
 public:
  static constexpr unsigned most_files = 16;
  static constexpr std::uint64_t most_bytes = 1'600'000'000;

  /// The place of one file, given back when this ends.
  class Place {
   public:
    Place(std::shared_ptr<ExtractRoom> room, std::uint64_t bytes) : m_room(std::move(room)), m_bytes(bytes) {}
    ~Place() { m_room->change(m_bytes, 0, true); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    /// The file is made, and has that size.
    void fit(std::uint64_t bytes) {
      m_room->change(m_bytes, bytes, false);
      m_bytes = bytes;
    }

   private:
    std::shared_ptr<ExtractRoom> m_room;  // of settings that may have been replaced since
    std::uint64_t m_bytes;
  };

  /// A place for a file of at most `bytes`; null when there is none now.
  std::shared_ptr<Place> take(std::uint64_t bytes) {
    const std::lock_guard lock(m_mutex);
    if (m_files >= most_files || m_bytes + bytes > most_bytes) return nullptr;
    auto place = std::make_shared<Place>(shared_from_this(), bytes);
    ++m_files;
    m_bytes += bytes;
    return place;
  }

 private:
  void change(std::uint64_t from, std::uint64_t to, bool last) {
    const std::lock_guard lock(m_mutex);
    m_bytes = m_bytes - from + to;
    m_files -= last ? 1 : 0;
  }
  std::mutex m_mutex;
  unsigned m_files = 0;
  std::uint64_t m_bytes = 0;
};

}  // namespace pcrs::serve
