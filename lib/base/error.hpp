// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stdexcept>
#include <string>

namespace pcrs {

/// What a caller can do about a failure; the command line turns it into an exit code.
enum class ErrorKind {
  usage,   ///< the call or the chantier file is wrong, nothing was touched (exit 2)
  failed,  ///< the work could not be done (exit 1)
  retry    ///< try later: lock held, tier offline (exit 4)
};

/// The one exception of the project. `where` names a file, a line or an option; `message` says what is
/// wrong there and what to do, without repeating `where`.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, std::string where, std::string message)
      : std::runtime_error(where.empty() ? message : where + ": " + message),
        m_kind(kind),
        m_where(std::move(where)),
        m_message(std::move(message)) {}
  ErrorKind kind() const noexcept { return m_kind; }
  const std::string& where() const noexcept { return m_where; }
  const std::string& message() const noexcept { return m_message; }

 private:
  ErrorKind m_kind;
  std::string m_where;
  std::string m_message;
};

/// Shorthands; `failed_errno` appends the text of errno as it stands when called.
[[noreturn]] void throw_usage(std::string where, std::string message);
[[noreturn]] void throw_failed(std::string where, std::string message);
[[noreturn]] void throw_retry(std::string where, std::string message);
[[noreturn]] void throw_errno(std::string where, std::string action);

/// Calls `read`; what it refuses (usage) is told at `where` first, such as the line of the chantier file that
/// names what is read. An empty `where` adds nothing.
template <typename Read>
auto told_at(const std::string& where, const Read& read) {
  try {
    return read();
  } catch (const Error& error) {
    if (where.empty() || error.kind() != ErrorKind::usage) throw;
    throw Error(ErrorKind::usage, where, error.what());
  }
}

}  // namespace pcrs
