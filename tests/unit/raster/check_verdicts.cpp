// SPDX-License-Identifier: Apache-2.0
// What each real or planted file must get: verdict, rules in the order they are told, and why.
#include <catch2/catch.hpp>

#include "check_shared.hpp"
#include "raster/check_edges.hpp"

namespace {

struct Verdict {
  const char* file;
  const char* verdict;
  const char* rules;
  const char* why;
};

// The 27 of dalles_fautives, against its LISTE.tsv; in quotes what the list leaves open.
constexpr Verdict planted[] = {
    {"2025-05782-63740-LA93-0M20-RVB_v2.tif", "accepted", "",
     "a good file by itself; that it covers a dalle twice is told by ingest (overlap)"},
    {"2025-05782-63740-LA93-0M20-rvb.tif", "accepted", "",
     "a good file by itself; the duplicate is told by ingest"},
    {"2025-05802-63740-LA93-0M40-RVB.tif", "rejected", "file.truncated pixels.unreadable", "cut"},
    {"2025-05804-63740-LA93-0M40-RVB.tif", "rejected", "pixels.damaged",
     "the list says it may decode without error; libjpeg does complain, which is enough to refuse"},
    {"2025-05806-63740-LA93-0M40-RVB.tif", "rejected", "pixels.unreadable pixels.damaged", "lost sectors"},
    {"2025-05808-63740-LA93-0M40-RVB.tif", "rejected", "file.unreadable", "first IFD past the end"},
    {"2025-05810-63740-LA93-0M40-RVB.tif", "rejected", "file.empty", "0 bytes"},
    {"2025-05812-63740-LA93-0M40-RVB.tif", "rejected", "file.driver", "HTML"},
    {"2025-05814-63740-LA93-0M40-RVB.tif", "rejected", "name.georeference",
     "'reject or flag': rejected, nobody can know which of the two is right"},
    {"2025-05816-63740-LA93-0M40-RVB.tif", "accepted", "georef.world_file crs.missing",
     "'accept only with an explicit CRS': the chantier's is explicit and the name confirms it"},
    {"2025-05818-63740-LA93-0M40-RVB.tif", "rejected", "georef.missing",
     "'reject or from the name if asked': rejected, a name alone is no georeference"},
    {"2025-05820-63740-LA93-0M40-RVB.tif", "rejected", "crs.other", "CC45"},
    {"2025-05822-63740-LA93-0M40-RVB.tif", "rejected", "crs.other", "Lambert II"},
    {"2025-05824-63740-LA93-0M40-RVB.tif", "accepted", "bands.alpha pixels.white",
     "'convert or reject': alpha becomes the mask, nothing is lost"},
    {"2025-05826-63740-LA93-0M40-RVB.tif", "rejected", "bands.type",
     "'convert or reject': rejected, no rule says how 16 bit become 8"},
    {"2025-05828-63740-LA93-0M40-RVB.tif", "rejected", "bands.count", "grey"},
    {"2025-05830-63740-LA93-0M40-RVB.tif", "reserved", "bands.undeclared",
     "'flag': a person must confirm the order"},
    {"2025-05832-63740-LA93-0M40-RVB.tif", "accepted", "", "PixelIsPoint read right"},
    {"2025-05834-63740-LA93-0M40-RVB.tif", "accepted", "grid.misaligned",
     "'accept within tolerance': 0.03 px"},
    {"2025-05836-63740-LA93-0M40-RVB.tif", "accepted", "gsd.drift",
     "'accept within tolerance': 0.03 px over the dalle"},
    {"2025-05838-63740-LA93-0M40-RVB.tif", "rejected", "georef.bottom_up",
     "'handle or reject': rejected, many readers of the published dalle would show it upside down"},
    {"2025-05840-63740-LA93-0M40-RVB.tif", "reserved", "georef.sidecar",
     "'flag': a person says which is right"},
    {"2025-05842-63740-LA93-0M40-RVB.tif", "reserved", "pixels.empty",
     "'accept or flag': reserved, for whether it lies in the footprint is not known here"},
    {"2025-05844-63740-LA93-0M40-RVB.tif", "reserved", "pixels.empty", "as the white one"},
    {"2025-05846-63740-LA93-0M40-RVB.TIF", "accepted", "", "legal in every respect"},
    {"2025-05848-63740-LA93-0M40-RVB.tif", "accepted", "nodata.lossy", "accepted, nodata not trusted"},
    {"2025-05850-63740-LA93-0M40-RVB.tif", "accepted", "", "read by content"},
};

constexpr Verdict broken[] = {
    {"block_width_above_32bit.tif", "rejected", "file.unreadable", "tile wider than 2^31"},
    {"byte_truncated.tif", "rejected", "file.truncated bands.count crs.other pixels.unreadable", "cut"},
    {"corrupted_deflate_singlestrip.tif", "rejected",
     "file.warning bands.type bands.colour georef.missing pixels.unreadable", "deflate stream damaged"},
    {"excessive-memory-TIFFFillTile.tif", "rejected",
     "file.truncated bands.count crs.other pixels.unreadable", "256 MiB tile in 1.4 kB"},
    {"gtiff_lzw_corrupted.tif", "rejected", "bands.count georef.missing pixels.unreadable",
     "LZW stream damaged"},
    {"huge-number-strips.tif", "rejected", "file.declared_size bands.count georef.missing",
     "1.6e14 pixels in 192 bytes, never decoded"},
    {"hugeblocksize.tif", "rejected", "file.unreadable", "tiles of 2^31"},
    {"libtiff_test_ifd_loop_to_self.tif", "rejected", "bands.count georef.missing",
     "the loop is never followed"},
    {"opj_broken1.jp2", "rejected", "bands.undeclared georef.missing",
     "libopenjp2 decodes it without a word"},
    {"opj_gdal_fuzzer_check_number_of_tiles.jp2", "rejected", "file.unreadable", "838 862 tiles"},
    {"opj_huge-tile-size.jp2", "rejected", "file.unreadable", "no tile at all"},
    {"opj_issue427-null-image-size.jp2", "rejected", "file.unreadable", "0 pixels wide"},
    {"pil_crash-0c7e0e8e11ce787078f00b5b0ca409a167f070e0.tif", "rejected",
     "file.warning file.truncated georef.missing pixels.unreadable", "fuzzer finding, clean"},
    {"pil_crash-0da013a13571cc8eb457a39fee8db18f8a3c7127.tif", "rejected",
     "file.warning bands.type bands.colour georef.missing pixels.unreadable", "fuzzer finding, clean"},
    {"pil_crash-0e16d3bfb83be87356d026d66919deaefca44dac.tif", "rejected",
     "file.warning file.truncated georef.missing pixels.unreadable", "fuzzer finding, clean"},
    {"pil_crash-1152ec2d1a1a71395b6f2ce6721c38924d025bf3.tif", "rejected",
     "file.warning file.truncated georef.missing pixels.unreadable", "fuzzer finding, clean"},
    {"pil_crash-2020-10-test.tif", "rejected", "file.warning georef.missing pixels.unreadable",
     "fuzzer finding, clean"},
    {"pil_libtiff_segfault.tif", "rejected", "file.warning file.declared_size bands.count georef.missing",
     "65 535 bands in 262 bytes"},
    {"pil_oom-225817ca0f8c663be7ab4b9e717b02c661e66834.tif", "rejected", "file.unreadable", "no directory"},
    {"rasterio_corrupt.tif", "rejected", "file.truncated crs.other pixels.unreadable",
     "the last block is cut"},
    {"small_world_truncated.jp2", "rejected", "crs.other pixels.unreadable", "cut"},
    {"tiled_bad_offset.tif", "rejected", "file.truncated georef.missing pixels.unreadable",
     "tile past the end"},
    {"unknown_compression.tif", "rejected", "file.unreadable", "codec 65535"},
    {"zackthecat_corrupted.tif", "rejected", "file.truncated georef.missing pixels.unreadable",
     "old JPEG, data past the end"},
};

// Legal but unusual: all lie outside Lambert-93, so what counts is that their layout is read.
constexpr Verdict unusual[] = {
    {"bigtiff_two_strip_long8.tif", "rejected", "bands.count georef.missing pixels.flat", "BigTIFF is read"},
    {"byte_inconsistent_georef.tif", "rejected", "bands.count crs.other georef.sidecar",
     "every side file contradicts"},
    {"byte_nogeoref.tif", "rejected", "bands.count georef.world_file crs.missing georef.sidecar gsd.other",
     "the world file is taken, the others contradict"},
    {"byte_point.tif", "rejected", "bands.count crs.other", "PixelIsPoint is read"},
    {"byte_zstd.tif", "rejected", "bands.count crs.other", "ZSTD is read"},
    {"geomatrix.tif", "rejected", "bands.count crs.other georef.rotated", "rotated"},
    {"gtiff_byte_JXL.tif", "rejected", "file.unreadable", "this libtiff has no JPEG XL"},
    {"gtiff_epsg_27563_allgeokeys.tif", "rejected", "crs.other pixels.white pixels.flat", "NTF Lambert III"},
    {"gtiff_non_square_pixels.tif", "rejected", "bands.count crs.missing gsd.other pixels.empty",
     "1 x 0.5 m"},
    {"gtiff_rgbsmall_JPEG_ycbcr.tif", "rejected", "crs.other pixels.black", "layout read, wrong place"},
    {"gtiff_rgbsmall_WEBP.tif", "rejected", "crs.other pixels.black", "layout read, wrong place"},
    {"gtiff_rgbsmall_uint16_LZW_predictor_2.tif", "rejected", "bands.type crs.other", "16 bit"},
    {"gtiff_sparse_tiled_contig.tif", "rejected", "georef.missing pixels.empty", "sparse blocks are nodata"},
    {"irregular_tile_size_jpeg_in_tiff.tif", "rejected",
     "bands.count georef.missing pixels.unreadable pixels.black pixels.flat",
     "the JPEG is larger than its tile"},
    {"libtiff_ojpeg_zackthecat_subsamp22_single_strip.tiff", "rejected", "georef.missing pixels.black",
     "deprecated, decodes well; not georeferenced"},
    {"libtiff_palette-1c-8b.tiff", "rejected", "bands.colour georef.missing", "palette"},
    {"libtiff_quad-tile.jpg.tiff", "rejected", "georef.missing pixels.black",
     "layout read, not georeferenced"},
    {"libtiff_tiff_with_subifd_chain.tif", "rejected", "file.pages bands.count georef.missing pixels.flat",
     "several pages"},
    {"nodata_byte.tif", "rejected", "bands.count crs.other pixels.white", "grey"},
    {"rasterio_RGBA.uint16.tif", "rejected", "bands.type bands.alpha bands.undeclared crs.other",
     "16 bit, blue first"},
    {"rgbsmall_cmyk.tif", "rejected", "bands.colour georef.missing",
     "CMYK, which GDAL would convert unasked"},
    {"separate_tiled.tif", "rejected", "georef.missing", "planar tiles are read; not georeferenced"},
    {"stefan_full_rgba.tif", "rejected",
     "bands.alpha georef.missing bands.mask_partial pixels.white pixels.black",
     "half transparent, not georeferenced"},
    {"test3_with_mask_1bit_and_ovr.tif", "rejected", "georef.missing pixels.white",
     "1-bit mask is read; not georeferenced"},
    {"test_average_palette.tif", "rejected", "bands.colour georef.missing pixels.empty", "palette"},
    {"twoimages.tif", "rejected", "file.pages bands.count georef.missing", "two pages"},
};

constexpr Verdict real_orthos[] = {
    {"75-2021-0648-6862-LA93-0M50.tif", "rejected", "bands.type bands.count gsd.other", "a surface model"},
    {"75-2021-0649-6862-LA93-0M50.tif", "rejected", "bands.type bands.count gsd.other", "a surface model"},
    {"792000_6272000-50mx100m-left-patch-0000000.tiff", "reserved", "crs.spelling gsd.drift grid.misaligned",
     "the spelling is accepted; pixels are 0.2 x 0.19988 m"},
    {"792000_6272000-50mx100m-left-patch-0000001.tiff", "reserved", "crs.spelling gsd.drift",
     "the spelling is accepted; pixels are 0.2 x 0.19972 m"},
    {"D30-2021.vrt", "rejected", "file.driver", "a VRT names other files"},
    {"ign_pdal_tools_rgb.tif", "accepted", "crs.spelling", "IGN's bare name is accepted"},
    {"zone_v13_478208-0000_6275328-0000.tiff", "rejected", "bands.count gsd.other pixels.black",
     "labels, not an ortho"},
};

constexpr Verdict good_dalles[] = {
    {"mini_200m_0M20/2025-05780-63736-LA93-0M20-RVB.tif", "accepted", "crs.spelling pixels.white",
     "IGN's spelling, nodata"},
    {"mini_200m_0M20/2025-05780-63738-LA93-0M20-RVB.jp2", "accepted", "", ""},
    {"mini_200m_0M20/2025-05780-63740-LA93-0M20-RVB.tif", "accepted", "", ""},
    {"mini_200m_0M20/2025-05782-63736-LA93-0M20-RVB.tif", "accepted", "crs.spelling", "ESRI's spelling"},
    {"mini_200m_0M20/2025-05782-63738-LA93-0M20-RVB.jp2", "accepted", "crs.spelling",
     "unnamed, parallels swapped"},
    {"mini_200m_0M20/2025-05782-63740-LA93-0M20-RVB.tif", "accepted", "", ""},
    {"mini_200m_0M20/2025-05784-63736-LA93-0M20-RVB.tif", "accepted", "pixels.white", ""},
    {"mini_200m_0M20/2025-05784-63738-LA93-0M20-RVB.jp2", "accepted", "crs.spelling", ""},
    {"mini_200m_0M20/2025-05784-63740-LA93-0M20-RVB.tif", "accepted", "", ""},
    {"bloc_200m_0M05/2025-05772-63734-LA93-0M05-RVB.tif", "accepted", "pixels.white", ""},
    {"bloc_200m_0M05/2025-05774-63734-LA93-0M05-RVB.jp2", "accepted", "pixels.white", ""},
    {"pleine_200m_0M05/2025-05790-63730-LA93-0M05-RVB.tif", "accepted", "", "full, true size"},
};

template <std::size_t Count>
void expect(const std::string& folder, const Verdict (&table)[Count]) {
  const auto data = check_test::shared_data(folder);
  if (!data) return;
  for (const Verdict& row : table) {
    INFO(row.file << ": " << row.why);
    const auto check = pcrs::raster::check_ortho(*data / row.file, check_test::expectation_for(row.file));
    for (const auto& finding : check.findings) UNSCOPED_INFO(finding.rule << " " << finding.message);
    CHECK(check_test::verdict_of(check) == row.verdict);
    CHECK(check_test::rules_of(check) == row.rules);
  }
}

}  // namespace

