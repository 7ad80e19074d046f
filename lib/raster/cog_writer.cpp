// SPDX-License-Identifier: Apache-2.0
#include "raster/cog_writer.hpp"

#include <algorithm>
#include <deque>
#include <mutex>
#include <numeric>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "raster/cog_encoder.hpp"
#include "raster/cog_output.hpp"
#include "raster/cog_read.hpp"
#include "raster/jpeg_training.hpp"

namespace pcrs::raster {

namespace {

constexpr int strip_px = 16;
constexpr int groups_a_slice = 10;           // averaged by one task; see average_slice
constexpr std::size_t measured_blocks = 50;  // what the PSNR is measured on: 8 million pixels of a dalle

int divided_up(int value, int by) {
  return (value + by - 1) / by;
}

// One resolution: what it is averaged from and into, its current row of blocks, its encoders.
struct Level {
  Level(int width_px, int height_px, int step_px = 1) : width(width_px), height(height_px), step(step_px) {}
  int width;
  int height;
  int step;  ///< to the level that it is averaged from
  std::vector<std::size_t> children;
  int rows_made = 0;              ///< of the image, with those of `row`
  std::unique_ptr<BlockRow> own;  ///< of an overview
  BlockRow* row = nullptr;        ///< `own`, or the band of the source
  std::unique_ptr<EncoderPool> encoders;
  std::vector<std::byte> jpeg_tables;
};

class CogWriter {
 public:
  CogWriter(const BandSource& source, SeekableSink& sink, const CogOptions& options)
      : m_source(source), m_sink(sink), m_options(options) {
    const Geometry& geometry = source.geometry();
    m_result.plan = plan_layout(geometry.width, geometry.height, options.layout);
    if (!options.factors.empty()) m_result.plan.factors = options.factors;
    if (!options.overviews) m_result.plan.factors.clear();
    make_levels();
    make_file();
    make_output();
  }

  int block_px() const { return m_result.plan.block_px; }

  void accept_band(BlockRow& band) {
    Level& full = m_levels.front();
    full.row = &band;
    full.rows_made += band.rows();
    accept(0);
  }

  CogResult finish();

 private:
  bool jpeg() const { return m_options.compression == Compression::jpeg; }
  bool keeps_jpeg() const { return jpeg() && m_source.kept_jpeg() != nullptr; }

  void make_levels() {
    const Geometry& geometry = m_source.geometry();
    const std::vector<int>& factors = m_result.plan.factors;
    m_levels.emplace_back(geometry.width, geometry.height);
    for (std::size_t i = 0; i < factors.size(); ++i) {
      const int parent = parent_factor(factors, factors[i]);
      const auto at = std::find(factors.begin(), factors.end(), parent);
      const std::size_t from = parent == 1 ? 0 : 1 + static_cast<std::size_t>(at - factors.begin());
      const int step = factors[i] / parent;
      Level level(divided_up(m_levels[from].width, step), divided_up(m_levels[from].height, step), step);
      level.own = std::make_unique<BlockRow>(level.width, block_px(), m_source.has_mask());
      level.row = level.own.get();
      m_levels[from].children.push_back(i + 1);
      m_levels.push_back(std::move(level));
    }
  }

  void make_file() {
    m_file.geometry = m_source.geometry();
    m_file.block_px = block_px();
    m_file.compression = m_options.compression;
    m_file.masked = m_source.has_mask();
    m_file.notes = m_options.notes;
    for (const Level& level : m_levels) {
      const auto blocks = static_cast<std::size_t>(divided_up(level.width, block_px())) *
                          static_cast<std::size_t>(divided_up(level.height, block_px()));
      m_file.levels.push_back({level.width,
                               level.height,
                               std::vector<BlockPlace>(blocks),
                               std::vector<BlockPlace>(m_file.masked ? blocks : 0),
                               {}});
    }
  }

  void make_output() {
    if (jpeg()) {
      m_quant = keeps_jpeg() ? *m_source.kept_jpeg() : quant_tables(m_options.quality);
      auto output = std::make_unique<MemoryOutput>(m_sink, m_levels.size(), m_options.ceiling_bytes);
      m_memory = output.get();
      m_output = std::move(output);
      return;
    }
    const auto raw = static_cast<std::size_t>(block_px()) * static_cast<std::size_t>(block_px()) * 3;
    m_output = std::make_unique<StreamOutput>(m_sink, m_file, lossless_bound(m_options.compression, raw),
                                              mask_bound(block_px()));
    for (Level& level : m_levels)
      level.encoders = std::make_unique<EncoderPool>(
          [this] { return make_lossless_encoder(m_options.compression, m_options.level); });
  }

