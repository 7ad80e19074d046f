// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "store/digest.hpp"

namespace pcrs::step::ingest {

/// Digests of one file, lower-case hex, by kind.
using Digests = std::map<store::DigestKind, std::string>;

/// SHA-256 and whatever else `kinds` asks, in one read from start to end. Throws Error (failed).
Digests digest_once(const std::filesystem::path& file, const std::set<store::DigestKind>& kinds);

}  // namespace pcrs::step::ingest
