// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';

const {readPlace} = await import(`${process.env.PORTAL_SRC}/coordinates/read.js`);
const {convert, zoneOf} = await import(`${process.env.PORTAL_SRC}/coordinates/projections.js`);

const lambert = (text) => {
  const place = readPlace(text);
  return place && convert(place.degrees, 'EPSG:4326', 'EPSG:2154').map((value) => Math.round(value));
};

test('the same place in every system', () => {
  // Of PROJ 9.1: cs2cs EPSG:2154 EPSG:3945 and EPSG:4326.
  const here = [579300, 6372700];
  const [longitude, latitude] = convert(here, 'EPSG:2154', 'EPSG:4326');
  for (const text of ['579300 6372700', '579300;6372700', '579 300,2 ; 6 372 700,1', 'x=579300 y=6372700', 'L93 579300.2 6372700.1', `${latitude} ${longitude}`, `${longitude}, ${latitude}`,
    `${String(latitude).replace('.', ',')} ${String(longitude).replace('.', ',')}`, `${latitude}N ${longitude}E`])
    assert.deepEqual(lambert(text), here, text);
  for (const zone of [3943, 3944, 3945, 3946]) {
    const [x, y] = convert(here, 'EPSG:2154', `EPSG:${zone}`);
    const inReach = Math.abs(latitude - (zone - 3900)) <= 1.01;
    assert.deepEqual(lambert(`${x} ${y}`), inReach ? here : null, `zone ${zone}`);
  }
});

test('degrees with minutes and seconds, either letter for west', () => {
  const close = (text, expected) => readPlace(text).degrees.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-9, text));
  close('44°26\'30"N 1°30\'E', [1.5, 44 + 26.5 / 60]);
  close('48° 30′ N, 4° 30′ O', [-4.5, 48.5]);
  close('48.5N 4.5W', [-4.5, 48.5]);
});

test('what is no place of France is none', () => {
  for (const text of ['', '579300', '1 2 3', '0579-6375', '46-2025-0579-6375', 'Cahors', '120 44', '5 5', '1 1', '9999999 9999999', '12N 100E'])
    assert.equal(readPlace(text), null, text);
});

test('the zone of a place', () => {
  assert.equal(zoneOf(44.44), 'EPSG:3944');
  assert.equal(zoneOf(41.4), 'EPSG:3942');
});
