// SPDX-License-Identifier: Apache-2.0
// Dalles, communes, and coordinates in every system, in one box.
import assert from 'node:assert/strict';

const places = ['579300 6372700', '579 300,5 ; 6 372 700,5', '1579267.67 4139227.62', '1579269.55 3250321.69', '44.442916 1.483251', '44°26\'34.5"N 1°28\'59.7"E', '1,483251 44,442916'];

async function centre(page) {
  const fields = new URLSearchParams(new URL(page.url()).hash.slice(1));
  return [Number(fields.get('x')), Number(fields.get('y'))];
}

export default async function (tab) {
  const {page} = tab;
  await tab.open();
  const box = page.getByRole('combobox', {name: /Rechercher/});
  for (const text of places) {
    await box.fill('579700 6372450');
    await page.getByRole('option', {name: /Coordonnées/}).waitFor();
    await box.press('Enter');
    await tab.announced('Coordonnées');
    await box.fill(text);
    await page.getByRole('option', {name: /Coordonnées/}).waitFor();
    await box.press('Enter');
    await page.waitForTimeout(500);
    const [x, y] = await centre(page);
    assert.ok(Math.hypot(x - 579300, y - 6372700) < 60, `${text} is shown at ${x} ${y}`);
  }
  await box.fill('cahors nord');
  await page.getByRole('option', {name: /Cahors-Nord/}).waitFor();
  await tab.accessible('search');
  await tab.shot('recherche');
  await box.press('ArrowDown');
  assert.equal(await box.getAttribute('aria-activedescendant'), 'recherche-0');
  await box.press('Enter');
  await tab.announced('Commune');
  await box.fill('5792 63728');
  await page.getByRole('option', {name: /2025-05792-63728/}).click();
  assert.ok(await page.getByRole('heading', {name: 'Fiche de la dalle'}).isVisible());
  await box.fill('nulle part');
  await page.getByText('Rien de ce nom ici').waitFor();
  await box.press('Escape');
  assert.equal(await box.getAttribute('aria-expanded'), 'false');
}
