// SPDX-License-Identifier: Apache-2.0
#include "step/archive_check_tar.hpp"

#include "base/error.hpp"
#include "step/archive_context.hpp"
#include "step/archive_encryption.hpp"
#include "step/archive_volume.hpp"
#include "store/digest.hpp"
#include "store/read_back.hpp"
#include "store/volume_index.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

using MemberFault = std::function<void(const std::string&, const std::string&)>;

// Holds the members of a tar against its index, line by line.
class AgainstIndex : public store::TarVisitor {
 public:
  AgainstIndex(const fs::path& index, const MemberFault& fault) : m_rows(index), m_fault(fault) {}
  void begin(const store::TarMember& member, std::uint64_t offset) override {
    m_row = m_rows.next();
    m_is_file = member.kind == store::TarKind::file;
    if (!m_row) return m_fault(member.path, "is not in the index");
    if (m_row->member() != member.path || m_row->mtime_ns != member.mtime_ns || m_row->mode != member.mode ||
        m_row->target != member.target || m_row->offset != offset || m_row->stored_bytes != member.size_bytes)
      m_fault(member.path, "is not what the index says at this place");
  }
  void content(Bytes bytes) override { m_hasher.update(bytes); }
  void end() override {
    const std::string digest = m_hasher.finish_hex();
    if (m_row && m_is_file && m_row->kind != store::RowKind::empty_void && m_row->stored_sha256 != digest)
      m_fault(m_row->path, "has SHA-256 " + digest + ", the index says " + m_row->stored_sha256);
  }
  bool ended() { return !m_rows.next(); }
  const store::IndexHead& head() const { return m_rows.head(); }

 private:
  store::IndexReader m_rows;
  const MemberFault& m_fault;
  store::Hasher m_hasher;
  std::optional<store::IndexRow> m_row;
  bool m_is_file = false;
};

// Digests what the program that decrypts is fed.
class FedSource : public ByteSource {
 public:
  explicit FedSource(std::unique_ptr<ByteSource> file) : m_file(std::move(file)) {}
  std::uint64_t size() const override { return m_file->size(); }
  std::string name() const override { return m_file->name(); }
  std::size_t read_at(std::uint64_t offset, std::span<std::byte> into) override {
    const std::size_t got = m_file->read_at(offset, into);
    if (offset != m_at) return got;
    m_hasher.update(into.first(got));
    m_at += got;
    return got;
  }
  // Of the whole file, whatever the program left unread.
  std::string finish_hex() {
    std::vector<std::byte> rest(std::size_t{1} << 18U);
    while (read_at(m_at, rest) > 0) {
    }
    return m_hasher.finish_hex();
  }

 private:
  const std::unique_ptr<ByteSource> m_file;
  store::Hasher m_hasher;
  std::uint64_t m_at = 0;
};

std::string other_digest(const std::string& now, const std::string& digest) {
  return now == digest ? "" : "has SHA-256 " + now + ", manifest-sha256.txt says " + digest;
}

class Check {
 public:
  Check(const Medium& medium, const std::string& path, const fs::path& index, const std::string& digest,
        const MemberFault& fault)
      : m_medium(medium),
        m_path(path),
        m_index(index),
        m_digest(digest),
        m_fault([this, &fault](const auto& member, const auto& what) {
          if (m_reading.members++ == 0) m_first = member + " " + what;
          fault(member, what);
        }) {}

  TarReading run(const std::optional<fs::path>& identity) {
    const store::Coding coding = store::coding_of(m_path).value_or(store::Coding::none);
    try {
      if (coding == store::Coding::none)
        m_reading.fault = read_plain();
      else
        m_reading.fault = identity ? read_encrypted(coding, *identity) : read_stored();
    } catch (const Error& error) {
      rethrow_interrupt(error);
      if (!is_below(error, m_medium.location()) && error.where() != m_index.string()) throw;
      // A store that went away, or does not let us read, says nothing of the tar.
      if (error.kind() == ErrorKind::retry) throw;
      m_medium.check_online();
      (is_refused() ? m_reading.refused : m_reading.fault) = error.message();
    }
    return m_reading;
  }

 private:
  // It is listed, and not even its first byte can be had.
  bool is_refused() const {
    if (!m_medium.remote()) return false;
    try {
      std::byte first{};
      m_medium.open(m_path)->read_at(0, std::span(&first, 1));
      return false;
    } catch (const Error& error) {
      rethrow_interrupt(error);
      if (error.kind() == ErrorKind::retry) throw;
    }
    const auto names = m_medium.tar_names();
    return std::find(names.begin(), names.end(), fs::path(m_path).filename().string()) != names.end();
  }

  std::string read_plain() {
    const auto source = begin();
    AgainstIndex visitor(m_index, m_fault);
    const std::string now = store::read_tar(*source, visitor);
    return fault_of(visitor, other_digest(now, m_digest));
  }

  std::string read_stored() { return other_digest(store::sha256_source(*begin()), m_digest); }

  std::string read_encrypted(store::Coding coding, const fs::path& identity) {
    auto fed = std::make_unique<FedSource>(begin());
    FedSource& cipher = *fed;
    store::DecryptingSource source(std::move(fed), coding, identity);
    AgainstIndex visitor(m_index, m_fault);
    std::string plain, what;
    try {
      plain = store::read_tar(source, visitor);
    } catch (const Error& error) {
      rethrow_interrupt(error);
      if (error.where() != source.name() || error.kind() == ErrorKind::retry) throw;
      what = error.message();
    }
    const std::string other = other_digest(cipher.finish_hex(), m_digest);
    m_reading.decrypted = source.opened();
    // Its bytes are those that were written: the key or the program is at fault, not the tar.
    if (!what.empty() && other.empty()) {
      m_reading.decrypted = false;
      m_reading.locked = what + "; " + keys_text(store::IndexReader(m_index).read_head().recipients);
      return {};
    }
    if (!what.empty()) return what + (other.empty() ? "" : "; it " + other);
    std::string fault = fault_of(visitor, other);
    if (!fault.empty() || plain == visitor.head().plain.sha256) return fault;
    return "holds a tar of SHA-256 " + plain + ", its index says " + visitor.head().plain.sha256;
  }

  std::unique_ptr<ByteSource> begin() {
    auto source = m_medium.open(m_path);
    const auto* file = dynamic_cast<const store::FileSource*>(source.get());
    m_reading.from_medium = file == nullptr || store::drop_cache(*file);
    m_reading.bytes_read = source->size();
    return source;
  }

  std::string fault_of(AgainstIndex& visitor, const std::string& other) const {
    if (m_reading.members > 0) return m_first;
    if (!other.empty()) return other;
    return visitor.ended() ? "" : "lacks members that the index lists";
  }

  const Medium& m_medium;
  const std::string m_path;
  const fs::path m_index;
  const std::string m_digest;
  const MemberFault m_fault;
  TarReading m_reading;
  std::string m_first;
};

}  // namespace

TarReading check_tar(const Medium& medium, const fs::path& tags, const std::string& path,
                     const std::string& digest, const std::optional<fs::path>& identity,
                     const MemberFault& fault) {
  return Check(medium, path, tags / (index_stem(path) + ".tsv"), digest, fault).run(identity);
}

}  // namespace pcrs::step::archive
