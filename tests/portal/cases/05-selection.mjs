// SPDX-License-Identifier: Apache-2.0
// Several dalles: by drawing, view, commune and click; their total and lists.
import assert from 'node:assert/strict';

const total = /\d+ dalles?/;

export default async function (tab) {
  const {page} = tab;
  const chosen = async () => Number(/\d+/.exec(await page.locator('.total').textContent())[0]);
  await tab.open('#x=579300&y=6372800&r=0.5&m=2025:1');
  await tab.panel('telecharger');
  await page.getByRole('button', {name: 'Rectangle'}).click();
  await tab.clickMap(-150, -120);
  await page.waitForTimeout(300);
  await tab.clickMap(-50, 80);
  await tab.announced('sous le dessin');
  assert.equal(await chosen(), 1 + 1, 'two dalles under the rectangle');
  await page.getByRole('button', {name: 'Polygone'}).click();
  await tab.draw([[-260, -60], [-220, -60], [-240, 60]]);
  await tab.announced('sous le dessin');
  assert.equal(await chosen(), 4, 'and two more under the polygon');
  const lists = {};
  for (const words of ['Liste aria2', 'Adresses (wget)', 'Empreintes SHA-256']) lists[words] = (await tab.file(() => page.getByRole('button', {name: words}).click())).bytes.toString();
  const number = await chosen();
  const address = new RegExp(`^${tab.url}dalles/2025/[^\\n]+\\.tif$`, 'gm');
  assert.equal(lists['Adresses (wget)'].match(address).length, number);
  assert.equal(lists['Liste aria2'].match(address).length, number);
  assert.equal(lists['Liste aria2'].match(/^ {2}checksum=sha-256=[0-9a-f]{64}$/gm).length, number);
  assert.equal(lists['Empreintes SHA-256'].match(/^[0-9a-f]{64} {2}[^/\n]+\.tif$/gm).length, number);
  await tab.accessible('selection');
  await tab.shot('selection');
  await page.getByRole('button', {name: 'Vider la sélection'}).click();
  assert.equal(await chosen(), 0);
  await page.getByLabel('Dalles d\'une commune').fill('Cahors-Nord');
  await page.getByRole('button', {name: 'Ajouter', exact: true}).click();
  await tab.announced('pour Cahors-Nord');
  assert.ok((await chosen()) > 0);
  await page.getByRole('button', {name: 'Vider la sélection'}).click();
  await page.getByLabel(/Un clic sur une dalle/).check();
  await tab.clickMap(50, 50);
  await tab.announced('choisie');
  assert.equal(await chosen(), 1);
  await tab.clickMap(50, 50);
  await tab.announced('retirée');
  await page.getByRole('button', {name: 'Vue courante'}).click();
  await tab.announced('dans la vue');
  assert.match(await page.locator('.total').textContent(), total);

  // By keyboard: a rectangle from the middle of the map to another.
  await page.getByRole('button', {name: 'Vider la sélection'}).click();
  await page.getByRole('button', {name: 'Rectangle'}).click();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowRight');
  await page.waitForTimeout(300);
  await page.keyboard.press('ArrowUp');
  await page.waitForTimeout(300);
  await page.keyboard.press('Enter');
  await tab.announced('sous le dessin');
  assert.ok((await chosen()) >= 1);
}
