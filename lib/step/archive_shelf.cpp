// SPDX-License-Identifier: Apache-2.0
#include "step/archive_shelf.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "step/archive_context.hpp"
#include "step/archive_encryption.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::archive {

namespace {

constexpr std::uint64_t most_members = 100'000;
constexpr std::uint64_t most_tar_bytes = 16'000'000'000;
constexpr std::uint64_t least_tar_bytes = 1'000'000;
// A part smaller than this is not worth a volume.
constexpr std::uint64_t least_share_bytes = 256 << 10;

std::uint64_t cost_of(const store::TarMember& member) {
  return store::tar_member_bytes(member) + index_cost_bytes(member);
}

}  // namespace

Shelf::Shelf(Cold& cold, const chantier::ColdPlace& place, const PackOptions& options,
             const std::vector<VolumeRoom>& rooms, Reporter& reporter, Summary& summary,
             const std::function<void(const Finding&)>& report)
    : m_cold(cold),
      m_place(place),
      m_options(options),
      m_rooms(rooms),
      m_encryption(encryption_of(cold.chantier())),
      m_reporter(reporter),
      m_summary(summary),
      m_report(report) {}

bool Shelf::fits(std::uint64_t need) const {
  const std::uint64_t size = m_tar->size_bytes() + need;
  return m_tar->members() < most_members && (size <= m_tar_limit || !m_tar->holds_news()) &&
         size + m_tar->index_bytes() <= m_tar_room;
}

PackedTar& Shelf::tar_for(const SourceEntry& entry, std::uint64_t bytes,
                          const std::vector<SourceEntry>& folders, std::uint64_t& share) {
  store::TarMember member = entry.member;
  member.size_bytes = share = bytes;
  const std::uint64_t need = cost_of(member);
  if (m_tar && fits(need)) return *m_tar;
  close_tar();
  std::uint64_t above = store::tar_end_bytes;
  for (const SourceEntry& folder : folders) above += cost_of(folder.member);
  while (true) {
    if (!m_volume) open_volume();
    const std::uint64_t room = tar_room();
    const bool is_whole = room >= above + need;
    if (!is_whole && m_volume->is_empty()) share = largest_share(entry, room - std::min(room, above));
    if (is_whole || m_volume->is_empty()) {
      open_tar(folders, entry.member.path.substr(0, entry.member.path.find('/')));
      return *m_tar;
    }
    leave("full");
  }
}

std::uint64_t Shelf::tar_room() const {
  const std::uint64_t room = m_volume->room_bytes();
  return room - std::min(room, store::cipher_overhead_bytes(m_encryption, room));
}

std::uint64_t Shelf::largest_share(const SourceEntry& entry, std::uint64_t room) const {
  store::TarMember member = entry.member;
  member.path += ".part-0000";
  member.size_bytes = 0;
  // A pax header for the size may come on top.
  const std::uint64_t kept = cost_of(member) + 3 * store::tar_block_bytes;
  const std::uint64_t share = (room - std::min(room, kept)) / store::tar_block_bytes * store::tar_block_bytes;
  if (entry.member.kind != store::TarKind::file || share < least_share_bytes)
    throw_usage(m_volume->folder().string(),
                "is too small: index, LISEZMOI.txt and the copy of the catalog leave " +
                    bytes_text(tar_room()) + " for what is delivered");
  return share;
}

void Shelf::open_volume() {
  m_is_used_up = m_next == m_rooms.size();
  if (m_is_used_up)
    throw_retry(
        m_rooms.back().folder.string(),
        "every volume that was given is full; what is done stays: mount an empty one and run this again with "
        "--volume DIR");
  const VolumeRoom& room = m_rooms[m_next];
  if (!room.shelf) ++m_next;  // an object store takes as many as there are
  m_volume =
      std::make_unique<VolumeWriter>(m_cold, m_place, room, m_options.capacity_bytes, m_options.read_back);
  m_reporter.note(1, room.folder.string() + ": volume " + m_volume->id());
  m_tar_limit = m_options.tar_bytes > 0
                    ? m_options.tar_bytes
                    : std::clamp(m_volume->total_bytes() / 16, least_tar_bytes, most_tar_bytes);
  if (room.shelf && m_cold.real())
    store::require_space(m_volume->folder(), m_tar_limit, "one tar, before it is sent (--tar-size)");
}

