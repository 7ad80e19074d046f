// SPDX-License-Identifier: Apache-2.0
#include "store/fetch.hpp"

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "store/digest.hpp"

namespace pcrs::store {

std::optional<Unfit> fetch(
    Place& place, const Wanted& wanted, const std::filesystem::path& target, WriteMode mode,
    const std::function<std::unique_ptr<ByteSource>(std::unique_ptr<ByteSource>)>& through) {
  const auto info = place.stat(wanted.key);
  if (!info) return Unfit{Unfit::How::missing, "is missing"};
  if (info->size_bytes != wanted.size_bytes)
    return Unfit{Unfit::How::wrong_size, "has " + std::to_string(info->size_bytes) +
                                             " bytes, the record says " + std::to_string(wanted.size_bytes)};
  const auto file = open_output(target, mode);
  try {
    auto source = place.open(wanted.key);
    if (through) source = through(std::move(source));
    const std::string sha256 = copy_hashing(*source, *file);
    if (sha256 != wanted.sha256)
      return Unfit{Unfit::How::wrong_bytes, "has SHA-256 " + sha256 + ", the record says " + wanted.sha256};
  } catch (const Error& error) {
    const bool of_object = error.kind() != ErrorKind::retry && error.where() == place.location(wanted.key);
    if (interrupt::signal_number() != 0 || !of_object) throw;
    return Unfit{Unfit::How::unreadable, error.message()};
  }
  file->set_modified(info->modified);
  file->commit();
  return std::nullopt;
}

}  // namespace pcrs::store
