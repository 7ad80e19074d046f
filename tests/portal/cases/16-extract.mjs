// SPDX-License-Identifier: Apache-2.0
// An image cut by the site's own service along what is drawn on the map; read back by GDAL.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

export default async function (tab) {
  const {page} = tab;
  await tab.open('#x=579300&y=6372800&r=0.25&m=2025:1');
  await tab.panel('extraire');
  await page.getByRole('button', {name: 'Découper et enregistrer'}).click();
  await tab.announced('Dessinez d\'abord une emprise');
  await page.getByRole('button', {name: 'Dessiner un rectangle'}).click();
  await tab.clickMap(-80, -60);
  await page.waitForTimeout(300);
  await tab.clickMap(60, 70);
  await page.getByText(/Emprise de 1[\s\u202f]13\d/).waitFor();
  await tab.accessible('extract');
  const cut = () => tab.file(() => page.getByRole('button', {name: 'Découper et enregistrer'}).click());
  const tiff = await cut();
  const path = join(tab.pictures, tiff.name);
  writeFileSync(path, tiff.bytes);
  const info = JSON.parse(execFileSync('gdalinfo', ['-json', path], {encoding: 'utf8'}));
  assert.ok(Math.abs(info.size[0] - 700) <= 1 && Math.abs(info.size[1] - 650) <= 2, `35 m × 32.5 m at 5 cm: ${info.size}`);
  assert.ok(Math.abs(info.geoTransform[0] - 579280) < 0.3 && info.geoTransform[1] === 0.05);
  await tab.shot('extraire');
  await page.getByLabel('Format').selectOption('jpeg');
  await page.getByLabel('Système de coordonnées').selectOption('EPSG:3944');
  assert.match((await cut()).name, /3944.*\.zip$/);

  // Too large: the service refuses, and its reason is shown.
  tab.expected = /400|413/;
  await page.getByRole('button', {name: 'Voir tout le territoire'}).click();
  await page.getByRole('button', {name: 'Dessiner un rectangle'}).click();
  await tab.clickMap(-380, -300);
  await page.waitForTimeout(300);
  await tab.clickMap(380, 300);
  await page.waitForTimeout(300);
  await page.getByRole('button', {name: 'Découper et enregistrer'}).click();
  await page.getByRole('alert').filter({hasText: /Le service répond 4\d\d/}).waitFor();
}
