// SPDX-License-Identifier: Apache-2.0
// A layer of another server (MapServer), asked only after the reader's own action.
import assert from 'node:assert/strict';

export default async function (tab) {
  const {page} = tab;
  const server = process.env.MAPSERVER;
  await tab.open('#x=579300&y=6372800&r=0.25&m=2025:1');
  assert.ok(tab.requests.every(({url}) => url.startsWith(tab.url)), 'nothing was asked elsewhere');
  tab.allowed.add(new URL(server).origin);
  await page.getByText('Ajouter une couche WMS ou WMTS').click();
  const address = page.getByLabel('Adresse du service');
  tab.expected = /Failed to load resource|ERR_CONNECTION_REFUSED/;
  tab.allowed.add('http://127.0.0.1:9');
  for (const [text, fault] of [['http://127.0.0.1:9/wms', /ne répond pas|CORS/], [`${tab.url}meta/portail.json`, /ne répond pas comme un service|Ce serveur répond/]]) {
    await address.fill(text);
    await page.getByRole('button', {name: 'Lister ses couches'}).click();
    await page.getByRole('alert').filter({hasText: fault}).waitFor();
  }
  await address.fill(server);
  await page.getByRole('button', {name: 'Lister ses couches'}).click();
  await page.getByLabel('Couche', {exact: true}).selectOption({label: 'Zone rouge'});
  const before = await tab.colour(0, 40);
  await page.getByRole('button', {name: 'Ajouter à la carte'}).click();
  await tab.announced('ajoutée');
  await tab.still();
  const [red, green, blue] = await tab.colour(0, 40);
  assert.ok(red > 200 && green < 60 && blue < 60, `MapServer's red is on the map: ${[red, green, blue]}`);
  await page.getByLabel('Opacité de Zone rouge').fill('30');
  await tab.accessible('external layer');
  await tab.shot('couche-externe');
  // A picture of it may be made, since the server allows it.
  await tab.panel('imprimer');
  assert.ok((await tab.file(() => page.getByRole('button', {name: 'Enregistrer en PNG'}).click())).bytes.length > 1000);
  await tab.panel('couches');
  await page.getByRole('button', {name: 'Retirer Zone rouge'}).click();
  await tab.still();
  assert.deepEqual(await tab.colour(0, 40), before);
}
