// SPDX-License-Identifier: Apache-2.0
#include "catalog/delivered_files.hpp"

#include <tuple>

#include "base/error.hpp"
#include "catalog/delivery_json.hpp"

namespace fs = std::filesystem;

namespace pcrs::catalog {

namespace {
constexpr std::size_t read_bytes = 1 << 16;
}

DeliveredFiles::DeliveredFiles(const fs::path& catalog_root, const std::string& delivery)
    : m_source(files_list(catalog_root, delivery)) {}

std::optional<DeliveredFile> DeliveredFiles::next() {
  if (m_ahead) return std::exchange(m_ahead, std::nullopt);
  while (true) {
    if (const auto end = m_buffer.find('\n', m_start); end != std::string::npos) {
      const std::string_view line = std::string_view(m_buffer).substr(m_start, end - m_start);
      const std::string where = m_source.name() + " line " + std::to_string(++m_number);
      m_start = end + 1;
      return file_from_json(parse_json(std::string(line), where), where);
    }
    m_buffer.erase(0, m_start);
    m_start = 0;
    const std::size_t kept = m_buffer.size();
    m_buffer.resize(kept + read_bytes);
    const std::size_t got =
        m_source.read_at(m_at, std::as_writable_bytes(std::span(m_buffer.data() + kept, read_bytes)));
    m_buffer.resize(kept + got);
    m_at += got;
    if (got == 0) return std::nullopt;
  }
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
