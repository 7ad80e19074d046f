// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <unistd.h>

#include <utility>

namespace pcrs::serve {

/// An open file, closed when this ends.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : m_number(number) {}
  ~Descriptor() {
    if (m_number >= 0) ::close(m_number);
  }
  Descriptor(Descriptor&& other) noexcept : m_number(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(m_number, other.m_number);
    return *this;
  }
  explicit operator bool() const { return m_number >= 0; }
  int number() const { return m_number; }
  int release() { return std::exchange(m_number, -1); }

 private:
  int m_number = -1;
};

}  // namespace pcrs::serve
