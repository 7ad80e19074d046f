// SPDX-License-Identifier: Apache-2.0
// A program of the machine as a filter: a child that reads its standard input and writes its standard output.
#pragma once
#include <sys/types.h>

#include <array>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace pcrs::store {

/// No shell stands between, and what is passed is for all to see: never a secret. Its messages are English.
/// It leaves no core file. It is ended when this object goes. SIGPIPE must be ignored (interrupt::install): a
/// program that dies is told by ended().
class Program {
 public:
  /// `words`: the program, found by PATH, and its arguments. Throws Error (failed) when it cannot be started.
  explicit Program(std::vector<std::string> words);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// Waits until the program takes some of `input`, which is cut at its front, or gives something; how many
  /// bytes of `into` it filled. Once the program reads no more, `input` is dropped. Throws Error (failed)
  /// when a signal asks to stop.
  std::size_t exchange(Bytes& input, std::span<std::byte> into);
  /// Says that no input follows.
  void end_input();
  /// True once its output has ended, for whatever reason.
  bool ended() const { return m_out < 0; }
  /// Waits for its end. What went wrong, in its own words where it had any; empty when all went well.
  std::string wait();
  const std::string& name() const { return m_name; }

 private:
  void take_messages();
  std::string fault() const;

  std::string m_name;
  pid_t m_pid = -1;
  int m_in = -1, m_out = -1, m_err = -1;  ///< our ends
  int m_status = 0;
  std::string m_messages;
};

/// All that a program gives without input. Throws Error (failed) at `where` with its words.
std::string output_of(std::vector<std::string> words, const std::string& where);

}  // namespace pcrs::store
