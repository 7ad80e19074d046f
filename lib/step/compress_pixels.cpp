// SPDX-License-Identifier: Apache-2.0
#include "step/compress_pixels.hpp"

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "store/digest.hpp"
#include "store/place.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::compress {

using store::stamp_of;

std::optional<PixelFile> PixelFiles::lossless(const catalog::Product& lossless) const {
  const auto found = [&](const fs::path& path) -> std::optional<PixelFile> {
    const auto stamp = stamp_of(path);
    if (!stamp) return std::nullopt;
    return PixelFile{path, lossless.sha256, lossless.size_bytes, stamp};
  };
  const auto in_place = [&](const char* name, const chantier::Storage& at) -> std::optional<PixelFile> {
    const auto* const copy = lossless.copy_in(name);
    if (!copy || at.url) return std::nullopt;
    const auto path = store::open_folder_place(name, at.folder)->local_path(copy->key);
    return path ? found(*path) : std::nullopt;
  };
  if (const auto* copy = lossless.copy_in("work"))
    if (auto file = found(m_chantier.work / copy->key)) return file;
  if (auto file = in_place("intermediate", m_chantier.intermediate)) return file;
  return m_chantier.nas ? in_place("nas", *m_chantier.nas) : std::nullopt;
}

std::optional<PixelFile> PixelFiles::delivered(const catalog::Record& record) {
  if (record.sources.size() != 1) return std::nullopt;
  const catalog::Source& source = record.sources.front();
  const Json& facts = record.product("lossless")->facts;
  const bool as_it_is = facts.value("resampled_sources", 1) == 0 &&
                        facts.value("reprojected_sources", 1) == 0 && !facts.value("masked", true);
  const auto path = as_it_is ? m_delivered.file_of(source) : std::nullopt;
  const auto stamp = path ? stamp_of(*path) : std::nullopt;
  if (!stamp || stamp->size_bytes != source.size_bytes) return std::nullopt;
  return PixelFile{*path, source.sha256, source.size_bytes, stamp};
}

std::optional<fs::path> PixelFiles::sound_copy(const catalog::Product& product) const {
  for (const auto& [place, root] : {std::pair{"work", m_chantier.work}, {"hot", m_chantier.hot}}) {
    const auto* const copy = product.copy_in(place);
    const auto stamp = copy ? stamp_of(root / copy->key) : std::nullopt;
    if (!stamp || stamp->size_bytes != product.size_bytes) continue;
    try {
      if (store::sha256_file(root / copy->key) == product.sha256) return root / copy->key;
    } catch (const Error&) {  // a copy that cannot be read is none
      if (interrupt::signal_number() != 0) throw;
    }
  }
  return std::nullopt;
}

}  // namespace pcrs::step::compress
