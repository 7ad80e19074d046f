// SPDX-License-Identifier: Apache-2.0
// The directories of a TIFF (classic or BigTIFF), as far as a viewer needs them: where the blocks of each level
// and of its mask lie. Source: TIFF 6.0, BigTIFF, GDAL's COG layout.

const sizes = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 11: 4, 12: 8, 13: 4, 16: 8, 18: 8};
const tag = {kind: 254, width: 256, height: 257, compression: 259, blockWidth: 322, blockHeight: 323, offsets: 324, counts: 325, tables: 347};

/** Thrown when the bytes at hand end before what is needed. */
export class NeedMore extends Error {
  constructor(end) {
    super(`needs ${end} bytes`);
    this.end = end;
  }
}

class Reader {
  constructor(buffer) {
    this.view = new DataView(buffer);
    const order = this.get('getUint16', 0, 2, false);
    if (order !== 0x4949 && order !== 0x4d4d) throw new Error('n\'est pas un TIFF');
    this.little = order === 0x4949;
    const version = this.u16(2);
    if (version !== 42 && version !== 43) throw new Error('n\'est pas un TIFF');
    this.big = version === 43;
  }
  get(method, at, size, little = this.little) {
    if (at + size > this.view.byteLength) throw new NeedMore(at + size);
    return this.view[method](at, little);
  }
  u16(at) { return this.get('getUint16', at, 2); }
  u32(at) { return this.get('getUint32', at, 4); }
  // Exact up to 2⁵³, and no published dalle is larger.
  u64(at) { return Number(this.get('getBigUint64', at, 8)); }
  offset(at) { return this.big ? this.u64(at) : this.u32(at); }
  number(at, type) {
    const size = sizes[type];
    return size === 8 ? this.u64(at) : size === 4 ? this.u32(at) : size === 2 ? this.u16(at) : this.get('getUint8', at, 1);
  }
}

function valuesOf(reader, at) {
  const type = reader.u16(at + 2);
  const count = reader.offset(at + 4);
  const size = sizes[type];
  if (!size || count > 1e7) return [];
  const field = at + (reader.big ? 12 : 8);
  const start = size * count <= (reader.big ? 8 : 4) ? field : reader.offset(field);
  if (start + size * count > reader.view.byteLength) throw new NeedMore(start + size * count);
  if (type === 7 || type === 1) return new Uint8Array(reader.view.buffer, start, count);
  return Array.from({length: count}, (_, i) => reader.number(start + i * size, type));
}

function directoryAt(reader, at) {
  const count = reader.big ? reader.u64(at) : reader.u16(at);
  if (count > 4096) throw new Error('a un répertoire abîmé');
  const first = at + (reader.big ? 8 : 2), step = reader.big ? 20 : 12;
  const fields = new Map();
  for (let i = 0; i < count; ++i) {
    const entry = first + i * step;
    const id = reader.u16(entry);
    if (Object.values(tag).includes(id)) fields.set(id, valuesOf(reader, entry));
  }
  return {fields, next: reader.offset(first + count * step)};
}

function levelOf(fields) {
  const one = (id, missing) => fields.get(id)?.[0] ?? missing;
  const width = one(tag.width), height = one(tag.height);
  const block = {width: one(tag.blockWidth), height: one(tag.blockHeight)};
  if (!width || !height || !block.width || !block.height) throw new Error('n\'a pas de blocs');
  return {
    width, height, block,
    kind: one(tag.kind, 0),
    compression: one(tag.compression, 1),
    columns: Math.ceil(width / block.width),
    rows: Math.ceil(height / block.height),
    offsets: fields.get(tag.offsets) ?? [],
    counts: fields.get(tag.counts) ?? [],
    tables: fields.get(tag.tables) ?? null,
    mask: null,
  };
}

/** The levels, largest first; `mask` of a level is the one of its size, or null. Throws NeedMore. */
export function readLevels(buffer) {
  const reader = new Reader(buffer);
  const levels = [], masks = [];
  for (let at = reader.offset(reader.big ? 8 : 4), seen = 0; at !== 0; ++seen) {
    if (seen > 64) throw new Error('a des répertoires sans fin');
    const {fields, next} = directoryAt(reader, at);
    const level = levelOf(fields);
    (level.kind & 4 ? masks : levels).push(level);
    at = next;
  }
  for (const level of levels)
    level.mask = masks.find((mask) => mask.width === level.width && mask.height === level.height) ?? null;
  return levels.sort((a, b) => b.width - a.width);
}
