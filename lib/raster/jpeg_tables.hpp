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

/// The IJG tables scaled for `quality` (1 to 100), fractions allowed: an IJG step from 95 to 96 is 11.7 % of
/// the size, a fractional one 0.3 to 3 %. At whole qualities they are libjpeg's own, baseline.
QuantTables quant_tables(double quality);
/// The quality whose IJG luma table is nearest to `luma`, by the mean scale of its entries.
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
