// SPDX-License-Identifier: Apache-2.0
#include "step/archive_tar.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "step/archive_context.hpp"
#include "store/zstd_spool.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

constexpr std::size_t chunk_bytes = std::size_t{1} << 18U;
constexpr std::size_t rows_bytes = std::size_t{1} << 16U;

store::IndexRow row_of(const SourceEntry& entry) {
  store::IndexRow row;
  row.size_bytes = entry.member.size_bytes;
  row.mtime_ns = entry.member.mtime_ns;
  row.mode = entry.member.mode;
  row.path = entry.member.path;
  row.target = entry.member.target;
  return row;
}

store::TarMember member_of(const SourceEntry& entry, const store::IndexRow& row) {
  store::TarMember member = entry.member;
  member.path = row.member();
  member.size_bytes = row.stored_bytes;
  return member;
}

}  // namespace

std::uint64_t index_cost_bytes(const store::TarMember& member) {
  constexpr std::uint64_t digits = 300, list = 70;  // what stands in a line beside names
  return 2 * (digits + 2 * (member.path.size() + member.target.size())) + list + 2 * member.path.size();
}

PackedTar::PackedTar(Cold& cold, const fs::path& volume, const std::string& volume_id, std::string name,
                     const std::string& delivery, std::uint64_t repeated, const store::Encryption& encryption,
                     const std::function<void(const Finding&)>& report)
    : m_name(std::move(name)),
      m_delivery(delivery),
      m_repeated(repeated),
      m_recipients(encryption.recipients),
      m_report(report),
      m_spool_folder(cold.chantier().work),
      m_index(store::open_output(catalog::index_file(cold.root(), volume_id, m_name), cold.mode())),
      m_index_sink(*m_index),
      m_file(store::open_output(volume / "data" / m_name, cold.mode())),
      m_cipher(encryption.on() && cold.real() ? std::make_unique<store::EncryptingSink>(encryption, *m_file)
                                              : nullptr),
      m_writer(m_cipher ? static_cast<ByteSink&>(*m_cipher) : *m_file) {
  m_rows = store::index_text({delivery, repeated, m_recipients});
}

void PackedTar::add_other(const SourceEntry& entry) {
  store::IndexRow row = row_of(entry);
  row.kind = entry.member.kind == store::TarKind::folder ? store::RowKind::folder : store::RowKind::link;
  row.offset = m_writer.begin(entry.member);
  add_row(row);
}

// Reads what the member begun is promised. False when the source cannot give it.
bool PackedTar::copy(SourceReader& source, const SourceEntry& entry, store::Hasher* stored) {
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(m_writer.missing_bytes(), chunk_bytes));
  const auto buffer = std::make_unique_for_overwrite<std::byte[]>(size);
  while (m_writer.missing_bytes() > 0) {
    const std::span<std::byte> wanted(
        buffer.get(), static_cast<std::size_t>(std::min<std::uint64_t>(m_writer.missing_bytes(), size)));
    std::size_t got = 0;
    try {
      got = source.read(wanted);
    } catch (const Error& error) {
      rethrow_interrupt(error);
      m_report(
          {entry.member.path, "source.unreadable", error.message() + "; mend the disk and run this again"});
      return false;
    }
    if (got == 0) return true;  // shorter than it was: unchanged() tells
    if (stored != nullptr) stored->update(wanted.first(got));
    m_writer.write(wanted.first(got));
  }
  return true;
}

AddedFile PackedTar::add_file(const SourceEntry& entry, SourceReader& source, const Part& part) {
  store::IndexRow row = row_of(entry);
  row.kind = part.number > 0 ? store::RowKind::part : store::RowKind::file;
  row.part = part.number;
  row.start = part.start;
  row.stored_bytes = part.size_bytes;
  row.offset = m_writer.begin(member_of(entry, row));
  store::Hasher stored;
  const bool readable = copy(source, entry, part.number > 0 ? &stored : nullptr);
  const bool is_last = part.start + part.size_bytes == entry.member.size_bytes;
  if (readable && m_writer.missing_bytes() == 0 && source.unchanged()) {
    if (is_last) row.sha256 = source.finish_hex();
    row.stored_sha256 = part.number > 0 ? stored.finish_hex() : row.sha256;
    add_row(row);
    return {true, row.sha256};
  }
  m_writer.fill();
  if (readable)
    m_report(
        {entry.member.path, "source.changed",
         "changed while it was read: void in " + m_name + "; let whoever writes it end, and run this again"});
  row.kind = store::RowKind::empty_void;
  add_row(row);
  return {};
}

AddedFile PackedTar::add_zstd(const SourceEntry& entry, SourceReader& source) {
  store::ZstdSpool spool(m_spool_folder);
  try {
    spool.take([&](std::span<std::byte> into) { return source.read(into); });
  } catch (const Error& error) {
    rethrow_interrupt(error);
    if (error.where() != entry.location.string()) throw;
    m_report(
        {entry.member.path, "source.unreadable", error.message() + "; mend the disk and run this again"});
    return {};
  }
  if (!source.unchanged()) {
    m_report({entry.member.path, "source.changed",
              "changed while it was read: not archived; let whoever writes it end, and run this again"});
    return {};
  }
  store::IndexRow row = row_of(entry);
  row.kind = store::RowKind::zstd;
  row.sha256 = source.finish_hex();
  row.stored_bytes = spool.size_bytes();
  row.offset = m_writer.begin(member_of(entry, row));
  store::Hasher stored;
  spool.give([&](Bytes bytes) {
    stored.update(bytes);
    m_writer.write(bytes);
  });
  row.stored_sha256 = stored.finish_hex();
  add_row(row);
  return {true, row.sha256};
}

void PackedTar::add_row(store::IndexRow& row) {
  ++m_members;
  m_index_bytes += index_cost_bytes({row.path, store::TarKind::file, 0, 0, 0, row.target});
  m_rows += store::index_line(row);
  if (m_rows.size() < rows_bytes) return;
  m_index_sink.write(as_bytes(m_rows));
  m_rows.clear();
}

catalog::VolumeTar PackedTar::finish() {
  const std::string sha256 = m_writer.finish();
  const store::StoredFile plain{sha256, m_writer.size_bytes()};
  const store::StoredFile stored = m_cipher ? m_cipher->finish() : plain;
  if (!m_recipients.empty()) m_rows += store::index_end(plain);
  m_index_sink.write(as_bytes(m_rows));
  m_index->commit();
  catalog::VolumeTar tar;
  tar.name = m_name;
  tar.delivery = m_delivery;
  tar.members = m_members;
  tar.repeated = m_repeated;
  tar.sha256 = stored.sha256;
  tar.size_bytes = stored.size_bytes;
  tar.recipients = m_recipients;
  if (!m_recipients.empty()) tar.plain = plain;
  tar.index_sha256 = m_index_sink.finish_hex();
  m_file->commit();
  tar.written_at = utc_text(now());
  return tar;
}

}  // namespace pcrs::step::archive
