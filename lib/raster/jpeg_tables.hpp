// SPDX-License-Identifier: Apache-2.0
// Quantisation tables at fractional quality, and Huffman tables fitted to what they code.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "base/bytes.hpp"

namespace pcrs::raster {

/// In natural order (row by row), as libjpeg holds them.
using QuantTable = std::array<std::uint16_t, 64>;

struct QuantTables {
  QuantTable luma{};
  QuantTable chroma{};
};

/// Our luma table and the IJG's for chroma, scaled for `quality` (1 to 100) as the IJG's are, fractions
/// allowed: a step from 95 to 96 is 14 % of the size, a tenth 0 to 3 %. From 85 to 95 a dalle takes what it
/// takes at the same quality of the IJG's (0.93 to 1.03), with a luma that is nearer to the source.
QuantTables quant_tables(double quality);
/// The quality whose luma table, the IJG's or ours, is nearest to `luma`.
double estimated_quality(const QuantTable& luma);

/// How often each symbol occurs, by table: 0 luma, 1 chroma.
struct SymbolCounts {
  std::array<std::array<std::uint64_t, 256>, 2> dc{};
  std::array<std::array<std::uint64_t, 256>, 2> ac{};
  void add(const SymbolCounts& other);
};

/// As a DHT segment holds it: how many codes have each length (index 1 to 16), and the symbols by code.
struct HuffmanTable {
  std::array<std::uint8_t, 17> lengths{};
  std::vector<std::uint8_t> symbols;
};

struct HuffmanTables {
  std::array<HuffmanTable, 2> dc;
  std::array<HuffmanTable, 2> ac;
};

/// The best tables for `counts`. Every symbol that baseline JPEG may need gets a code, seen or not: tables
/// trained on a sample must code the rest too.
HuffmanTables trained_tables(const SymbolCounts& counts);

}  // namespace pcrs::raster
