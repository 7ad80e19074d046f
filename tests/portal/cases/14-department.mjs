// SPDX-License-Identifier: Apache-2.0
// 5 517 dalles: opened and searched; the whole département costs 12 requests and 0.5 MB at the most.
import assert from 'node:assert/strict';
import {gzipSync} from 'node:zlib';

export const site = 'DEPARTMENT';

export default async function (tab) {
  const {page} = tab;
  const started = Date.now();
  await tab.open();
  const seconds = (Date.now() - started) / 1000;
  const images = tab.images().map(({url}) => new URL(url).pathname);
  const view = tab.bytes() - tab.bytes(/\/portail\//);
  console.log(`  département: ${tab.requests.length} requests, ${images.length} of images, ${seconds.toFixed(1)} s`);
  // Scripts and styles come compressed, as nginx does it before the service (gzip, level 1).
  let scripts = 0;
  for (const {url} of tab.transfers.filter(({url}) => url.includes('/portail/')))
    scripts += gzipSync(Buffer.from(await (await fetch(url)).arrayBuffer()), {level: 1}).length;
  console.log(`  ${view} bytes, ${tab.bytes(/\.tif$/)} of them of images, and ${scripts} of scripts and styles`);
  assert.ok(images.length > 0 && images.every((path) => path.startsWith('/mosaique/')), `${images}`);
  assert.equal(tab.transfers.length, tab.requests.length, 'every request has ended');
  assert.ok(tab.requests.length <= 12, `${tab.requests.length} requests`);
  assert.ok(view + scripts <= 500000, `${view} and ${scripts} bytes`);
  await tab.accessible('département');
  await tab.panel('couverture');
  await page.getByText(/Dallage de 5[\s\u202f]517 dalles/).waitFor();
  await page.getByLabel(/Colorer les dalles par date/).check();
  await page.waitForTimeout(500);
  await tab.shot('departement');
  const box = page.getByRole('combobox', {name: /Rechercher/});
  const asked = Date.now();
  await box.fill('0579-6375');
  await page.getByRole('option', {name: /46-2025-0579-6375/}).waitFor();
  assert.ok(Date.now() - asked < 2000, 'an answer within two seconds');
  await box.press('Escape');
  await tab.panel('tableau');
  await page.getByText(/5[\s\u202f]517 dalles, millésime 2025/).waitFor();
  await page.getByRole('button', {name: 'Suivante'}).click();
  await page.getByText('Page 2 sur 221').waitFor();
  await page.getByRole('button', {name: 'Précédente'}).click();
  await page.getByLabel('Filtrer').fill('0579-63');
  await page.getByText(/^\d+ dalles, millésime 2025/).waitFor();
  await tab.panel('telecharger');
  await page.getByRole('button', {name: 'Vue courante'}).click();
  await tab.announced('dans la vue');
  assert.match(await page.locator('.total').textContent(), /5[\s\u202f]517 dalles/);

  // This site runs no service: the panel says what can be done without.
  await tab.panel('extraire');
  await page.getByText('ne fait pas tourner de service de découpe').waitFor();
  await tab.accessible('extract without service');
}
