// SPDX-License-Identifier: Apache-2.0
// The published pixels, as tiles want them: which file shows a place at a resolution, and its blocks.
#pragma once
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "format/site.hpp"
#include "grid/tile_matrix.hpp"
#include "raster/band_source.hpp"
#include "raster/cog_index.hpp"
#include "serve/api_index.hpp"
#include "serve/service.hpp"

namespace pcrs::serve {

/// A file of the site and where its image lies.
struct Picture {
  std::string path;  ///< in the site
  raster::Geometry placed;
  std::string dalle;  ///< key; empty: of the mosaic
};

/// One publication, as IndexPtr.
class Imagery {
 public:
  Imagery(const chantier::Chantier& chantier, IndexPtr index, const std::vector<format::MosaicFile>& mosaic);
  /// Another for each publication of this process: what was made of an older one is not looked up any more.
  std::uint64_t generation() const { return m_generation; }
  const grid::GridSpec& grid() const { return m_grid; }
  const PublishedIndex& index() const { return *m_index; }
  /// From coarse to fine. A matrix is known outside by its place, so those of the mosaic keep theirs where
  /// there is none.
  const std::vector<grid::TileMatrix>& matrices() const { return m_matrices; }
  /// The coarsest that there are pixels for.
  std::size_t first_matrix() const { return m_first_matrix; }
  /// True when tiles of the dalles' levels are their blocks.
  bool aligned() const { return m_aligned; }
  /// Published years, and the one that `ortho` means.
  const std::vector<int>& millesimes() const { return m_index->millesimes(); }
  int current() const { return m_current; }
  /// What the dalles of a year cover, to whole dalles.
  grid::Extent extent(int millesime) const;
  /// The files that show an extent at a level of the matrices.
  std::vector<Picture> pictures(int millesime, const grid::TileMatrix& matrix,
                                const std::array<double, 4>& bounds) const;
  /// True when a dalle there was withdrawn since the publication.
  bool withholds(int millesime, const std::array<double, 4>& bounds) const;
  /// The dalle at a place.
  std::optional<format::PublicDalle> dalle_at(int millesime, double x, double y) const;

 private:
  const std::uint64_t m_generation;
  const IndexPtr m_index;
  const grid::GridSpec m_grid;
  const std::vector<format::MosaicFile> m_mosaic;
  std::vector<grid::TileMatrix> m_matrices;
  std::size_t m_first_matrix = 0;
  bool m_aligned = false;
  int m_current = 0;
};
using ImageryPtr = std::shared_ptr<const Imagery>;

/// The imagery as it is published now, made again when a publication changed it.
class ImageryKeeper {
 public:
  explicit ImageryKeeper(ServicePtr service)
      : m_service(std::move(service)), m_index(m_service->site, m_service->gone) {}
  /// Throws Error (retry) when nothing is published.
  ImageryPtr current() const;
  /// The same where nothing is to be read for it, which may take a while; else nothing.
  ImageryPtr at_hand() const;

 private:
  struct Mosaic {
    std::optional<SiteEntry> entry;
    std::int64_t modified_ns = 0;
  };
  Mosaic look() const;

  const ServicePtr m_service;
  const IndexKeeper m_index;
  mutable std::mutex m_mutex;
  mutable ImageryPtr m_imagery;
  mutable IndexPtr m_of;
  mutable std::int64_t m_mosaic_ns = -1;
};

/// The directories of files that were asked for lately, 32 MB at most.
class CogIndexes {
 public:
  using Ptr = std::shared_ptr<const raster::CogIndex>;
  /// Of an open file of the site; what is kept is of that size and date. Without levels where the file is no
  /// COG of ours.
  Ptr of(const std::string& path, const SiteEntry& entry);
  /// The same where it was read before; else nothing.
  Ptr at_hand(const std::string& path, const SiteEntry& entry);

 private:
  struct Kept {
    std::string path;
    std::uint64_t size_bytes = 0;
    std::int64_t modified_ns = 0;
    Ptr index;
  };
  std::mutex m_mutex;
  std::list<Kept> m_kept;  ///< used last, first
  std::map<std::string, std::list<Kept>::iterator> m_by_path;
  std::size_t m_bytes = 0;
};

struct MadeTile {
  std::string bytes;
  std::string dalle;  ///< key, where it shows one alone
};
using MadeTilePtr = std::shared_ptr<const MadeTile>;

/// Tiles that were made at some cost, up to a bound; what was used longest ago goes.
class TileCache {
 public:
  explicit TileCache(std::size_t most_bytes) : m_most_bytes(most_bytes) {}
  MadeTilePtr find(const std::string& key);
  void keep(const std::string& key, MadeTilePtr tile);

 private:
  using Entry = std::pair<std::string, MadeTilePtr>;
  const std::size_t m_most_bytes;
  std::mutex m_mutex;
  std::list<Entry> m_entries;
  std::map<std::string, std::list<Entry>::iterator> m_by_key;
  std::size_t m_bytes = 0;
};

}  // namespace pcrs::serve
