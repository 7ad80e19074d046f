// SPDX-License-Identifier: Apache-2.0
#include "raster/jpeg_tables.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
// libjpeg's header wants size_t and FILE declared before it.
#include <jpeglib.h>

#include <functional>
#include <numeric>

#include "base/error.hpp"

namespace pcrs::raster {

namespace {

constexpr int longest_code = 16;
constexpr int largest_dc_size = 11;  // of 8 bit baseline
constexpr int largest_ac_size = 10;
constexpr int end_of_block = 0x00;
constexpr int sixteen_zeros = 0xF0;

// Midway, by geometric mean, between a flat table and that of Ahumada, Watson and Peterson (A visual
// detection model for DCT coefficient quantization, 1993). lib/README.md says what it gains over the IJG's.
constexpr QuantTable our_luma{
    31, 27, 27, 28, 31, 35, 40, 45,  //
    27, 29, 25, 25, 28, 31, 35, 39,  //
    27, 25, 30, 30, 32, 34, 38, 42,  //
    28, 25, 30, 34, 37, 39, 42, 46,  //
    31, 28, 32, 37, 41, 45, 48, 52,  //
    35, 31, 34, 39, 45, 49, 54, 58,  //
    40, 35, 38, 42, 48, 54, 59, 64,  //
    45, 39, 42, 46, 52, 58, 64, 70,
};
constexpr int whole = 1, tenths = 10;  // of a quality: as IJG encoders write it, and as a budget chooses it

// The tables of Annex K, as libjpeg has them at scale 100.
QuantTables read_ijg_tables() {
  jpeg_compress_struct compress{};
  jpeg_error_mgr errors{};
  compress.err = jpeg_std_error(&errors);
  jpeg_create_compress(&compress);
  jpeg_set_linear_quality(&compress, 100, TRUE);
  QuantTables tables;
  std::copy_n(compress.quant_tbl_ptrs[0]->quantval, 64, tables.luma.begin());
  std::copy_n(compress.quant_tbl_ptrs[1]->quantval, 64, tables.chroma.begin());
  jpeg_destroy_compress(&compress);
  return tables;
}

const QuantTables& ijg_tables() {
  static const QuantTables tables = read_ijg_tables();
  return tables;
}

// Whole qualities below 50 are rounded as the IJG's are.
double scale_of(double quality) {
  if (quality >= 50) return 200 - 2 * quality;
  return quality == std::floor(quality) ? std::floor(5000 / quality) : 5000 / quality;
}

double quality_of(double scale) {
  return scale > 100 ? 5000 / scale : (200 - scale) / 2;
}

QuantTable scaled(const QuantTable& base, double scale) {
  QuantTable table;
  std::transform(base.begin(), base.end(), table.begin(), [scale](std::uint16_t entry) {
    return static_cast<std::uint16_t>(std::clamp(std::floor((entry * scale + 50) / 100), 1.0, 255.0));
  });
  return table;
}

struct Fit {
  double quality;
  int off;  // what all entries together differ by
};

// The quality at which `base` comes nearest to `luma`, by the mean scale of its entries; exactly the one that
// wrote it where that is a multiple of 1 / `parts`.
Fit fit(const QuantTable& luma, const QuantTable& base, int parts) {
  double scale = 0;
  int used = 0;
  for (std::size_t i = 0; i < 64; ++i) {
    if (luma[i] <= 1 || luma[i] >= 255) continue;  // clamped: they say little
    scale += 100.0 * luma[i] / base[i];
    ++used;
  }
  const double mean = used > 0 ? scale / used : (luma[0] <= 1 ? 0 : 5000);
  const double estimate = std::clamp(quality_of(mean), 1.0, 100.0);
  for (int away = 0; away <= parts; ++away)
    for (const int step : {away, -away}) {
      const double quality = (std::round(estimate * parts) + step) / parts;
      if (quality >= 1 && quality <= 100 && scaled(base, scale_of(quality)) == luma) return {quality, 0};
    }
  const QuantTable nearest = scaled(base, scale_of(estimate));
  return {estimate, std::transform_reduce(
                        luma.begin(), luma.end(), nearest.begin(), 0, std::plus<>(),
                        [](std::uint16_t one, std::uint16_t other) { return std::abs(one - other); })};
}

// Lengths of the codes of a binary Huffman tree. Symbol 256 stands for the code of all ones, which JPEG
// forbids: as the rarest of all it gets one of the longest codes, and is then left out.
class CodeLengths {
 public:
  explicit CodeLengths(const std::array<std::uint64_t, 256>& counts) {
    for (std::size_t i = 0; i < 256; ++i)
      if (counts[i] > 0) m_nodes.push_back({counts[i] << 8, {static_cast<int>(i)}});
    m_nodes.push_back({1, {256}});
    while (m_nodes.size() > 1) merge_rarest();
  }
  const std::array<int, 257>& of_symbols() const { return m_lengths; }

