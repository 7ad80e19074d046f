// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';

const {NeedMore, readLevels} = await import(`${process.env.PORTAL_SRC}/cog/tiff.js`);
const {blocksFor, levelFor} = await import(`${process.env.PORTAL_SRC}/cog/paint.js`);
const {applyMask, joinJpeg} = await import(`${process.env.PORTAL_SRC}/cog/decode.js`);

// A TIFF of directories alone: each {tag: [type, [values]]}.
function tiff(directories, {little = true, big = false} = {}) {
  const bytes = new DataView(new ArrayBuffer(4096));
  const size = big ? 8 : 4;
  const offset = (at, value) => (big ? bytes.setBigUint64(at, BigInt(value), little) : bytes.setUint32(at, value, little));
  bytes.setUint16(0, little ? 0x4949 : 0x4d4d, false);
  bytes.setUint16(2, big ? 43 : 42, little);
  let at = 64, data = 2048, link = big ? 8 : 4;
  for (const fields of directories) {
    offset(link, at);
    if (big) bytes.setBigUint64(at, BigInt(Object.keys(fields).length), little);
    else bytes.setUint16(at, Object.keys(fields).length, little);
    at += big ? 8 : 2;
    for (const [tag, [type, values]] of Object.entries(fields)) {
      const width = {3: 2, 4: 4, 7: 1, 16: 8}[type];
      bytes.setUint16(at, Number(tag), little);
      bytes.setUint16(at + 2, type, little);
      offset(at + 4, values.length);
      let place = at + 4 + size;
      if (width * values.length > size) {
        offset(place, data);
        place = data;
        data += width * values.length;
      }
      values.forEach((value, i) => {
        if (width === 8) bytes.setBigUint64(place + i * 8, BigInt(value), little);
        else if (width === 4) bytes.setUint32(place + i * 4, value, little);
        else if (width === 2) bytes.setUint16(place + i * 2, value, little);
        else bytes.setUint8(place + i, value);
      });
      at += big ? 20 : 12;
    }
    link = at;
    offset(at, 0);
    at += size;
  }
  return bytes.buffer;
}
const level = (width, blocks, kind = 0) => ({254: [4, [kind]], 256: [3, [width]], 257: [3, [width]], 259: [3, [kind & 4 ? 8 : 7]], 322: [3, [400]], 323: [3, [400]],
  324: [4, Array.from({length: blocks}, (_, i) => 9000 + i)], 325: [4, Array.from({length: blocks}, () => 7)]});

test('levels, masks and places, whatever the order of bytes', () => {
  for (const how of [{}, {little: false}, {big: true}]) {
    const levels = readLevels(tiff([level(800, 4), level(800, 4, 4), level(400, 1, 1), level(400, 1, 5)], how));
    assert.deepEqual(levels.map(({width, columns, rows}) => [width, columns, rows]), [[800, 2, 2], [400, 1, 1]]);
    assert.deepEqual(levels[0].offsets, [9000, 9001, 9002, 9003]);
    assert.equal(levels[0].mask.compression, 8);
    assert.equal(levels[1].mask.width, 400);
  }
});

test('too few bytes ask for more, damaged ones are refused', () => {
  const whole = tiff([level(800, 4)]);
  assert.throws(() => readLevels(whole.slice(0, 100)), NeedMore);
  assert.throws(() => readLevels(new TextEncoder().encode('<html>no tiff at all</html>').buffer), /TIFF/);
  const endless = tiff([level(800, 4), level(400, 1, 1)]);
  const view = new DataView(endless);
  view.setUint32(64 + 2 + 8 * 12, 64, true); // the first directory follows itself
  assert.throws(() => readLevels(endless), /sans fin/);
  assert.throws(() => readLevels(tiff([{256: [3, [10]], 257: [3, [10]]}])), /blocs/);
});

test('a tile of the grid is one block; anything else all that cover it', () => {
  const one = {width: 4000, height: 4000, block: {width: 400, height: 400}, columns: 10, rows: 10};
  const dalle = {west: 579000, east: 579200, north: 6373000, south: 6372800};
  assert.deepEqual(blocksFor(one, dalle, [579020, 6372960, 579040, 6372980]).blocks, [{column: 1, row: 1}]);
  assert.equal(blocksFor(one, dalle, [579010, 6372950, 579030, 6372970]).blocks.length, 4);
  assert.deepEqual(blocksFor(one, dalle, [578990, 6372990, 579010, 6373010]).blocks, [{column: 0, row: 0}]);
});

test('the level is never coarser than asked, unless there is none', () => {
  const levels = [4000, 2000, 800, 400].map((width) => ({width}));
  assert.equal(levelFor(levels, 200, 0.05).width, 4000);
  assert.equal(levelFor(levels, 200, 0.2).width, 2000);
  assert.equal(levelFor(levels, 200, 5).width, 400);
  assert.equal(levelFor(levels, 200, 0.01).width, 4000);
});

test('masked pixels become clear, JPEG tables join their block', () => {
  const rgba = new Uint8ClampedArray(10 * 2 * 4).fill(255);
  applyMask(rgba, Uint8Array.of(0b10000000, 0, 0xff, 0xc0), 10, 2);
  assert.deepEqual([...rgba].filter((_, i) => i % 4 === 3), [255, ...Array(9).fill(0), ...Array(10).fill(255)]);
  const joined = joinJpeg(Uint8Array.of(0xff, 0xd8, 1, 2, 0xff, 0xd9), Uint8Array.of(0xff, 0xd8, 3));
  assert.deepEqual(joined.flatMap((part) => [...part]), [0xff, 0xd8, 1, 2, 3]);
});
