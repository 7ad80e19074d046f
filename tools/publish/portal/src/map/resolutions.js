// SPDX-License-Identifier: Apache-2.0

/** Resolutions of the dalles' own levels in metres a pixel, finest first. */
export function dalleLevels(grid) {
  return [1, ...grid.factors].map((factor) => grid.gsd_m * factor);
}

/**
 * All steps of the zoom, coarsest first: beyond the dalles' levels as far as `extentMetres` fits into 600 px
 * (or the mosaic's own levels first, where there is one), and twice finer than the pixels.
 */
export function zoomSteps(grid, extentMetres, mosaicLevels = []) {
  const steps = dalleLevels(grid);
  for (const level of [...mosaicLevels].sort((a, b) => a - b)) if (level > steps.at(-1) * 1.001) steps.push(level);
  for (let i = 0; steps.at(-1) * 600 < extentMetres; ++i) steps.push(steps.at(-1) * [2, 2, 2.5][i % 3]);
  return [...steps.reverse(), grid.gsd_m / 2, grid.gsd_m / 4];
}
