// SPDX-License-Identifier: Apache-2.0
#include "raster/check_pixels.hpp"

#include <cpl_conv.h>
#include <gdal_priv.h>

#include <algorithm>
#include <cmath>

#include "base/interrupt.hpp"
#include "base/text.hpp"
#include "raster/check_context.hpp"
#include "raster/check_thumbnail.hpp"
#include "raster/gdal_session.hpp"

namespace pcrs::raster {

namespace {

struct Lock {
  GDALRasterBlock* block = nullptr;
  explicit Lock(GDALRasterBlock* locked) : block(locked) {}
  Lock(Lock&& other) noexcept : block(std::exchange(other.block, nullptr)) {}
  ~Lock() {
    if (block != nullptr) block->DropLock();
  }
};

// Each block is looked at once: a cache that only just holds what is being decoded hands the same memory out
// again, still warm, where a large one must first be filled with fresh pages. A mask keeps the room it had:
// its blocks may be cut otherwise than the image's and be needed again.
class SmallCache {
 public:
  SmallCache(GDALDataset& dataset, MaskKind mask) : m_before(GDALGetCacheMax64()) {
    int width = 0, height = 0;
    dataset.GetRasterBand(1)->GetBlockSize(&width, &height);
    const std::int64_t block_bytes = std::int64_t{width} * height * dataset.GetRasterCount() *
                                     GDALGetDataTypeSizeBytes(dataset.GetRasterBand(1)->GetRasterDataType());
    if (mask != MaskKind::mask) GDALSetCacheMax64(std::min(m_before, least_bytes + 4 * block_bytes));
  }
  ~SmallCache() { GDALSetCacheMax64(m_before); }
  SmallCache(const SmallCache&) = delete;
  SmallCache& operator=(const SmallCache&) = delete;

 private:
  static constexpr std::int64_t least_bytes = 1 << 20;
  const std::int64_t m_before;
};

/// Decodes every block of every band once and passes RGB on to the counter.
class Decoder {
 public:
  Decoder(CheckContext& check, GDALDataset& dataset, MaskKind mask)
      : m_check(check),
        m_dataset(dataset),
        m_mask(mask),
        m_counter(dataset.GetRasterXSize(), dataset.GetRasterYSize()) {
    dataset.GetRasterBand(1)->GetBlockSize(&m_block_width, &m_block_height);
    int has_nodata = 0;
    m_nodata = dataset.GetRasterBand(1)->GetNoDataValue(&has_nodata);
    for (int band = 1; band <= dataset.GetRasterCount(); ++band)
      m_bytes = m_bytes && dataset.GetRasterBand(band)->GetRasterDataType() == GDT_Byte;
  }

  void run() {
    const int width = m_dataset.GetRasterXSize(), height = m_dataset.GetRasterYSize();
    for (int y = 0; y < height; y += m_block_height) {
      interrupt::check();
      for (int x = 0; x < width; x += m_block_width)
        decode(x, y, std::min(m_block_width, width - x), std::min(m_block_height, height - y));
      if (height - y <= m_block_height) break;
    }
    tell_failures();
    if (m_bytes && m_failed < m_blocks) tell_counts();
  }

 private:
  void decode(int x, int y, int width, int height) {
    ++m_blocks;
    m_errors.clear();
    std::vector<Lock> locks;
    bool whole = true;
    for (int band = 1; band <= m_dataset.GetRasterCount(); ++band) {
      locks.emplace_back(
          m_dataset.GetRasterBand(band)->GetLockedBlockRef(x / m_block_width, y / m_block_height));
      whole = whole && locks.back().block != nullptr;
    }
    if (whole && m_bytes) count({x, y, width, height, std::size_t(m_block_width), planes_of(locks)}, locks);
    if (!whole || m_errors.failed())
      note_fault(m_failed, m_first_failure, x, y);
    else if (m_errors.any() && m_errors.text().find("Deprecated") == std::string::npos)
      note_fault(m_damaged, m_first_damage, x, y);
  }

  // Grey images are counted as if the one band were all three.
  static std::array<const std::uint8_t*, 3> planes_of(const std::vector<Lock>& locks) {
    std::array<const std::uint8_t*, 3> planes{};
    for (std::size_t band = 0; band < 3; ++band)
      planes[band] = static_cast<const std::uint8_t*>(locks[locks.size() < 3 ? 0 : band].block->GetDataRef());
    return planes;
  }

  void count(PixelBlock block, const std::vector<Lock>& locks) {
    if (m_mask == MaskKind::none) return m_counter.add(block);
    if (!read_validity(block, locks)) return;
    const std::size_t size = block.stride * std::size_t(block.height);
    for (std::size_t band = 0; band < 3; ++band) {
      m_whitened[band].assign(block.planes[band], block.planes[band] + size);
      for (std::size_t i = 0; i < size; ++i)
        if (m_valid[i] == 0) m_whitened[band][i] = 255;
      block.planes[band] = m_whitened[band].data();
    }
    for (int row = 0; row < block.height; ++row)
      for (int column = 0; column < block.width; ++column) {
        const std::uint8_t valid = m_valid[std::size_t(row) * block.stride + std::size_t(column)];
        m_invalid += valid == 0 ? 1 : 0;
        m_partial += valid != 0 && valid != 255 ? 1 : 0;
      }
    m_counter.add(block);
  }