 private:
  struct Node {
    std::uint64_t count;
    std::vector<int> symbols;
  };
  Node take_rarest() {
    const auto rarest = std::min_element(m_nodes.begin(), m_nodes.end(),
                                         [](const Node& a, const Node& b) { return a.count < b.count; });
    Node node = std::move(*rarest);
    m_nodes.erase(rarest);
    return node;
  }
  void merge_rarest() {
    Node first = take_rarest();
    const Node second = take_rarest();
    first.count += second.count;
    first.symbols.insert(first.symbols.end(), second.symbols.begin(), second.symbols.end());
    for (const int symbol : first.symbols) ++m_lengths[static_cast<std::size_t>(symbol)];
    m_nodes.push_back(std::move(first));
  }

  std::vector<Node> m_nodes;
  std::array<int, 257> m_lengths{};
};

// No code may be longer than 16: a pair of too long codes becomes one that is shorter by one, and a shorter
// code elsewhere gives way to two longer by one, which keeps the code complete.
void shorten(std::vector<int>& codes_by_length) {
  for (std::size_t length = codes_by_length.size() - 1; length > longest_code; --length) {
    while (codes_by_length[length] > 0) {
      std::size_t shorter = length - 2;
      while (codes_by_length[shorter] == 0) --shorter;
      codes_by_length[length] -= 2;
      codes_by_length[length - 1] += 1;
      codes_by_length[shorter] -= 1;
      codes_by_length[shorter + 1] += 2;
    }
  }
}

HuffmanTable optimal_table(const std::array<std::uint64_t, 256>& counts) {
  const CodeLengths lengths(counts);
  const auto& by_symbol = lengths.of_symbols();
  std::vector<int> codes_by_length(258, 0);
  for (const int length : by_symbol) ++codes_by_length[static_cast<std::size_t>(length)];
  codes_by_length[0] = 0;
  shorten(codes_by_length);
  std::size_t last = longest_code;
  while (codes_by_length[last] == 0) --last;
  --codes_by_length[last];  // the code of all ones

  HuffmanTable table;
  for (std::size_t i = 1; i <= longest_code; ++i)
    table.lengths[i] = static_cast<std::uint8_t>(codes_by_length[i]);
  std::vector<int> order;
  for (int symbol = 0; symbol < 256; ++symbol)
    if (by_symbol[static_cast<std::size_t>(symbol)] > 0) order.push_back(symbol);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    return by_symbol[static_cast<std::size_t>(a)] < by_symbol[static_cast<std::size_t>(b)];
  });
  for (const int symbol : order) table.symbols.push_back(static_cast<std::uint8_t>(symbol));
  return table;
}

void merge(std::array<std::uint64_t, 256>& into, const std::array<std::uint64_t, 256>& from) {
  std::transform(into.begin(), into.end(), from.begin(), into.begin(), std::plus<>());
}

}  // namespace

QuantTables quant_tables(double quality) {
  if (!(quality >= 1 && quality <= 100)) throw_usage("quality", "must be between 1 and 100");
  const double scale = scale_of(quality);
  return {scaled(our_luma, scale), scaled(ijg_tables().chroma, scale)};
}

double estimated_quality(const QuantTable& luma) {
  const Fit ijg = fit(luma, ijg_tables().luma, whole);
  if (ijg.off == 0) return ijg.quality;
  Fit ours = fit(luma, our_luma, whole);
  if (ours.off > 0) ours = fit(luma, our_luma, tenths);
  return ours.off < ijg.off ? ours.quality : ijg.quality;
}

void SymbolCounts::add(const SymbolCounts& other) {
  for (std::size_t i = 0; i < 2; ++i) {
    merge(dc[i], other.dc[i]);
    merge(ac[i], other.ac[i]);
  }
}

HuffmanTables trained_tables(const SymbolCounts& counts) {
  SymbolCounts all = counts;
  HuffmanTables tables;
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t size = 0; size <= largest_dc_size; ++size) ++all.dc[i][size];
    for (std::size_t run = 0; run < 16; ++run)
      for (std::size_t size = 1; size <= largest_ac_size; ++size) ++all.ac[i][run << 4 | size];
    ++all.ac[i][end_of_block];
    ++all.ac[i][sixteen_zeros];
    tables.dc[i] = optimal_table(all.dc[i]);
    tables.ac[i] = optimal_table(all.ac[i]);
  }
  return tables;
}

}  // namespace pcrs::raster
