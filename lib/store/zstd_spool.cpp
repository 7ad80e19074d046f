// SPDX-License-Identifier: Apache-2.0
#include "store/zstd_spool.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "store/file.hpp"

namespace pcrs::store {

namespace {

constexpr std::size_t chunk_bytes = std::size_t{1} << 18U;
constexpr int level = 9;  // written once, kept for decades; level 19 takes ten times as long for a tenth less

struct FreeCompressor {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};
struct FreeDecompressor {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

}  // namespace

ZstdSpool::ZstdSpool(std::filesystem::path folder) : m_folder(std::move(folder)) {
  make_folders(m_folder);
  std::string name = (m_folder / ".pcrs-spool-XXXXXX").string();
  m_descriptor = ::mkostemp(name.data(), O_CLOEXEC);
  if (m_descriptor < 0) throw_errno(m_folder.string(), "no spool can be made in it");
  ::unlink(name.c_str());
}

ZstdSpool::~ZstdSpool() {
  ::close(m_descriptor);
}

void ZstdSpool::put(Bytes bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::pwrite(m_descriptor, bytes.data(), bytes.size(), static_cast<off_t>(m_size));
    if (put <= 0) throw_errno(m_folder.string(), "its spool cannot be written");
    m_size += static_cast<std::uint64_t>(put);
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
}

void ZstdSpool::take(const std::function<std::size_t(std::span<std::byte>)>& read) {
  const std::unique_ptr<ZSTD_CCtx, FreeCompressor> context(ZSTD_createCCtx());
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::vector<std::byte> in(chunk_bytes), out(chunk_bytes);
  for (bool ended = false; !ended;) {
    const std::size_t got = read(in);
    ended = got == 0;
    ZSTD_inBuffer from{in.data(), got, 0};
    std::size_t left = 1;
    while (from.pos < from.size || (ended && left > 0)) {
      ZSTD_outBuffer into{out.data(), out.size(), 0};
      left = ZSTD_compressStream2(context.get(), &into, &from, ended ? ZSTD_e_end : ZSTD_e_continue);
      if (ZSTD_isError(left) != 0)
        throw_failed(m_folder.string(), std::string("zstd: ") + ZSTD_getErrorName(left));
      put(Bytes(out).first(into.pos));
    }
  }
}

void ZstdSpool::give(const std::function<void(Bytes)>& to) const {
  std::vector<std::byte> buffer(chunk_bytes);
  for (std::uint64_t at = 0; at < m_size;) {
    interrupt::check();
    const ssize_t got = ::pread(m_descriptor, buffer.data(), buffer.size(), static_cast<off_t>(at));
    if (got <= 0) throw_errno(m_folder.string(), "its spool cannot be read");
    to(Bytes(buffer).first(static_cast<std::size_t>(got)));
    at += static_cast<std::uint64_t>(got);
  }
}

void unzstd(ByteSource& source, std::uint64_t offset, std::uint64_t size_bytes,
            const std::function<void(Bytes)>& to) {
  const std::unique_ptr<ZSTD_DCtx, FreeDecompressor> context(ZSTD_createDCtx());
  std::vector<std::byte> in(chunk_bytes), out(chunk_bytes);
  std::size_t left = 1;
  for (std::uint64_t at = 0; at < size_bytes;) {
    interrupt::check();
    const std::size_t got = source.read_at(
        offset + at,
        std::span(in).first(static_cast<std::size_t>(std::min<std::uint64_t>(size_bytes - at, in.size()))));
    if (got == 0) break;
    at += got;
    ZSTD_inBuffer from{in.data(), got, 0};
    while (from.pos < from.size) {
      ZSTD_outBuffer into{out.data(), out.size(), 0};
      left = ZSTD_decompressStream(context.get(), &into, &from);
      if (ZSTD_isError(left) != 0)
        throw_failed(source.name(), std::string("zstd: ") + ZSTD_getErrorName(left));
      to(Bytes(out).first(into.pos));
    }
  }
  if (left != 0) throw_failed(source.name(), "a zstd member ends too early");
}

}  // namespace pcrs::store
