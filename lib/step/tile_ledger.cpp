// SPDX-License-Identifier: Apache-2.0
#include "step/tile_ledger.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "step/tile_note.hpp"

namespace fs = std::filesystem;

namespace pcrs::step::tile {

namespace {

constexpr const char* tool = "pcrs-tile " PCRS_VERSION;

// The same bytes from another delivery, or under another name, are the same source.
bool same_content(const catalog::Source& one, const catalog::Source& other) {
  return one.sha256 == other.sha256 && one.sides == other.sides;
}

class CatalogLedger : public Ledger {
 public:
  CatalogLedger(const chantier::Chantier& chantier, const grid::GridSpec& grid, store::WriteMode mode)
      : m_chantier(chantier),
        m_pattern(chantier.name_pattern),
        m_catalog(chantier.catalog, chantier.id, grid, mode),
        m_mode(mode),
        m_below_work("lossless/" + std::to_string(chantier.millesime)),
        m_folder(chantier.work / m_below_work) {}

  const fs::path& folder() const override { return m_folder; }
  bool owns_folder() const override { return true; }
  std::optional<store::Lock> lock(const grid::DalleKey& key) const override {
    return m_catalog.try_dalle(key);
  }
  std::string name_of(const grid::DalleKey& key, int revision) const override {
    return m_pattern.file_name(key, m_chantier.millesime, m_chantier.code, revision);
  }
  int next_revision(const std::optional<Made>& before) const override {
    return before ? before->revision + 1 : 1;
  }

  std::optional<Made> find(const grid::DalleKey& key, const Recipe& recipe) const override {
    const auto record = m_catalog.latest(key, m_chantier.millesime);
    auto made = record ? made_of(*record, recipe) : std::nullopt;
    // Sources that give no valid pixel leave no record, but must not be read again every night.
    if (made && made->same_sources) return made;
    auto empty = read_note(empty_note(key), recipe);
    if (!empty || !empty->same_sources) return made;
    if (made) empty->revision = made->revision;
    return empty;
  }

  std::vector<grid::DalleKey> made() const override {
    std::vector<grid::DalleKey> keys;
    m_catalog.each_latest(
        m_chantier.millesime,
        [&](const catalog::Record& record) {
          if (record.product("lossless") && record.state != "withdrawn") keys.push_back(record.key);
        },
        [](const Finding&) {});
    return keys;
  }

  void save(const grid::DalleKey& key, const Recipe& recipe, const Made& made) override {
    if (made.empty) return write_note(empty_note(key), recipe, made, m_mode);
    const auto before = m_catalog.latest(key, m_chantier.millesime);
    if (before && before->revision == made.revision) {
      m_catalog.update(key, m_chantier.millesime,
                       [&](catalog::Record& record) { fill(record, recipe, made); });
      return;
    }
    catalog::Record record;
    record.chantier = m_chantier.id;
    record.key = key;
    record.dalle = grid::key_text(key, m_catalog.grid());
    record.millesime = m_chantier.millesime;
    record.revision = made.revision;
    fill(record, recipe, made);
    m_catalog.add_revision(record);
  }

  void save_cog(const grid::DalleKey& key, const catalog::Product& cog) override {
    m_catalog.update(key, m_chantier.millesime, [&](catalog::Record& record) { record.set_product(cog); });
  }

  void touch(const grid::DalleKey& key, const Recipe& recipe, const Made& made) override {
    m_catalog.update(key, m_chantier.millesime, [&](catalog::Record& record) {
      record.national = recipe.national;
      if (catalog::Product* product = record.product("lossless"); product && made.mtime_ns != 0)
        product->add_copy(work_copy(made));
    });
  }

 private:
  fs::path empty_note(const grid::DalleKey& key) const {
    return m_catalog.root() / "tile-empty" / std::to_string(m_chantier.millesime) / grid::shard_of(key) /
           (grid::key_text(key, m_catalog.grid()) + ".json");
  }

  catalog::Copy work_copy(const Made& made) const {
    catalog::Copy copy{"work", m_below_work + "/" + made.name, utc_text(now()), made.verified_how};
    copy.extra = {{"mtime_ns", made.mtime_ns}};
    return copy;
  }

