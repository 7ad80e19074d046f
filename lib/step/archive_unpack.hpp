// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <fstream>
#include <string>

#include "store/tar.hpp"

namespace pcrs::step::archive {

/// Lays the files and folders of a tar below a folder, with modes and times. All of them must stand below
/// `name` in the tar, which `into` takes the place of. Throws Error (failed).
class Unpack : public store::TarVisitor {
 public:
  Unpack(std::filesystem::path into, std::string name) : m_into(std::move(into)), m_name(std::move(name)) {}
  void begin(const store::TarMember& member, std::uint64_t offset) override;
  void content(Bytes bytes) override;
  void end() override;
  /// Waits until the medium has them.
  void sync() const;

 private:
  std::filesystem::path place_of(const std::string& path) const;
  const std::filesystem::path m_into;
  const std::string m_name;
  std::filesystem::path m_path;
  store::TarMember m_member;
  std::ofstream m_file;
};

}  // namespace pcrs::step::archive
