// SPDX-License-Identifier: Apache-2.0
// A click on a dalle, or Enter at the middle of the map: its sheet, and the very file.
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';

export default async function (tab) {
  const {page} = tab;
  await tab.open('#x=579300&y=6372700&r=0.5&m=2025:1');
  await tab.clickMap(0, 0);
  await page.getByRole('heading', {name: 'Fiche de la dalle'}).waitFor();
  const told = await page.locator('.empreinte').textContent();
  const {name, bytes} = await tab.file(() => page.getByRole('link', {name: /^Télécharger/}).click());
  assert.equal(name, '2025-05792-63728-LA93-0M05-RVB.tif');
  assert.equal(createHash('sha256').update(bytes).digest('hex'), told);
  await page.getByText('Autres millésimes de ce lieu').waitFor();
  await tab.accessible('sheet');
  await tab.shot('fiche');
  await page.getByRole('button', {name: 'Copier l\'adresse'}).click();
  await tab.announced('copié');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${tab.url}dalles/2025/${name}`);

  // By keyboard alone: the panel closes, the map takes the focus, arrows move it, Enter opens the sheet.
  await page.keyboard.press('Escape');
  await page.locator('#carte').focus();
  for (let i = 0; i < 3; ++i) {
    await page.keyboard.press('ArrowUp');
    await page.waitForTimeout(250);
  }
  await page.keyboard.press('Enter');
  await page.getByText('2025-05792-63730-LA93-0M05-RVB.tif', {exact: true}).waitFor();
  await tab.shot('clavier');
}
