// SPDX-License-Identifier: Apache-2.0
// The dalles without the map, from the keyboard: skip link, filter, order, selection, file.
import assert from 'node:assert/strict';

export default async function (tab) {
  const {page} = tab;
  await tab.open();
  for (let i = 0; i < 4; ++i) await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Aller au tableau des dalles');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', {name: 'Tableau des dalles'}).waitFor();
  await page.locator('table.dalles tbody tr').first().waitFor();
  const rows = await page.locator('table.dalles tbody tr').count();
  assert.ok(rows >= 4);
  await page.getByLabel('Filtrer').fill('05792');
  await page.waitForTimeout(200);
  assert.ok((await page.locator('table.dalles tbody tr').count()) < rows);
  await page.getByLabel('Ordre').selectOption('bytes');
  await page.getByLabel('Choisir 05792-63728').check();
  const {name} = await tab.file(() => page.getByRole('link', {name: 'Télécharger 05792-63728'}).click());
  assert.equal(name, '2025-05792-63728-LA93-0M05-RVB.tif');
  await tab.accessible('table');
  await tab.shot('tableau');
  await page.getByRole('button', {name: 'Fiche de 05792-63728'}).click();
  await page.getByRole('heading', {name: 'Fiche de la dalle'}).waitFor();
}
