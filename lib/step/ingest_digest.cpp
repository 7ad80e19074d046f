// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_digest.hpp"

#include <vector>

#include "base/interrupt.hpp"
#include "store/file.hpp"

namespace pcrs::step::ingest {

Digests digest_once(const std::filesystem::path& file, const std::set<store::DigestKind>& kinds) {
  std::map<store::DigestKind, store::Hasher> hashers;
  hashers.emplace(store::DigestKind::sha256, store::Hasher(store::DigestKind::sha256));
  for (const store::DigestKind kind : kinds) hashers.emplace(kind, store::Hasher(kind));
  store::FileSource source(file);
  std::vector<std::byte> buffer(std::size_t{1} << 20U);
  for (std::uint64_t offset = 0; offset < source.size();) {
    interrupt::check();
    const std::size_t got = source.read_at(offset, buffer);
    if (got == 0) break;  // the file shrank meanwhile: its date tells the next run
    for (auto& [kind, hasher] : hashers) hasher.update(Bytes(buffer).first(got));
    offset += got;
  }
  Digests digests;
  for (auto& [kind, hasher] : hashers) digests[kind] = hasher.finish_hex();
  return digests;
}

}  // namespace pcrs::step::ingest
