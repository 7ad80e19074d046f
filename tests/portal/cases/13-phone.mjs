// SPDX-License-Identifier: Apache-2.0
// On a phone: everything is reachable, nothing sticks out, fingers find the buttons.
import assert from 'node:assert/strict';
import {Tab, phone} from '../browser.mjs';

export default async function (_, browser) {
  const tab = await Tab.make(browser, process.env.SITE, process.env.PICTURES, {viewport: phone, isMobile: true, hasTouch: true, deviceScaleFactor: 2});
  const {page} = tab;
  await tab.open('#x=579300&y=6372800&r=0.25&m=2025:1');
  await tab.accessible('phone');
  await tab.shot('telephone');
  for (const id of ['couches', 'telecharger', 'dessiner', 'extraire', 'demander', 'imprimer', 'ma-carte', 'sig', 'couverture', 'tableau']) {
    await tab.panel(id);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= phone.width, `${id} is ${width} px wide`);
    await tab.accessible(`phone, ${id}`);
    if (id === 'dessiner' || id === 'tableau') await tab.shot(`telephone-${id}`);
  }
  await page.getByLabel('Fermer le volet').tap();
  const box = await page.locator('#carte').boundingBox();
  await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
  await page.getByRole('heading', {name: 'Fiche de la dalle'}).waitFor();
  const small = await page.locator('.rail button').evaluateAll((buttons) => buttons.filter((button) => button.getBoundingClientRect().height < 44).length);
  assert.equal(small, 0, 'every tool is 44 px high at least');
  await tab.shot('telephone-fiche');
  await tab.end();
}
