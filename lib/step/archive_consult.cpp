// SPDX-License-Identifier: Apache-2.0
#include "step/archive_consult.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

#include "base/interrupt.hpp"
#include "base/text.hpp"
#include "store/zstd_spool.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

constexpr std::size_t chunk_bytes = std::size_t{1} << 18U;

// Hands the stored bytes of a row on.
void read_stored(store::FileSource& source, const store::IndexRow& row,
                 const std::function<void(Bytes)>& to) {
  const auto buffer = std::make_unique_for_overwrite<std::byte[]>(chunk_bytes);
  for (std::uint64_t done = 0; done < row.stored_bytes;) {
    interrupt::check();
    const std::span<std::byte> wanted(buffer.get(), static_cast<std::size_t>(std::min<std::uint64_t>(
                                                        row.stored_bytes - done, chunk_bytes)));
    const std::size_t got = source.read_at(row.offset + done, wanted);
    if (got == 0) throw_failed(source.name(), "ends before " + row.path);
    to(wanted.first(got));
    done += got;
  }
}

}  // namespace

std::map<std::string, fs::path> mounted_volumes(const Cold& cold, const std::vector<fs::path>& folders) {
  std::map<std::string, fs::path> volumes;
  for (const fs::path& folder : folders) {
    const auto label = cold.label(folder);
    if (!label) throw_usage(folder.string(), "holds no volume");
    volumes[label->id] = folder;
  }
  return volumes;
}

std::string role_of(const Cold& cold, const Consultation& consultation) {
  if (trim(consultation.why).empty())
    throw_usage("--why", "is empty; the register of consultations keeps the reason");
  std::string known;
  for (const chantier::ColdReader& reader : cold.chantier().cold.readers) {
    if (reader.name == consultation.who) return reader.role;
    known += (known.empty() ? "" : ", ") + reader.name;
  }
  throw_usage("--who " + consultation.who,
              known.empty() ? "the chantier has no [[cold.readers]]; pcrs-chantier(5) says what goes there"
                            : "is no reader of the definitive storage: " + known);
}

ConsultationEntry::ConsultationEntry(Cold& cold, const Consultation& consultation, std::string action,
                                     std::string subject, Json selection)
    : m_cold(cold), m_action(std::move(action)), m_subject(std::move(subject)) {
  m_cold.journal().write(m_action, m_subject,
                         {{"requester", consultation.who},
                          {"role", role_of(cold, consultation)},
                          {"reason", consultation.why},
                          {"selection", std::move(selection)}},
                         "begun");
}

void ConsultationEntry::end(std::uint64_t files, std::uint64_t bytes, const std::string& result) {
  m_cold.journal().write(m_action, m_subject, {{"files", files}, {"size_bytes", bytes}}, result);
}

store::FileSource& MemberReader::open(const catalog::KeptRow& row) {
  const fs::path path = tar_of(row);
  if (!m_open || m_open_path != path) {
    m_open = std::make_unique<store::FileSource>(path);
    m_open_path = path;
  }
  return *m_open;
}

void MemberReader::read(const std::vector<const catalog::KeptRow*>& rows, ByteSink& sink) {
  store::HashingSink whole(sink);
  for (const catalog::KeptRow* kept : rows) {
    const store::IndexRow& row = kept->row;
    store::FileSource& source = open(*kept);
    if (row.kind == store::RowKind::zstd)
      store::unzstd(source, row.offset, row.stored_bytes, [&](Bytes bytes) { whole.write(bytes); });
    else
      read_stored(source, row, [&](Bytes bytes) { whole.write(bytes); });
  }
  const std::string& expected = rows.back()->row.sha256;
  if (!expected.empty() && whole.finish_hex() != expected)
    throw_failed(tar_of(*rows.back()).string(),
                 rows.back()->row.path + " is damaged there: it has another SHA-256 than the index says");
}

void set_attributes(const fs::path& path, const store::IndexRow& row) {
  const std::int64_t second_ns = 1'000'000'000;
  const std::int64_t rest = ((row.mtime_ns % second_ns) + second_ns) % second_ns;
  const timespec times[2] = {
      {0, UTIME_OMIT}, {static_cast<time_t>((row.mtime_ns - rest) / second_ns), static_cast<long>(rest)}};
  if (row.kind != store::RowKind::link && ::chmod(path.c_str(), row.mode & 07777U) != 0)
    throw_errno(path.string(), "its mode cannot be set");
  if (::utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW) != 0)
    throw_errno(path.string(), "its date cannot be set");
}

void restore_file(MemberReader& reader, const std::vector<const catalog::KeptRow*>& rows,
                  const fs::path& target) {
  const auto output = store::open_output(target);
  reader.read(rows, *output);
  set_attributes(output->temporary(), rows.front()->row);
  output->commit();
}

}  // namespace pcrs::step::archive
