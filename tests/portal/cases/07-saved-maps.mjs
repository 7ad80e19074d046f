// SPDX-License-Identifier: Apache-2.0
// The personalised map: kept by the browser, as a file, as a link.
import assert from 'node:assert/strict';

async function prepare(tab) {
  const {page} = tab;
  await tab.open('#x=579300&y=6372800&r=0.25&m=2025:0.6');
  await tab.panel('dessiner');
  await page.getByLabel('Texte', {exact: true}).fill('Ici');
  await page.getByRole('button', {name: 'Point', exact: true}).click();
  await tab.clickMap(0, 0);
  await page.getByLabel('Annotation du dessin 1 (Point)').waitFor();
  await tab.panel('telecharger');
  await page.getByRole('button', {name: 'Vue courante'}).click();
  await tab.announced('dans la vue');
  await tab.panel('ma-carte');
}

async function restored(tab, pattern) {
  const {page} = tab;
  await tab.announced(pattern);
  assert.match(page.url(), /x=579300\.00&y=6372800\.00&r=0\.25&m=2025:0\.6/);
  await tab.panel('dessiner');
  assert.equal(await page.getByLabel('Annotation du dessin 1 (Point)').inputValue(), 'Ici');
  await tab.panel('telecharger');
  assert.ok(Number(/\d+/.exec(await page.locator('.total').textContent())[0]) > 0, 'the selection is back');
}

export default async function (tab) {
  const {page} = tab;
  await prepare(tab);
  await page.getByLabel('Nom de la carte').fill('Rue haute');
  await page.getByRole('button', {name: 'Garder dans ce navigateur'}).click();
  await page.getByRole('button', {name: 'Ouvrir Rue haute'}).waitFor();
  await tab.accessible('saved maps');
  await tab.shot('ma-carte');
  const {bytes} = await tab.file(() => page.getByRole('button', {name: 'Enregistrer un fichier'}).click());
  assert.equal(JSON.parse(bytes).format, 'pcrs-dalles carte');
  await page.getByRole('button', {name: 'Copier le lien'}).click();
  await tab.announced('copié');
  const link = await page.evaluate(() => navigator.clipboard.readText());

  await tab.open();
  await tab.panel('ma-carte');
  await page.getByRole('button', {name: 'Ouvrir Rue haute'}).click();
  await restored(tab, 'Carte « Rue haute » ouverte');
  await tab.open();
  await tab.panel('ma-carte');
  await page.getByLabel('Ouvrir un fichier').setInputFiles({name: 'carte.json', mimeType: 'application/json', buffer: bytes});
  await restored(tab, 'ouverte');
  await tab.panel('ma-carte');
  for (const bad of ['{}', 'x', '{"format":"pcrs-dalles carte","version":2}', JSON.stringify({...JSON.parse(bytes), view: {center: [0, 'a'], resolution: 1}}),
    JSON.stringify({...JSON.parse(bytes), external: [{kind: 'wms', address: 'javascript:alert(1)', name: 'a', title: 'a'}]})]) {
    await page.getByLabel('Ouvrir un fichier').setInputFiles({name: 'bad.json', mimeType: 'application/json', buffer: Buffer.from(bad)});
    await tab.announced('Impossible d\'ouvrir');
    await page.waitForTimeout(60);
  }
  await page.getByRole('button', {name: 'Supprimer Rue haute'}).click();
  assert.equal(await page.getByRole('button', {name: 'Ouvrir Rue haute'}).count(), 0);
  await tab.open(link.slice(tab.url.length));
  assert.match(page.url(), /x=579300\.00&y=6372800\.00&r=0\.25&m=2025:0\.6/);
  assert.equal(await page.getByLabel('Opacité de Orthophotographie 2025').inputValue(), '60', 'the link keeps opacity');
}
