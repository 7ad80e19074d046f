// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "step/compress.hpp"
#include "step/compress_encode.hpp"

namespace pcrs::step::compress {

/// A one-off: files in, files out, nothing else known. `options.output` is set.
Summary compress_files(const Options& options, const Encoding& encoding, Reporter& reporter);

}  // namespace pcrs::step::compress
