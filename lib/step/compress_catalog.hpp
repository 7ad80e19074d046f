// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "chantier/chantier.hpp"
#include "step/compress.hpp"
#include "step/compress_encode.hpp"

namespace pcrs::step::compress {

/// The dalles of a chantier, by its catalog: the COG of each lossless dalle that has none, or one made
/// otherwise.
Summary compress_catalog(const Options& options, const chantier::Chantier& chantier, const Encoding& encoding,
                         Reporter& reporter);

}  // namespace pcrs::step::compress
