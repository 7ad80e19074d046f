// SPDX-License-Identifier: Apache-2.0
#include "step/tile_cog.hpp"

#include <algorithm>

#include "catalog/cog_product.hpp"
#include "raster/cog_facts.hpp"
#include "store/passing_digest.hpp"

namespace pcrs::step::tile {

CogSettings::CogSettings(const chantier::Chantier& chantier, store::WriteMode mode, unsigned jobs)
    : m_mode(mode),
      m_millesime(chantier.millesime),
      m_folder(chantier.work / catalog::cog_folder(chantier.millesime)),
      m_budget{
          .ceiling_bytes = chantier.dalle_budget_bytes, .quality_max = chantier.quality_max, .once = true},
      m_delivered(chantier.catalog / chantier.id) {
  m_options.jobs = jobs;
}

std::optional<raster::Budget> CogSettings::budget_for(const std::vector<catalog::Source>& sources,
                                                      const raster::Mosaic& mosaic) const {
  const auto delivered = m_delivered.quality_of(sources);
  if (delivered && mosaic.only_source()) return std::nullopt;
  const auto costly = [](const raster::LayerPlan& layer) {
    return !layer.hidden && layer.source->costly_blocks;
  };
  if (std::any_of(mosaic.plan().begin(), mosaic.plan().end(), costly)) return std::nullopt;
  raster::Budget budget = m_budget;
  budget.quality_max = std::min(budget.quality_max, delivered.value_or(budget.quality_max));
  return budget;
}

std::uint64_t CogSettings::expected_bytes(int side_px) const {
  const auto side = static_cast<std::uint64_t>(side_px);
  return std::min(m_budget.ceiling_bytes, side * side * 6 / 10 + 1'000'000);
}

CogBeside::CogBeside(const CogSettings& settings, const raster::Budget& budget, std::string name)
    : m_settings(settings),
      m_budget(budget),
      m_output(store::open_output(settings.folder() / name, settings.mode())) {
  m_product.name = std::move(name);
}

raster::CogResult CogBeside::write(raster::MosaicDalle& dalle, const raster::CogTarget& lossless) {
  store::SequentialDigest sink(*m_output);
  const raster::BudgetResult result =
      raster::write_cog_within(dalle, sink, m_settings.options(), m_budget, &lossless);
  if (result.cog.written) {
    m_product.size_bytes = result.cog.size_bytes;
    m_product.sha256 = sink.finish_hex().value();
    m_product.parameters = raster::cog_parameters(m_settings.options(), m_budget);
    m_product.facts = raster::cog_facts(result);
    m_product.tool = "pcrs-tile " PCRS_VERSION;
  } else {
    m_output.reset();
  }
  return result.beside.value();
}

catalog::Product CogBeside::commit(const std::string& lossless_sha256) {
  m_output->commit();
  const std::filesystem::path file = m_settings.folder() / m_product.name;
  return catalog::cog_product(std::move(m_product), lossless_sha256, m_settings.millesime(), file);
}

}  // namespace pcrs::step::tile
