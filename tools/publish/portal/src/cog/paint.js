// SPDX-License-Identifier: Apache-2.0
// A picture of any place and resolution, from the blocks that cover it.
import {decodeBlock} from './decode.js';

/** The coarsest level that is not coarser than `resolution`. */
export function levelFor(levels, width, resolution) {
  const fits = levels.filter((level) => width / level.width <= resolution * 1.001);
  return fits.at(-1) ?? levels[0];
}

/** Columns and rows of the blocks that `extent` needs; `source` has west, north, east, south and its level. */
export function blocksFor(level, source, extent) {
  const pixel = (source.east - source.west) / level.width;
  const inset = pixel * 1e-3; // an edge that is shared needs no second block
  const span = (from, to, size, count) => [Math.max(0, Math.floor(from / size)), Math.min(count - 1, Math.floor(to / size))];
  const [left, right] = span(extent[0] + inset - source.west, extent[2] - inset - source.west, pixel * level.block.width, level.columns);
  const [top, bottom] = span(source.north - extent[3] + inset, source.north - extent[1] - inset, pixel * level.block.height, level.rows);
  const blocks = [];
  for (let row = top; row <= bottom; ++row)
    for (let column = left; column <= right; ++column) blocks.push({column, row});
  return {blocks, pixel};
}

async function piecesOf(source, extent, resolution, signal) {
  const levels = await source.file.levels();
  const level = levelFor(levels, source.east - source.west, resolution);
  const {blocks, pixel} = blocksFor(level, source, extent);
  return Promise.all(blocks.map(async ({column, row}) => ({
    image: await decodeBlock(await source.file.block(level, column, row, signal), level),
    west: source.west + column * level.block.width * pixel,
    north: source.north - row * level.block.height * pixel,
    width: Math.min(level.block.width, level.width - column * level.block.width),
    height: Math.min(level.block.height, level.height - row * level.block.height),
    pixel,
  })));
}

function fillsExactly(piece, extent, resolution, size) {
  const close = (a, b) => Math.abs(a - b) < resolution * 1e-3;
  return close(piece.west, extent[0]) && close(piece.north, extent[3]) && close(piece.pixel, resolution) &&
    piece.width === size && piece.height === size;
}

/**
 * A picture of size × size px of `extent` from `sources`: {file, west, north, east, south}. One block that is
 * just this picture is given as it is.
 */
export async function paint(sources, extent, resolution, size, signal) {
  const pieces = (await Promise.all(sources.map((source) => piecesOf(source, extent, resolution, signal)))).flat().filter((piece) => piece.image);
  if (pieces.length === 1 && fillsExactly(pieces[0], extent, resolution, size)) return pieces[0].image;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const context = canvas.getContext('2d');
  for (const {image, west, north, width, height, pixel} of pieces) {
    const scale = pixel / resolution;
    context.drawImage(image, 0, 0, width, height, (west - extent[0]) / resolution, (extent[3] - north) / resolution, width * scale, height * scale);
  }
  return canvas;
}
