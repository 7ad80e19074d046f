// SPDX-License-Identifier: Apache-2.0
#include "raster/cog_budget.hpp"

#include "base/error.hpp"
#include "cog_samples.hpp"

using namespace pcrs;
using namespace pcrs::raster;
using namespace pcrs::test;

namespace {

class ImageDalle : public DalleSource {
 public:
  explicit ImageDalle(const Image& image, bool has_mask = false, std::optional<double> quality = std::nullopt)
      : m_image(image), m_source(image, has_mask), m_quality(quality) {}
  const Geometry& geometry() const override { return m_source.geometry(); }
  bool has_mask() const override { return m_source.has_mask(); }
  std::optional<double> jpeg_quality() const override { return m_quality; }
  void rewind() override {
    ++passes;
    m_row = 0;
  }
  void read_rows(int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) override {
    read_at(m_row, rows, rgb, valid);
    m_row += rows;
  }
  void read_at(int row, int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) override {
    const auto at = static_cast<std::ptrdiff_t>(row) * m_image.width;
    std::copy_n(m_image.rgb.begin() + 3 * at, static_cast<std::ptrdiff_t>(3) * rows * m_image.width,
                rgb.begin());
    if (has_mask()) std::copy_n(m_image.valid.begin() + at, rows * m_image.width, valid.begin());
  }
  int passes = 0;

 private:
  const Image& m_image;
  ImageSource m_source;
  std::optional<double> m_quality;
  int m_row = 0;
};

BudgetResult write_within(DalleSource& source, std::uint64_t bytes, std::vector<std::byte>& out) {
  MemorySink sink;
  Budget budget;
  budget.ceiling_bytes = bytes;
  const BudgetResult result = write_cog_within(source, sink, CogOptions{}, budget);
  out = sink.bytes();
  return result;
}

}  // namespace

TEST_CASE("a budget is never exceeded, and nearly used") {
  const bool masked = GENERATE(false, true);
  const Image image = make_image(1600, 1600, [&](int x, int y) { return masked && x + y < 900; });
  const std::uint64_t bytes = GENERATE(500'000, 900'000, 1'300'000);
  ImageDalle dalle(image, masked);
  std::vector<std::byte> out;
  const BudgetResult result = write_within(dalle, bytes, out);
  CAPTURE(bytes, result.cog.quality, result.predicted_bytes, result.cog.size_bytes, result.encodings);
  CHECK(result.cog.written);
  CHECK(out.size() == result.cog.size_bytes);
  CHECK(out.size() <= bytes);
  CHECK(out.size() > bytes * 92 / 100);
  CHECK(dalle.passes == result.encodings);
  CHECK(result.sample_px >= 1600U * 1600 / 25);
}

TEST_CASE("with bytes to spare the quality is the cap: the chantier's or the source's own") {
  const Image image = make_image(800, 800);
  std::vector<std::byte> out;
  ImageDalle plain(image), jpeg(image, false, 82.0), fine(image, false, 99.0);
  CHECK(write_within(plain, 100'000'000, out).cog.quality == 95.0);
  CHECK(write_within(jpeg, 100'000'000, out).cog.quality == 82.0);
  CHECK(write_within(fine, 100'000'000, out).cog.quality == 95.0);
}

TEST_CASE("what does not fit at the lowest quality is not written") {
  const Image image = make_image(800, 800);
  ImageDalle dalle(image);
  std::vector<std::byte> out;
  const BudgetResult result = write_within(dalle, 10'000, out);
  CHECK_FALSE(result.cog.written);
  CHECK(result.cog.quality == 30.0);
  CHECK(result.cog.size_bytes > 10'000);
  CHECK(out.empty());
}

TEST_CASE("images smaller than a strip have a budget too") {
  const Image image = make_image(7, 5);
  ImageDalle dalle(image);
  std::vector<std::byte> out;
  CHECK(write_within(dalle, 100'000, out).cog.written);
}