TEST_CASE("planted faults get the verdicts of their list") {
  expect("dalles_fautives", planted);
}

TEST_CASE("broken files give named findings") {
  expect("casses", broken);
}

TEST_CASE("unusual files are read, then judged") {
  expect("tordus", unusual);
}

TEST_CASE("real orthos with IGN's oddities") {
  expect("ortho_la93_reelles", real_orthos);
}

TEST_CASE("good dalles are accepted, with notes") {
  expect("dalles", good_dalles);
}

TEST_CASE("planted faults become reserves once the footprint says that the dalle is full") {
  const auto data = check_test::shared_data("dalles_fautives");
  if (!data) return;
  const auto file = *data / "2025-05824-63740-LA93-0M40-RVB.tif";
  auto expectation = check_test::expectation_for(file);
  expectation.inside_share = 1.0;
  CHECK(check_test::verdict_of(pcrs::raster::check_ortho(file, expectation)) == "reserved");
  expectation.inside_share = 0.8;
  CHECK(check_test::verdict_of(pcrs::raster::check_ortho(file, expectation)) == "accepted");
}

TEST_CASE("neighbours of one picture show no seam, strangers do") {
  const auto data = check_test::shared_data("dalles/mini_200m_0M20");
  if (!data) return;
  using namespace pcrs::raster;
  const auto facts = [&](const char* name) {
    return check_ortho(*data / name, check_test::expectation_for(name)).facts;
  };
  const auto west = facts("2025-05780-63740-LA93-0M20-RVB.tif"),
             east = facts("2025-05782-63740-LA93-0M20-RVB.tif");
  const auto seam = compare_seam(*edge_of(west, Side::east), *edge_of(east, Side::west));
  CHECK(seam.compared == 100);
  CHECK(seam.step < 6);
  CHECK(seam.correlation > 0.95);
  const auto stranger = compare_seam(*edge_of(west, Side::west), *edge_of(east, Side::west));
  CHECK(stranger.correlation < 0.6);
  CHECK(stranger.step > 20);
}