  void fill(catalog::Record& record, const Recipe& recipe, const Made& made) const {
    record.sources = recipe.sources;
    record.national = recipe.national;
    const catalog::Product* old = record.product("lossless");
    catalog::Product product;
    if (old && old->sha256 == made.sha256) product.copies = old->copies;
    product.kind = "lossless";
    product.name = made.name;
    product.size_bytes = made.size_bytes;
    product.sha256 = made.sha256;
    product.parameters = made.parameters;
    product.facts = made.facts;
    product.derived_from = made.derived_from;
    product.tool = tool;
    product.made_at = utc_text(now());
    product.add_copy(work_copy(made));
    record.set_product(std::move(product));
  }

  std::optional<Made> made_of(const catalog::Record& record, const Recipe& recipe) const {
    Made made;
    made.revision = record.revision;
    made.same_sources = std::equal(record.sources.begin(), record.sources.end(), recipe.sources.begin(),
                                   recipe.sources.end(), same_content);
    made.same_national = record.national == recipe.national;
    const catalog::Product* product = record.product("lossless");
    if (!product) return made;
    made.name = product->name;
    made.size_bytes = product->size_bytes;
    made.sha256 = product->sha256;
    made.derived_from = product->derived_from;
    made.parameters = product->parameters;
    made.facts = product->facts;
    made.elsewhere = std::any_of(product->copies.begin(), product->copies.end(),
                                 [](const catalog::Copy& copy) { return copy.place != "work"; });
    if (const catalog::Copy* copy = product->copy_in("work"); copy && copy->extra.is_object())
      made.mtime_ns = copy->extra.value("mtime_ns", std::int64_t{0});
    return made;
  }

  const chantier::Chantier& m_chantier;
  const grid::NamePattern m_pattern;
  catalog::Catalog m_catalog;
  const store::WriteMode m_mode;
  const std::string m_below_work;
  const fs::path m_folder;
};

class FolderLedger : public Ledger {
 public:
  FolderLedger(const chantier::Chantier& chantier, const grid::GridSpec& grid, fs::path folder,
               store::WriteMode mode)
      : m_chantier(chantier),
        m_pattern(chantier.name_pattern),
        m_grid(grid),
        m_folder(std::move(folder)),
        m_mode(mode) {}

  const fs::path& folder() const override { return m_folder; }
  bool owns_folder() const override { return false; }
  // Two one-offs into one folder end with whole files of either: nothing to protect.
  std::optional<store::Lock> lock(const grid::DalleKey&) const override { return store::Lock::none(); }
  std::string name_of(const grid::DalleKey& key, int) const override {
    return m_pattern.file_name(key, m_chantier.millesime, m_chantier.code, 1);
  }
  int next_revision(const std::optional<Made>&) const override { return 1; }
  std::optional<Made> find(const grid::DalleKey& key, const Recipe& recipe) const override {
    return read_note(note(key), recipe);
  }
  void save(const grid::DalleKey& key, const Recipe& recipe, const Made& made) override {
    write_note(note(key), recipe, made, m_mode);
  }
  void touch(const grid::DalleKey& key, const Recipe& recipe, const Made& made) override {
    write_note(note(key), recipe, made, m_mode);
  }

 private:
  fs::path note(const grid::DalleKey& key) const {
    return m_folder / ".pcrs-tile" / (grid::key_text(key, m_grid) + ".json");
  }
  const chantier::Chantier& m_chantier;
  const grid::NamePattern m_pattern;
  const grid::GridSpec m_grid;
  const fs::path m_folder;
  const store::WriteMode m_mode;
};

}  // namespace

bool same_parameters(const Json& made, const Json& wanted) {
  return std::all_of(made.items().begin(), made.items().end(), [&](const auto& item) {
    const auto found = wanted.find(item.key());
    return found != wanted.end() && *found == item.value();
  });
}

std::unique_ptr<Ledger> open_catalog_ledger(const chantier::Chantier& chantier, const grid::GridSpec& grid,
                                            store::WriteMode mode) {
  return std::make_unique<CatalogLedger>(chantier, grid, mode);
}

std::unique_ptr<Ledger> open_folder_ledger(const chantier::Chantier& chantier, const grid::GridSpec& grid,
                                           fs::path folder, store::WriteMode mode) {
  return std::make_unique<FolderLedger>(chantier, grid, std::move(folder), mode);
}

}  // namespace pcrs::step::tile