  // A level's row of blocks is full: encode it, average it into its overviews, and those that this fills.
  void accept(std::size_t index) {
    Level& level = m_levels[index];
    train(index);
    const int slice_rows = groups_a_slice * group_rows(level);
    const auto slices =
        level.children.empty() ? 0 : static_cast<std::size_t>(divided_up(level.row->rows(), slice_rows));
    std::vector<EncodedBlock> blocks(static_cast<std::size_t>(divided_up(level.width, block_px())));
    parallel_for(slices + blocks.size(), m_options.jobs, [&](std::size_t task) {
      if (task < slices)
        average_slice(level, static_cast<int>(task) * slice_rows, slice_rows);
      else
        blocks[task - slices] = encode(index, static_cast<int>(task - slices));
    });
    for (EncodedBlock& block : blocks) m_output->put(index, std::move(block));
    for (const std::size_t child : level.children) accept_child(level, child);
  }

  // The fewest rows that fill whole rows of every overview averaged from the level.
  int group_rows(const Level& level) const {
    int rows = 1;
    for (const std::size_t child : level.children) rows = std::lcm(rows, m_levels[child].step);
    return rows;
  }

  // Group by group for all overviews, so that each row comes from memory once.
  void average_slice(Level& from, int first, int count) {
    const int group = group_rows(from), end = std::min(first + count, from.row->rows());
    for (int row = first; row < end; row += group)
      for (const std::size_t child : from.children) {
        Level& to = m_levels[child];
        const int rows = std::min(group, end - row);
        reduce(from.row->part(row, rows), to.step,
               to.row->part(to.row->rows() + row / to.step, divided_up(rows, to.step)));
      }
  }

  void accept_child(const Level& from, std::size_t child) {
    Level& level = m_levels[child];
    const int rows = divided_up(from.row->rows(), level.step);
    level.row->set_rows(level.row->rows() + rows);
    level.rows_made += rows;
    if (level.row->rows() < block_px() && level.rows_made < level.height) return;
    accept(child);
    level.row->set_rows(0);
  }

  // The first row of blocks that shows something gives the level its Huffman tables.
  void train(std::size_t index) {
    Level& level = m_levels[index];
    if (level.encoders) return;
    if (index == 0 && keeps_jpeg()) return train_on_kept(level);
    std::vector<int> shown;
    for (int column = 0; column < divided_up(level.width, block_px()); ++column)
      if (level.row->count_valid(column) > 0) shown.push_back(column);
    if (shown.empty()) return;
    const int step = shown.size() > 8 ? 4 * strip_px : strip_px;
    std::vector<std::vector<std::uint8_t>> rooms(shown.size());
    std::vector<RgbView> strips;
    for (std::size_t i = 0; i < shown.size(); ++i) {
      const RgbView block = level.row->block(shown[i], rooms[i]);
      for (int row = 0; row + strip_px <= block.height; row += step)
        strips.push_back(
            {block.data + static_cast<std::size_t>(row) * block.stride, block.stride, block.width, strip_px});
    }
    set_tables(level, {m_quant, trained_tables(count_symbols(strips, m_quant, m_options.jobs))});
  }

  void train_on_kept(Level& level) {
    SymbolCounts counts;
    const int columns = divided_up(level.width, block_px());
    for (int column = 0; column < columns; ++column)
      if (const auto kept = kept_block(0, column)) counts.add(count_symbols(*kept, columns > 8 ? 4 : 1));
    set_tables(level, {m_quant, trained_tables(counts)});
  }

  // A block whose every pixel is the image's and was JPEG before.
  std::optional<CoefficientView> kept_block(std::size_t index, int column) const {
    const Level& level = m_levels[index];
    if (index != 0 || !keeps_jpeg()) return std::nullopt;
    if (level.row->rows() < block_px() || (column + 1) * block_px() > level.width) return std::nullopt;
    const int mcus = block_px() / Coefficients::mcu_px;
    return CoefficientView{&level.row->coefficients, column * mcus, 0, mcus};
  }

  static void set_tables(Level& level, const JpegTables& tables) {
    level.jpeg_tables = JpegEncoder(tables).tables_stream();
    level.encoders = std::make_unique<EncoderPool>([tables] { return make_jpeg_encoder(tables); });
  }

