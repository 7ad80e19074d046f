// SPDX-License-Identifier: Apache-2.0
#include "raster/mosaic.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "raster/mosaic_cover.hpp"
#include "raster/mosaic_layer.hpp"

namespace pcrs::raster {

namespace {

constexpr std::size_t most_open = 32;
constexpr std::size_t most_buffered_bytes = std::size_t{96} << 20;

int clamped(double value, int size) {
  return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(size)));
}

void plan_exact(LayerPlan& plan, const Geometry& dalle) {
  const auto end = [](int start, int length) { return static_cast<double>(start) + length; };
  plan.left = clamped(plan.placement.column, dalle.width);
  plan.top = clamped(plan.placement.row, dalle.height);
  plan.right = clamped(end(plan.placement.column, plan.source->width), dalle.width);
  plan.bottom = clamped(end(plan.placement.row, plan.source->height), dalle.height);
  plan.fills = plan.source->validity == Validity::all;
}

void plan_resampled(LayerPlan& plan, const Geometry& dalle, const MosaicOptions& options) {
  const Box& box = plan.source->bounds;
  plan.left = clamped(std::floor((box.west - dalle.west) / dalle.gsd_m) - 1, dalle.width);
  plan.top = clamped(std::floor((dalle.north - box.north) / dalle.gsd_m) - 1, dalle.height);
  plan.right = clamped(std::ceil((box.east - dalle.west) / dalle.gsd_m) + 1, dalle.width);
  plan.bottom = clamped(std::ceil((dalle.north - box.south) / dalle.gsd_m) + 1, dalle.height);
  const bool whole =
      plan.left == 0 && plan.top == 0 && plan.right == dalle.width && plan.bottom == dalle.height;
  plan.fills = whole && plan.source->validity == Validity::all &&
               Resampler(*plan.source, dalle, options).covers_dalle();
}

Rectangle rectangle_of(const LayerPlan& plan) {
  return {plan.left, plan.top, plan.right, plan.bottom};
}

}  // namespace

struct Mosaic::Layer : SourceLayer {
  using SourceLayer::SourceLayer;
  std::uint64_t used = 0;
};

Mosaic::Mosaic(Geometry dalle, const std::vector<const MosaicSource*>& sources, const MosaicOptions& options)
    : m_dalle(std::move(dalle)), m_options(options) {
  start_gdal();
  plan_layers(sources);
  m_layers.resize(m_plan.size());
  std::vector<Rectangle> filled;
  for (const LayerPlan& plan : m_plan)
    if (plan.fills) filled.push_back(rectangle_of(plan));
  m_masked = !covers(filled, {0, 0, m_dalle.width, m_dalle.height});
}

Mosaic::~Mosaic() = default;

void Mosaic::plan_layers(const std::vector<const MosaicSource*>& sources) {
  for (const MosaicSource* source : sources) {
    LayerPlan plan;
    plan.source = source;
    plan.placement = place_source(*source, m_dalle, m_options.misaligned_px);
    if (plan.placement.fit == Fit::exact)
      plan_exact(plan, m_dalle);
    else
      plan_resampled(plan, m_dalle, m_options);
    if (plan.right > plan.left && plan.bottom > plan.top) m_plan.push_back(plan);
  }
  std::vector<Rectangle> above;
  for (auto plan = m_plan.rbegin(); plan != m_plan.rend(); ++plan) {
    plan->hidden = covers(above, rectangle_of(*plan));
    if (plan->fills && !plan->hidden) above.push_back(rectangle_of(*plan));
  }
}

double Mosaic::reach() const {
  double pixels = 0;
  for (const LayerPlan& plan : m_plan)
    if (!plan.hidden) pixels += double(plan.right - plan.left) * double(plan.bottom - plan.top);
  return std::min(1.0, pixels / (double(m_dalle.width) * double(m_dalle.height)));
}

const MosaicSource* Mosaic::only_source() const {
  const LayerPlan* only = nullptr;
  for (const LayerPlan& plan : m_plan) {
    if (plan.hidden) continue;
    if (only) return nullptr;
    only = &plan;
  }
  if (!only || m_masked || only->placement.fit != Fit::exact) return nullptr;
  const bool same_size = only->source->width == m_dalle.width && only->source->height == m_dalle.height;
  return same_size && only->placement.column == 0 && only->placement.row == 0 ? only->source : nullptr;
}

void Mosaic::make_room(std::size_t keep) {
  for (;;) {
    std::size_t open = 0, bytes = 0, oldest = keep;
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
      if (!m_layers[i]) continue;
      ++open;
      bytes += m_layers[i]->buffered_bytes();
      if (i != keep && (oldest == keep || m_layers[i]->used < m_layers[oldest]->used)) oldest = i;
    }
    if (oldest == keep || (open <= most_open && bytes <= most_buffered_bytes)) return;
    m_layers[oldest].reset();
  }
}

Mosaic::Layer& Mosaic::layer(std::size_t index) {
  if (!m_layers[index]) m_layers[index] = std::make_unique<Layer>(m_plan[index], m_dalle, m_options);
  m_layers[index]->used = ++m_clock;
  make_room(index);
  return *m_layers[index];
}

void Mosaic::lay(std::size_t index, int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) {
  const LayerPlan& plan = m_plan[index];
  const int top = std::max(m_row, plan.top), bottom = std::min(m_row + rows, plan.bottom);
  if (top < bottom) {
    const auto skipped = static_cast<std::size_t>(top - m_row) * static_cast<std::size_t>(m_dalle.width);
    layer(index).lay(top, bottom, rgb.subspan(skipped * 3), valid.empty() ? valid : valid.subspan(skipped));
  }
  if (plan.bottom <= m_row + rows) m_layers[index].reset();
}

void Mosaic::read_rows(int rows, std::span<std::uint8_t> rgb, std::span<std::uint8_t> valid) {
  interrupt::check();
  if (m_masked) {
    std::fill(rgb.begin(), rgb.end(), std::uint8_t{255});
    std::fill(valid.begin(), valid.end(), std::uint8_t{0});
  }
  for (std::size_t i = 0; i < m_plan.size(); ++i) {
    if (m_plan[i].hidden) continue;
    try {
      lay(i, rows, rgb, valid);
    } catch (const Error& error) {
      const std::string& path = m_plan[i].source->path;
      m_fault = Finding{path, "pixels.unreadable", error.where() == path ? error.message() : error.what(),
                        Severity::error};
      throw;
    }
  }
  m_row += rows;
}

void Mosaic::rewind() {
  m_row = 0;
  for (auto& layer : m_layers) layer.reset();
}

void Mosaic::skip_rows(int rows) {
  m_row += rows;
  for (std::size_t i = 0; i < m_plan.size(); ++i)
    if (m_plan[i].bottom <= m_row) m_layers[i].reset();
}

}  // namespace pcrs::raster
