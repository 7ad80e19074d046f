// SPDX-License-Identifier: Apache-2.0
// One table of the chantier file, read key by key. Internal to chantier/.
#pragma once
#include <toml++/toml.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "chantier/chantier.hpp"

namespace pcrs::chantier {

/// What is wrong in the file, gathered so that all of it can be told at once.
class Faults {
 public:
  explicit Faults(std::string file) : m_file(std::move(file)) {}
  void add(int line, const std::string& message) { m_lines.emplace(line, message); }
  /// Throws FaultList when there is any.
  void throw_if_any() const;

 private:
  std::string m_file;
  std::multimap<int, std::string> m_lines;
};

enum class Need { required, optional };

/// Takes the keys that it is asked for, in their type; `finish` refuses those that nobody asked for.
/// A fault is added to Faults and the value stays absent: the reading goes on.
class Section {
 public:
  /// `table` null: the section is not in the file.
  Section(const toml::table* table, std::string name, int line, Faults& faults,
          std::map<std::string, int>& lines);

  std::optional<std::string> text(const std::string& key, Need need = Need::optional);
  std::optional<double> number(const std::string& key, double least, double most, Need need = Need::optional);
  std::optional<std::int64_t> whole(const std::string& key, std::int64_t least, std::int64_t most,
                                    Need need = Need::optional);
  /// One of the words, by its place among them.
  std::optional<std::size_t> choice(const std::string& key, const std::vector<std::string>& words,
                                    Need need = Need::optional);
  std::optional<bool> truth(const std::string& key);
  std::optional<std::uint64_t> size_bytes(const std::string& key);
  std::optional<std::string> date(const std::string& key);
  std::vector<std::string> texts(const std::string& key);
  /// Whole numbers from 1950 to 2199.
  std::vector<int> years(const std::string& key);
  /// Relative ones start from `folder`.
  std::optional<std::filesystem::path> path(const std::string& key, const std::filesystem::path& folder,
                                            Need need = Need::optional);
  /// A path as above, or the URL of an object store.
  std::optional<Storage> storage(const std::string& key, const std::filesystem::path& folder,
                                 Need need = Need::optional);
  Section table(const std::string& key);
  std::vector<Section> tables(const std::string& key);

  bool present() const { return m_table != nullptr; }
  const toml::table* raw() const { return m_table; }
  /// A fault in the value of `key`, or in the section where the key is absent.
  void fault(const std::string& key, const std::string& message);
  std::string full_name(const std::string& key) const { return m_name.empty() ? key : m_name + "." + key; }
  void finish();

 private:
  const toml::node* take(const std::string& key, Need need);
  std::optional<std::filesystem::path> resolved(const std::string& key, const std::string& value,
                                                const std::filesystem::path& folder);
  void wrong_type(const std::string& key, const toml::node& node, const std::string& expected);

  const toml::table* m_table;
  std::string m_name;
  int m_line;
  Faults* m_faults;
  std::map<std::string, int>* m_lines;
  std::set<std::string> m_known;
};

/// The word of `known` that `word` was probably meant to be, or nothing.
std::optional<std::string> nearest(std::string_view word, const std::set<std::string>& known);

}  // namespace pcrs::chantier
