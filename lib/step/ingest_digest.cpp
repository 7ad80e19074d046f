// SPDX-License-Identifier: Apache-2.0
#include "step/ingest_digest.hpp"

#include "store/file.hpp"

namespace pcrs::step::ingest {

Digests digest_once(const std::filesystem::path& file, const std::set<store::DigestKind>& kinds) {
  std::map<store::DigestKind, store::Hasher> hashers;
  hashers.emplace(store::DigestKind::sha256, store::Hasher(store::DigestKind::sha256));
  for (const store::DigestKind kind : kinds) hashers.emplace(kind, store::Hasher(kind));
  store::FileSource source(file);
  read_through(source, [&](Bytes bytes) {
    for (auto& [kind, hasher] : hashers) hasher.update(bytes);
  });
  Digests digests;
  for (auto& [kind, hasher] : hashers) digests[kind] = hasher.finish_hex();
  return digests;
}

}  // namespace pcrs::step::ingest
