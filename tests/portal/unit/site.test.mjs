// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';

const load = (path) => import(`${process.env.PORTAL_SRC}/${path}`);
const {Dalles, totalBytes} = await load('site/dalles.js');
const {cellsOf, coverage, freshness} = await load('site/dallage.js');
const {Communes, boundsOf} = await load('site/communes.js');
const lists = await load('site/lists.js');
const {readState, writeState} = await load('map/permalink.js');
const {zoomSteps} = await load('map/resolutions.js');
const {bytes, metres, squareMetres} = await load('page/numbers.js');
const {readMap} = await load('site/saved_map.js');
const {lengthOf, areaOf} = await load('map/measure.js');

const grid = {dalle_side_m: 1000, gsd_m: 0.05, block_px: 400, factors: [2, 5, 10, 25, 50]};
const index = {millesime: 2025, key: {unit_m: 1000, digits: 4}, forms: ['46-2025-{}-RVB.tif', '46-2025-{}-RVB-r2.tif'], days: ['2025-06-14', ''],
  dalles: [[579, 6375, 100, 0, 0, 1], [580, 6375, 50, 1, 1, 2]]};
const dalles = new Dalles(index, {dalles: 'dalles/2025/{name}'}, grid);

test('dalles by place, name and part of a name', () => {
  assert.equal(dalles.list[1].name, '46-2025-0580-6375-RVB-r2.tif');
  assert.equal(dalles.at([580500, 6374500]).key, '0580-6375');
  assert.equal(dalles.at([580500, 6375500]), undefined);
  assert.equal(dalles.byName('0579-6375').path, 'dalles/2025/46-2025-0579-6375-RVB.tif');
  assert.equal(dalles.byName('46-2025-0579-6375-RVB').key, '0579-6375');
  assert.deepEqual(dalles.matching('0580', 5).map(({key}) => key), ['0580-6375']);
  assert.deepEqual(dalles.within([579900, 6374100, 580100, 6374200]).map(({key}) => key), ['0579-6375', '0580-6375']);
  assert.deepEqual(dalles.within([580000, 6374000, 581000, 6375000]).map(({key}) => key), ['0580-6375']);
  assert.equal(totalBytes(dalles.list), 150);
});

test('coverage and freshness', () => {
  const state = coverage(cellsOf([[6375, 579, 579], [6374, 579, 580]], 1000), dalles);
  assert.deepEqual([state.expected, state.covered, state.missing.length, state.beyond.length], [3, 1, 2, 1]);
  assert.deepEqual(freshness(dalles), [{day: '2025-06-14', number: 1}, {day: '', number: 1}]);
});

test('communes without accents', () => {
  const communes = new Communes([{name: 'Cœur-de-Causse', polygons: [[[[0, 1], [2, 3], [0, 1]]]]}, {name: 'Figeac', polygons: []}, {name: 'Saint-Géry', polygons: []}]);
  assert.deepEqual(communes.matching('saint ge', 5).map(({name}) => name), ['Saint-Géry']);
  assert.deepEqual(communes.matching('COEUR', 5).map(({name}) => name), ['Cœur-de-Causse']);
  assert.deepEqual(communes.matching('  ', 5), []);
  assert.deepEqual(boundsOf(communes.list[0]), [0, 1, 2, 3]);
});

test('download lists', () => {
  const digest = 'a'.repeat(64);
  const digests = lists.readDigests(`${digest}  dalles/2025/46-2025-0579-6375-RVB.tif\n`);
  const [first, second] = dalles.list;
  assert.equal(lists.aria2List([first], (path) => `https://x/${path}`, digests), `https://x/${first.path}\n  out=${first.name}\n  checksum=sha-256=${digest}\n`);
  assert.equal(lists.sha256List([first], digests), `${digest}  ${first.name}\n`);
  assert.throws(() => lists.sha256List([second], digests), /manque/);
});

test('a link says the state, and nonsense says nothing', () => {
  const state = {center: [579300.123, 6372700], resolution: 0.25, layers: [{year: 2025, visible: true, opacity: 0.5}, {year: 2022, visible: false, opacity: 1}],
    swipe: {left: 2022, year: 2025, position: 40}, dalle: {millesime: 2025, key: '0579-6375'}};
  assert.deepEqual(readState(writeState(state)), {view: {center: [579300.12, 6372700], resolution: 0.25}, layers: [{year: 2025, visible: true, opacity: 0.5}],
    swipe: state.swipe, dalle: state.dalle});
  for (const hash of ['', '#carte', '#x=1&y=2', '#x=1&y=a&r=1', '#x=1&y=2&r=0', '#x=1&y=2&r=-1']) assert.equal(readState(hash), null);
});

test('steps of the zoom hold every level, and go on as far as the territory', () => {
  const steps = zoomSteps(grid, 100000, [5, 10, 25, 50, 125, 250]);
  assert.deepEqual(steps.slice(-8), [2.5, 1.25, 0.5, 0.25, 0.1, 0.05, 0.025, 0.0125]);
  assert.ok(steps[0] >= 166 && steps.every((step, i) => i === 0 || step < steps[i - 1]));
});

test('numbers as in French', () => {
  const plain = (text) => text.replace(/[\u202f\u00a0]/g, ' ');
  assert.equal(plain(bytes(183200000)), '183 Mo');
  assert.equal(plain(bytes(999)), '999 octets');
  assert.equal(plain(bytes(1.2e9)), '1,20 Go');
  assert.equal(plain(metres(12.345)), '12,35 m');
  assert.equal(plain(squareMetres(25000)), '2,500 ha');
});

test('measures are those of the ground', () => {
  // One minute of latitude at 44.5° is 1 851.9 m on GRS80 (meridian arc: 111 128 m a degree).
  const mile = lengthOf([[579300, 6372700], [579300, 6372700 + 1852]], 'EPSG:2154');
  assert.ok(Math.abs(mile - 1852) < 1.5 && Math.abs(mile - 1852) > 0.05, String(mile));
  const hectare = areaOf([[[579300, 6372700], [579400, 6372700], [579400, 6372800], [579300, 6372800], [579300, 6372700]],
    [[579340, 6372740], [579360, 6372740], [579360, 6372760], [579340, 6372760], [579340, 6372740]]], 'EPSG:2154');
  assert.ok(Math.abs(hectare - 9600) < 20, String(hectare));
});

test('a saved map from anybody is checked', () => {
  const good = {format: 'pcrs-dalles carte', version: 1, view: {center: [1, 2], resolution: 1}, layers: [], external: [], drawings: {features: []}};
  assert.equal(readMap(JSON.stringify(good)).view.resolution, 1);
  for (const bad of [{...good, view: {center: [1], resolution: 1}}, {...good, view: {center: [1, 2], resolution: '1'}}, {...good, layers: [{year: 2025, opacity: 2}]},
    {...good, external: [{kind: 'wms', address: 'file:///etc/passwd', name: '', title: ''}]}, {...good, external: [{kind: 'x'}]}, {...good, selection: 'a'}, {...good, version: 9}])
    assert.throws(() => readMap(JSON.stringify(bad)));
  assert.throws(() => readMap('no'));
});
