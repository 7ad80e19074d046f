// SPDX-License-Identifier: Apache-2.0
// The dalles of one millésime, from its compact index.

function place(text, width) {
  return String(text).padStart(width, '0');
}

function rowsByPlace(dalles) {
  return new Map(dalles.map((dalle) => [`${dalle.west}/${dalle.north}`, dalle]));
}

/** What one row of the index says; metres of the grid's CRS. */
function dalleOf(row, index, grid, path) {
  const [west, north, bytes, form, day, revision] = row;
  const side = grid.dalle_side_m;
  const {unit_m: unit, digits} = index.key;
  const key = `${place((west * side) / unit, digits)}-${place((north * side) / unit, digits)}`;
  const name = index.forms[form].replace('{}', key);
  return {
    key, name, bytes, revision, day: index.days[day], millesime: index.millesime, path: path.replace('{name}', name),
    west: west * side, north: north * side, east: (west + 1) * side, south: (north - 1) * side,
  };
}

export class Dalles {
  /** `index`: the file that `millesime.index` names; `millesime` and `grid`: of the settings. */
  constructor(index, millesime, grid) {
    this.side = grid.dalle_side_m;
    this.list = index.dalles.map((row) => dalleOf(row, index, grid, millesime.dalles));
    this.places = rowsByPlace(this.list);
  }

  /** The dalle that holds a point, if it is published. */
  at([x, y]) {
    return this.places.get(`${Math.floor(x / this.side) * this.side}/${Math.ceil(y / this.side) * this.side}`);
  }

  /** Those that share area with [west, south, east, north]. */
  within([west, south, east, north]) {
    const side = this.side;
    const columns = Math.ceil((east - west) / side) + 1;
    const rows = Math.ceil((north - south) / side) + 1;
    if (columns * rows > this.list.length)
      return this.list.filter((d) => d.west < east && d.east > west && d.south < north && d.north > south);
    const found = [];
    for (let y = Math.ceil(north / side) * side; y > south; y -= side)
      for (let x = Math.floor(west / side) * side; x < east; x += side) {
        const dalle = this.places.get(`${x}/${y}`);
        if (dalle) found.push(dalle);
      }
    return found;
  }

  /** By key, or by name with or without extension and revision. */
  byName(word) {
    const wanted = word.trim().toLowerCase();
    return this.list.find((d) => d.key === wanted || d.name.toLowerCase() === wanted || d.name.toLowerCase() === `${wanted}.tif`);
  }

  /** At most `limit` whose name or key holds all the parts of `text`. */
  matching(text, limit) {
    const parts = text.toLowerCase().split(/[\s_]+/).filter(Boolean);
    const found = [];
    for (const dalle of this.list) {
      const name = `${dalle.name} ${dalle.key}`.toLowerCase();
      if (!parts.every((part) => name.includes(part))) continue;
      found.push(dalle);
      if (found.length === limit) break;
    }
    return found;
  }
}

export function totalBytes(dalles) {
  return dalles.reduce((sum, dalle) => sum + dalle.bytes, 0);
}