std::string Shelf::tar_name(const std::string& delivery) const {
  const std::string name = delivery + "-" + padded_text(m_number, 4) + ".tar";
  return m_encryption.on() ? name + "." + coding_name(m_encryption.coding) : name;
}

void Shelf::open_tar(const std::vector<SourceEntry>& folders, const std::string& delivery) {
  // Asked once: the numbers of a place are this run's alone. A tar taken over on the way counts too.
  m_number = std::max(m_number + 1, VolumeWriter::next_number(m_cold, m_place.id, delivery));
  m_tar_room = tar_room();
  m_tar = std::make_unique<PackedTar>(m_cold, m_volume->folder(), m_volume->id(), tar_name(delivery),
                                      delivery, folders.size(), m_encryption, m_report);
  for (const SourceEntry& folder : folders) m_tar->add_other(folder);
}

void Shelf::close_tar() {
  if (!m_tar) return;
  m_closing = m_tar->name();
  const catalog::VolumeTar tar = m_tar->finish();
  m_volume->add(tar);
  m_closing.clear();
  m_tar.reset();
  m_summary.done += tar.members - tar.repeated;
  m_summary.bytes_written += tar.size_bytes;
  const std::string path = m_volume->location("data/" + tar.name);
  m_reporter.result(path, {{"path", path},
                           {"volume", m_volume->id()},
                           {"place", m_place.id},
                           {"members", tar.members},
                           {"size_bytes", tar.size_bytes},
                           {"sha256", tar.sha256}});
}

void Shelf::resume() {
  const VolumeRoom& room = m_rooms.front();
  if (room.shelf && m_cold.real() && !VolumeUpload::begun(m_cold, m_place.id, room.url()).empty())
    open_volume();
}

void Shelf::leave(const std::string& state) {
  close_tar();
  if (!m_volume) return;
  m_volume->leave(state);
  m_volume.reset();
}

bool Shelf::is_of_volume(const Error& error) const {
  return error.kind() == ErrorKind::failed && m_next > 0 && is_below(error, m_rooms[m_next - 1].folder);
}

// Removes what may be removed; what stays counts for nothing.
std::vector<catalog::VoidFile> Shelf::remains(const std::vector<fs::path>& files,
                                              const std::string& why) const {
  std::vector<catalog::VoidFile> voids;
  for (const fs::path& file : files) {
    std::error_code error;
    fs::remove(file, error);
    if (fs::exists(file, error))
      voids.push_back({file.lexically_relative(m_volume->folder()).string(), utc_text(now()), why});
  }
  return voids;
}

void Shelf::give_up(const Error& error) {
  const fs::path folder = m_rooms[m_next - 1].folder;
  m_report({folder.string(), "volume.failed",
            error.message() + " (" + error.where() +
                "): a tar in hand is lost, what was whole before stays; going on with the next volume",
            Severity::warning});
  if (!m_volume) return;
  std::vector<fs::path> files;
  const std::string closing = std::exchange(m_closing, "");
  if (m_tar && m_cold.real()) files.push_back(m_tar->temporary());
  m_tar.reset();
  if (!closing.empty()) {
    m_volume->forget(closing);
    files.push_back(folder / "data" / closing);
  }
  const auto voids = remains(files, error.message());
  catalog::update_volume(
      m_cold.root(), m_volume->id(), m_place.id,
      [&](catalog::Volume& volume) {
        volume.state = "failed";
        volume.voids.insert(volume.voids.end(), voids.begin(), voids.end());
      },
      m_cold.mode());
  m_cold.journal().write("pack", m_volume->id(), {{"why", error.what()}, {"void", voids.size()}},
                         "volume given up");
  try {
    m_volume->leave("failed");
  } catch (const Error& again) {
    rethrow_interrupt(again);
    m_reporter.note(1, again.what());
  }
  m_volume.reset();
}

}  // namespace pcrs::step::archive
