// SPDX-License-Identifier: Apache-2.0
// When something is missing: said in French, with a way out; and the page without scripts.
import assert from 'node:assert/strict';
import {Tab} from '../browser.mjs';

export default async function (tab, browser) {
  const {page} = tab;
  tab.expected = /404|Failed to load/;
  await page.route('**/meta/portail.json', (route) => route.fulfill({status: 404, body: ''}));
  await page.goto(tab.url);
  await page.getByText('le serveur répond 404').waitFor();
  await tab.accessible('fault');
  assert.equal(await page.getByRole('link', {name: 'Version texte'}).getAttribute('href'), 'texte.html');
  await page.unroute('**/meta/portail.json');
  await page.route('**/*.tif', (route) => route.fulfill({status: 503, body: ''}));
  await page.goto(`${tab.url}?#x=579300&y=6372800&r=0.25&m=2025:1`);
  await tab.announced('Une image manque');

  const plain = await Tab.make(browser, tab.url, tab.pictures, {javaScriptEnabled: false});
  plain.expected = /404/; // a listing names no icon, so the browser asks for its own
  await plain.page.goto(plain.url);
  // Locators by text pass over <noscript>.
  await plain.page.locator('.sans-script').waitFor();
  await plain.shot('sans-script');
  await plain.page.locator('.sans-script a[href="dalles/2025/"]').click();
  assert.ok((await plain.page.title()).startsWith('Index of'));
  await plain.page.goto(`${plain.url}texte.html`);
  assert.ok(await plain.page.getByRole('heading', {name: 'Télécharger'}).isVisible());
  await plain.end();
}
