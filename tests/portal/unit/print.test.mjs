// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';

const {pdfString} = await import(`${process.env.PORTAL_SRC}/print/pdf.js`);
const {barLength, convergence, makeSheet, pictureFor} = await import(`${process.env.PORTAL_SRC}/print/sheet.js`);

test('French in a PDF string', () => {
  assert.equal(pdfString('a(b)\\'), '(a\\050b\\051\\134)');
  assert.equal(pdfString('Éœ…’€'), '(\\311\\234\\205\\222\\200)');
  assert.equal(pdfString('e\u0301\u202f漢'), '(\\351 ?)');
});

test('the picture is at the scale that the sheet says', () => {
  const {width, height, resolution} = pictureFor('A4-paysage', 500, 150);
  assert.deepEqual([width, height], [1636, 898]);
  assert.ok(Math.abs(width * resolution - 0.277 * 500) < 0.1);
});

test('bars are round and fit', () => {
  for (const [scale, metres] of [[500, 20], [1000, 50], [200, 10], [25000, 1000], [100, 5]]) assert.equal(barLength(scale, 55), metres);
});

test('true north lies east of the grid\'s, west of 3° E', () => {
  const degrees = (convergence([579300, 6372700], 'EPSG:2154') * 180) / Math.PI;
  assert.ok(degrees > 1 && degrees < 1.2, String(degrees));
});

test('the file names the place of each of its objects', async () => {
  const pdf = Buffer.from(await makeSheet({paper: 'A4-paysage', scale: 500, title: 'Été', lines: ['a'], center: [579300, 6372700], crs: 'EPSG:2154',
    jpeg: Uint8Array.of(0xff, 0xd8, 0xff, 0xd9), pixels: {width: 1, height: 1}}).arrayBuffer());
  const table = pdf.subarray(Number(/startxref\n(\d+)/.exec(pdf.toString('latin1'))[1])).toString('latin1');
  const places = [...table.matchAll(/^(\d{10}) 00000 n/gm)].map(([, place]) => Number(place));
  places.forEach((place, i) => assert.ok(pdf.subarray(place).toString('latin1').startsWith(`${i + 1} 0 obj\n`)));
  assert.equal(places.length, 8);
});
