// SPDX-License-Identifier: Apache-2.0
// Layers and their opacity, and what a view costs in requests.
import assert from 'node:assert/strict';

const native = '#x=579250&y=6372850&r=0.05&m=2025:1';

export default async function (tab) {
  const {page} = tab;
  await tab.open('#x=579250&y=6372850&r=0.25&m=2025:1');
  await tab.shot('couches');
  await tab.accessible('layers');
  const full = await tab.colour(0, 40);
  await page.getByLabel('Opacité de Orthophotographie 2025').fill('0');
  await page.waitForTimeout(400);
  const none = await tab.colour(0, 40);
  assert.notDeepEqual(full, none, 'opacity changes what is seen');
  assert.ok(none.every((value) => value > 225), `the map's ground is pale: ${none}`);
  await page.getByLabel('Opacité de Orthophotographie 2025').fill('100');
  await page.getByLabel('Orthophotographie 2025', {exact: true}).uncheck();
  await page.waitForTimeout(400);
  assert.ok((await tab.colour(0, 40)).every((value) => value > 170), 'a layer goes');

  // At the scale of the pixels: the blocks that cover the view, and the directories of the dalles they are in.
  await page.setViewportSize({width: 1280, height: 800});
  await tab.open(native);
  await page.getByLabel('Fermer le volet').click();
  await page.waitForTimeout(300);
  await tab.still();
  const heads = tab.images().filter(({range}) => range.startsWith('bytes=0-'));
  const blocks = tab.images().filter(({range}) => !range.startsWith('bytes=0-'));
  // By the browser's log no more came than the blocks and the directory (which its cache may have had).
  const asked = blocks.reduce((sum, {range}) => sum + range.match(/\d+/g).reduce((first, last) => last - first + 1), 0);
  const directories = heads.reduce((sum, {range}) => sum + Number(range.match(/\d+$/)[0]) + 1, 0);
  console.log(`  native scale: ${blocks.length} blocks, ${heads.length} directories, ${tab.bytes(/\.tif$/)} bytes`);
  const came = tab.bytes(/\.tif$/);
  assert.ok(came > asked * 0.9 && came <= asked + directories, `${came} bytes, asked for ${asked} + ${directories}`);
  assert.ok(blocks.length > 0 && blocks.length <= 12, `${blocks.length} blocks`);
  assert.ok(heads.length <= 2, `${heads.length} directories`);
  assert.equal(new Set(blocks.map(({url, range}) => url + range)).size, blocks.length, 'no block twice');
  await tab.shot('echelle-native');

  // The whole territory comes from the mosaic: no dalle is opened.
  await tab.open();
  await page.getByRole('button', {name: 'Voir tout le territoire'}).click();
  await page.getByRole('button', {name: 'Dézoomer'}).click();
  await tab.still();
  const parts = tab.images().map(({url, range}) => [new URL(url).pathname, ...range.match(/\d+/g).map(Number)]);
  const bytes = parts.reduce((sum, [, first, last]) => sum + last + 1 - first, 0);
  console.log(`  whole territory: ${parts.length} requests, ${bytes} bytes, ${tab.bytes(/\.tif$/)} of images came`);
  assert.ok(parts.length > 0 && parts.length <= 12 && bytes <= 500000);
  assert.ok(parts.every(([path]) => path.startsWith('/mosaique/')));
  await tab.shot('territoire');
}