  bool read_validity(const PixelBlock& block, const std::vector<Lock>& locks) {
    const std::size_t size = block.stride * std::size_t(block.height);
    if (m_mask == MaskKind::alpha) {
      const auto* const alpha = static_cast<const std::uint8_t*>(locks.back().block->GetDataRef());
      m_valid.assign(alpha, alpha + size);
      return true;
    }
    m_valid.assign(size, 0);
    if (m_mask == MaskKind::mask)
      return m_dataset.GetRasterBand(1)->GetMaskBand()->RasterIO(
                 GF_Read, block.x, block.y, block.width, block.height, m_valid.data(), block.width,
                 block.height, GDT_Byte, 1, GSpacing(block.stride), nullptr) == CE_None;
    for (std::size_t i = 0; i < size; ++i)
      if (block.planes[0][i] != m_nodata || block.planes[1][i] != m_nodata || block.planes[2][i] != m_nodata)
        m_valid[i] = 255;
    return true;
  }

  void note_fault(std::uint64_t& count, std::string& first, int x, int y) {
    if (count++ == 0)
      first = "the first at column " + std::to_string(x) + ", row " + std::to_string(y) + ": " +
              (m_errors.any() ? m_check.plain(m_errors.text()) : "no reason given");
  }

  void tell_failures() {
    const std::string of = " of " + std::to_string(m_blocks) + " blocks ";
    if (m_failed > 0)
      m_check.add("pixels.unreadable",
                  std::to_string(m_failed) + of + "cannot be decoded, " + m_first_failure);
    if (m_damaged > 0)
      m_check.add("pixels.damaged", std::to_string(m_damaged) + of + "hold damaged data, " + m_first_damage);
  }

  void tell_counts() {
    const double pixels = double(m_dataset.GetRasterXSize()) * m_dataset.GetRasterYSize();
    const double invalid = double(m_invalid) / pixels;
    const double white = double(m_counter.white() - m_invalid) / pixels,
                 black = double(m_counter.black()) / pixels;
    Json& facts = m_check.result.facts;
    facts["valid_share"] = 1 - invalid;
    facts["white_share"] = white;
    facts["black_share"] = black;
    facts["mean"] = m_counter.mean();
    facts["deviation"] = m_counter.deviation();
    facts["edges"] = {{"north", edge_text(m_counter.edge(Side::north))},
                      {"east", edge_text(m_counter.edge(Side::east))},
                      {"south", edge_text(m_counter.edge(Side::south))},
                      {"west", edge_text(m_counter.edge(Side::west))}};
    int width = 0, height = 0;
    const auto rgb = m_counter.thumbnail(width, height);
    facts["thumbnail"] = jpeg_base64(rgb, width, height);
    if (double(m_partial) / pixels > m_check.tolerance("bands.mask_partial"))
      m_check.add("bands.mask_partial", std::to_string(m_partial) +
                                            " pixels are neither valid nor invalid in the " +
                                            std::string(m_mask == MaskKind::alpha ? "alpha band" : "mask"));
    const auto deviation = m_counter.deviation();
    check_shares(m_check, white, black, invalid, *std::max_element(deviation.begin(), deviation.end()));
  }

  CheckContext& m_check;
  GDALDataset& m_dataset;
  const MaskKind m_mask;
  PixelCounter m_counter;
  GdalErrors m_errors;
  int m_block_width = 0, m_block_height = 0;
  double m_nodata = 0;
  bool m_bytes = true;
  std::uint64_t m_blocks = 0, m_failed = 0, m_damaged = 0, m_invalid = 0, m_partial = 0;
  std::string m_first_failure, m_first_damage;
  std::vector<std::uint8_t> m_valid;
  std::array<std::vector<std::uint8_t>, 3> m_whitened;
};

std::string percent(double share) {
  return fixed_text(100 * share, share < 0.1 ? 2 : 1) + " %";
}

void check_fill(CheckContext& check, const char* rule, const char* colour, double share, double outside) {
  const double excess = share - outside;
  if (excess <= check.tolerance(rule)) return;
  const bool known = check.expected.inside_share.has_value();
  check.add(rule, known ? Severity::warning : Severity::note,
            percent(share) + " of the pixels are " + colour +
                (known ? " where " + percent(outside) + " of the dalle lies outside the footprint"
                       : "; whether the dalle should be full is not known") +
                " (tolerance " + percent(check.tolerance(rule)) + ")");
}

}  // namespace

void check_shares(CheckContext& check, double white, double black, double invalid, double deviation) {
  const double inside = check.expected.inside_share.value_or(1);
  if (1 - white - black - invalid < check.tolerance("pixels.empty")) {
    check.add("pixels.empty", inside == 0 ? Severity::note : Severity::warning,
              "shows nothing: " + percent(white) + " white, " + percent(black) + " black, " +
                  percent(invalid) + " masked" +
                  (inside == 0 ? "; it lies outside the footprint" : "; confirm that nothing is to be seen"));
    return;
  }
  check_fill(check, "pixels.white", "white or missing", white + invalid, 1 - inside);
  check_fill(check, "pixels.black", "black", black, 1 - inside);
  if (deviation < check.tolerance("pixels.flat"))
    check.add("pixels.flat", "has one colour all over (standard deviation " + fixed_text(deviation, 2) + ")");
}

void check_pixels(CheckContext& check, GDALDataset& dataset, MaskKind mask) {
  // One thread a file: the caller checks several files at once, and a limit on CPU counts them all.
  CPLSetThreadLocalConfigOption("GDAL_NUM_THREADS", "1");
  const SmallCache cache(dataset, mask);
  Decoder(check, dataset, mask).run();
  CPLSetThreadLocalConfigOption("GDAL_NUM_THREADS", nullptr);
}

}  // namespace pcrs::raster
