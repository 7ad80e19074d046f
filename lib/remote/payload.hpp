// SPDX-License-Identifier: Apache-2.0
// A whole source on its way in one request, without being held: digested as it is read. Internal to remote/.
#pragma once
#include <functional>
#include <string>

#include "base/bytes.hpp"
#include "store/digest.hpp"

namespace pcrs::remote {

class Payload : public ByteSource {
 public:
  /// `require` gets the SHA-256 of all before the last bytes are handed out, so that no server can have them;
  /// it throws when they are not what they should be.
  Payload(ByteSource& source, std::function<void(const std::string&)> require);

  std::uint64_t size() const override { return m_source.size(); }
  /// In order; from the front again when a request is tried again.
  std::size_t read_at(std::uint64_t offset, std::span<std::byte> into) override;
  std::string name() const override { return m_source.name(); }
  /// Hex; empty before all was read.
  const std::string& md5() const { return m_md5; }

 private:
  void finish();

  ByteSource& m_source;
  const std::function<void(const std::string&)> m_require;
  std::uint64_t m_at = 0;
  store::Hasher m_sha256;
  store::Hasher m_running_md5{store::DigestKind::md5};
  std::string m_md5;
};

}  // namespace pcrs::remote
