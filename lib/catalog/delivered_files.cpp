// SPDX-License-Identifier: Apache-2.0
#include "catalog/delivered_files.hpp"

#include <tuple>

#include "base/error.hpp"
#include "catalog/delivery_json.hpp"

namespace fs = std::filesystem;

namespace pcrs::catalog {

namespace {}

DeliveredFiles::DeliveredFiles(const fs::path& catalog_root, const std::string& delivery)
    : m_source(files_list(catalog_root, delivery)) {}

std::optional<DeliveredFile> DeliveredFiles::next() {
  if (m_ahead) return std::exchange(m_ahead, std::nullopt);
  const auto line = m_lines.next();
  if (!line) return std::nullopt;
  const std::string where = m_source.name() + " line " + std::to_string(m_lines.number());
  return file_from_json(parse_json(std::string(*line), where), where);
}

std::optional<DeliveredFile> DeliveredFiles::at(std::size_t root, const std::string& path,
                                                const std::function<void(const DeliveredFile&)>& skipped) {
  while (auto file = next()) {
    if (file->root == root && file->path == path) return file;
    if (std::tie(file->root, file->path) > std::tie(root, path)) {
      m_ahead = std::move(file);
      return std::nullopt;
    }
    if (skipped) skipped(*file);
  }
  return std::nullopt;
}

}  // namespace pcrs::catalog