  EncodedBlock encode(std::size_t index, int column) {
    Level& level = m_levels[index];
    const std::uint64_t valid = level.row->count_valid(column);
    EncodedBlock block;
    std::vector<std::uint8_t> validity;
    if (level.row->has_mask()) {
      validity = level.row->block_validity(column);
      block.mask = encode_mask(validity.data(), block_px());
    }
    block.blank = valid == 0;
    if (const auto kept = kept_block(index, column)) {
      block.image = level.encoders->encode(*kept);
    } else if (!block.blank || !jpeg()) {
      std::vector<std::uint8_t> room;
      const RgbView pixels = level.row->block(column, room);
      block.image = level.encoders->encode(pixels);
      if (index == 0 && jpeg() && is_measured(column)) measure(pixels, validity, column, block.image);
    }
    if (index == 0) {
      const std::lock_guard lock(m_mutex);
      m_valid_px += valid;
      m_result.kept_blocks += kept_block(index, column).has_value();
    }
    return block;
  }

  // Evenly many; an odd step does not meet the same columns in every row.
  bool is_measured(int column) const {
    const Level& full = m_levels.front();
    const std::size_t step = m_file.levels[0].image.size() / measured_blocks | 1U;
    const auto block_row = static_cast<std::size_t>(divided_up(full.rows_made, block_px()) - 1);
    const auto columns = static_cast<std::size_t>(divided_up(full.width, block_px()));
    return (block_row * columns + static_cast<std::size_t>(column)) % step == 0;
  }

  void measure(const RgbView& pixels, const std::vector<std::uint8_t>& validity, int column, Bytes jpeg) {
    const Level& full = m_levels.front();
    JpegDecoder decoder(full.jpeg_tables);
    const LumaError error =
        compare_luma(pixels, validity.empty() ? nullptr : validity.data(),
                     std::min(block_px(), full.width - column * block_px()), full.row->rows(), decoder, jpeg);
    const std::lock_guard lock(m_mutex);
    m_error.add(error);
  }

  // A level of which nothing is valid has no tables of its own; blank blocks are one white block a level.
  void finish_jpeg() {
    const auto side = static_cast<std::size_t>(block_px());
    const std::vector<std::uint8_t> white(3 * side * side, 255);
    for (std::size_t i = 0; i < m_levels.size(); ++i) {
      if (!m_levels[i].encoders) set_tables(m_levels[i], {m_quant, std::nullopt});
      m_memory->blank_images[i] =
          m_levels[i].encoders->encode(RgbView{white.data(), 3 * side, block_px(), block_px()});
      m_file.levels[i].jpeg_tables = m_levels[i].jpeg_tables;
    }
  }

  const BandSource& m_source;
  SeekableSink& m_sink;
  const CogOptions m_options;
  CogResult m_result;
  std::vector<Level> m_levels;
  TiffFile m_file;
  QuantTables m_quant;
  std::unique_ptr<CogOutput> m_output;
  MemoryOutput* m_memory = nullptr;  // m_output, when JPEG
  std::mutex m_mutex;
  std::uint64_t m_valid_px = 0;
  LumaError m_error;
};

CogResult CogWriter::finish() {
  const Geometry& geometry = m_source.geometry();
  const auto pixels =
      static_cast<std::uint64_t>(geometry.width) * static_cast<std::uint64_t>(geometry.height);
  m_file.masked = m_valid_px < pixels;
  if (jpeg()) finish_jpeg();
  m_result.size_bytes = m_output->finish(m_file);
  m_result.written = !jpeg() || m_result.size_bytes <= m_options.ceiling_bytes;
  m_result.masked = m_file.masked;
  m_result.valid_share = static_cast<double>(m_valid_px) / static_cast<double>(pixels);
  if (jpeg()) {
    m_result.quality = m_options.quality;
    m_result.psnr_y_db = m_error.psnr_db();
    m_result.psnr_sample_px = m_error.pixels;
  }
  return m_result;
}

}  // namespace

std::vector<CogResult> write_cogs(BandSource& source, std::span<const CogTarget> targets) {
  std::deque<CogWriter> writers;  // they do not move
  for (const CogTarget& target : targets) writers.emplace_back(source, target.sink, target.options);
  for (const CogWriter& writer : writers)
    if (writer.block_px() != writers.front().block_px())
      throw_failed("COG", "files of one read must have blocks of one size");
  BandReader bands(source, writers.front().block_px(), targets.front().options.jobs,
                   targets.front().options.on_read);
  while (BlockRow* const band = bands.next())
    for (CogWriter& writer : writers) writer.accept_band(*band);
  std::vector<CogResult> results;
  for (CogWriter& writer : writers) results.push_back(writer.finish());
  return results;
}

CogResult write_cog(BandSource& source, SeekableSink& sink, const CogOptions& options) {
  const CogTarget target{sink, options};
  return write_cogs(source, {&target, 1}).front();
}

}  // namespace pcrs::raster
