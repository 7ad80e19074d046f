// SPDX-License-Identifier: Apache-2.0
// What the territory asks to be covered, and how much of it is.

/** `rows`: [north, first west, last west] in sides of dalles. Each cell as {west, north} in metres. */
export function cellsOf(rows, side) {
  const cells = [];
  for (const [north, first, last] of rows)
    for (let west = first; west <= last; ++west) cells.push({west: west * side, north: north * side});
  return cells;
}

/** {expected, covered, missing: cells, beyond: dalles outside of the dallage}. */
export function coverage(cells, dalles) {
  const expected = new Set(cells.map((cell) => `${cell.west}/${cell.north}`));
  const missing = cells.filter((cell) => !dalles.places.has(`${cell.west}/${cell.north}`));
  const beyond = dalles.list.filter((dalle) => !expected.has(`${dalle.west}/${dalle.north}`));
  return {expected: cells.length, covered: cells.length - missing.length, missing, beyond};
}

/** Dates of acquisition with the number of their dalles, newest first; '' where nobody said. */
export function freshness(dalles) {
  const counts = new Map();
  for (const dalle of dalles.list) counts.set(dalle.day, (counts.get(dalle.day) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? 1 : -1)).map(([day, number]) => ({day, number}));
}
