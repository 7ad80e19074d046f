// SPDX-License-Identifier: Apache-2.0
// Drawing, annotating, measuring; as GeoJSON.
import assert from 'node:assert/strict';

const metres = (text) => Number(text.replace(/[\s\u202f\u00a0]/g, '').replace(',', '.').match(/[\d.]+/)[0]);

export default async function (tab) {
  const {page} = tab;
  await tab.open('#x=579300&y=6372800&r=0.25&m=2025:1');
  await tab.panel('dessiner');
  await page.getByRole('button', {name: 'Distance'}).click();
  await tab.draw([[-200, 0], [200, 0]]);
  await page.locator('.mesure').first().waitFor();
  const length = metres(await page.locator('.mesure').first().textContent());
  assert.ok(Math.abs(length - 100) < 0.3, `100 m on the map are ${length} m on the ground`);
  await page.getByRole('button', {name: 'Surface'}).click();
  await tab.draw([[-100, 50], [100, 50], [100, 250], [-100, 250]]);
  await page.locator('.mesure').nth(1).waitFor();
  const area = metres(await page.locator('.mesure').nth(1).textContent());
  assert.ok(Math.abs(area - 2500) < 10, `2500 m² are ${area} m²`);
  await page.getByLabel('Texte', {exact: true}).fill('Regard à lever');
  await page.getByRole('button', {name: 'Point', exact: true}).click();
  await tab.clickMap(-220, -120);
  await page.getByLabel('Annotation du dessin 3 (Point)').waitFor();
  await page.getByLabel('Annotation du dessin 2 (Surface)').fill('Chantier de la rue haute');
  await page.waitForTimeout(300);
  await tab.accessible('drawings');
  await tab.shot('dessins');
  const {bytes} = await tab.file(() => page.getByRole('button', {name: 'Enregistrer en GeoJSON'}).click());
  const {features} = JSON.parse(bytes);
  assert.deepEqual(features.map(({geometry}) => geometry.type), ['LineString', 'Polygon', 'Point']);
  assert.deepEqual(features.map(({properties}) => properties.nom), ['', 'Chantier de la rue haute', 'Regard à lever']);
  const [longitude, latitude] = features[2].geometry.coordinates;
  assert.ok(Math.abs(longitude - 1.48) < 0.01 && Math.abs(latitude - 44.44) < 0.01);
  await page.getByRole('button', {name: 'Effacer le dessin 1'}).click();
  assert.equal(await page.locator('.dessin').count(), 2);

  // By keyboard: a line through the middles of two views.
  await page.getByRole('button', {name: 'Distance'}).click();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowRight');
  await page.waitForTimeout(400);
  await page.keyboard.press('Enter');
  await page.keyboard.press('f');
  await tab.announced('Ligne : ');
  assert.equal(await page.locator('.dessin').count(), 3);
}
