// SPDX-License-Identifier: Apache-2.0
// Addresses for QGIS and ArcGIS: each can be copied, and each answers.
import assert from 'node:assert/strict';

export default async function (tab) {
  const {page} = tab;
  await tab.open();
  await tab.panel('sig');
  await page.getByRole('button', {name: 'Copier : Index GeoPackage'}).click();
  await tab.announced('copié');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${tab.url}meta/dalles.gpkg`);
  for (const address of await page.locator('.adresse code').allTextContents()) {
    const answer = await page.request.head(address);
    assert.equal(answer.status(), 200, address);
  }
  await tab.accessible('GIS');
  await tab.shot('sig');
}
