// SPDX-License-Identifier: Apache-2.0
#include "step/archive_consult.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

#include "base/interrupt.hpp"
#include "base/text.hpp"
#include "step/archive_context.hpp"
#include "step/archive_encryption.hpp"
#include "store/zstd_spool.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

constexpr std::size_t chunk_bytes = std::size_t{1} << 18U;
// Paths come in order, and tars that were packed later lie between: an encrypted one would begin anew each
// time.
constexpr std::size_t most_open = 4;

// Hands the stored bytes of a row on.
void read_stored(ByteSource& source, const store::IndexRow& row, const std::function<void(Bytes)>& to) {
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

std::map<std::string, Medium> mounted_volumes(const Cold& cold, const std::vector<fs::path>& given) {
  std::map<std::string, Medium> volumes;
  for (const fs::path& word : given) {
    if (const auto shelf = open_shelf(word, word.string(), cold.mode())) {
      const auto before = volumes.size();
      for (StoredVolume& volume : volumes_at(shelf))
        if (catalog::load_volume(cold.root(), volume.id))
          volumes.insert_or_assign(std::move(volume.id), std::move(volume.medium));
      if (volumes.size() == before) throw_usage(word.string(), "holds no volume of this chantier");
      continue;
    }
    const auto label = cold.label(word);
    if (!label) throw_usage(word.string(), "holds no volume");
    volumes.insert_or_assign(label->id, Medium(word));
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

void MemberReader::lock(const catalog::KeptRow& row, const std::string& what) {
  const auto volume = catalog::load_volume(m_cold.root(), row.volume);
  for (const catalog::VolumeTar& tar : volume ? volume->tars : std::vector<catalog::VolumeTar>{})
    if (tar.name == row.tar) m_locked[tar_of(row)] = what + "; " + keys_text(tar.recipients);
  throw_failed(tar_of(row), m_locked[tar_of(row)]);
}

std::unique_ptr<ByteSource> MemberReader::decrypted(const catalog::KeptRow& row,
                                                    std::unique_ptr<ByteSource> cipher) {
  const auto coding = store::coding_of(row.tar).value_or(store::Coding::none);
  if (coding == store::Coding::none) return cipher;
  if (coding == store::Coding::age && !m_identity)
    lock(row, "is encrypted: give the file of a key with --identity");
  auto plain = std::make_unique<store::DecryptingSource>(std::move(cipher), coding, m_identity);
  try {
    std::byte first{};
    plain->read_at(0, std::span(&first, 1));
  } catch (const Error& error) {
    rethrow_interrupt(error);
    if (error.where() != plain->name() || error.kind() == ErrorKind::retry) throw;
    lock(row, error.message());
  }
  return plain;
}

ByteSource& MemberReader::open(const catalog::KeptRow& row) {
  const std::string tar = tar_of(row);
  if (const auto locked = m_locked.find(tar); locked != m_locked.end()) throw_failed(tar, locked->second);
  const auto found =
      std::find_if(m_open.begin(), m_open.end(), [&](const auto& one) { return one.first == tar; });
  if (found == m_open.end()) {
    if (m_open.size() == most_open) m_open.pop_back();
    m_open.emplace_front(tar, decrypted(row, m_volumes.at(row.volume).open("data/" + row.tar)));
  } else {
    m_open.splice(m_open.begin(), m_open, found);
  }
  return *m_open.front().second;
}

void MemberReader::read(const std::vector<const catalog::KeptRow*>& rows, ByteSink& sink) {
  store::HashingSink whole(sink);
  for (const catalog::KeptRow* kept : rows) {
    const store::IndexRow& row = kept->row;
    ByteSource& source = open(*kept);
    if (row.kind == store::RowKind::zstd)
      store::unzstd(source, row.offset, row.stored_bytes, [&](Bytes bytes) { whole.write(bytes); });
    else
      read_stored(source, row, [&](Bytes bytes) { whole.write(bytes); });
  }
  const std::string& expected = rows.back()->row.sha256;
  if (!expected.empty() && whole.finish_hex() != expected)
    throw_failed(tar_of(*rows.back()),
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
