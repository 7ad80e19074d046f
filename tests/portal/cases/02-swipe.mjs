// SPDX-License-Identifier: Apache-2.0
// Two millésimes, side by side.
import assert from 'node:assert/strict';

export default async function (tab) {
  const {page} = tab;
  await tab.open('#x=579250&y=6372850&r=0.25&m=2025:1');
  const before = await tab.colour(-150, 60);
  await page.getByLabel('Comparer deux millésimes').check();
  await tab.still();
  assert.notDeepEqual(await tab.colour(-150, 60), before, 'the older millésime shows on the left');
  const slider = page.getByRole('slider', {name: /Comparer : 2022 à gauche, 2025 à droite/});
  await slider.fill('10');
  await page.waitForTimeout(400);
  assert.deepEqual(await tab.colour(-150, 60), before, 'the line moved, so the newer shows again');
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  assert.equal(await slider.inputValue(), '11', 'by keyboard');
  await slider.fill('50');
  await page.waitForTimeout(300);
  await tab.accessible('swipe');
  await tab.shot('comparaison');
  // The README's picture.
  await page.screenshot({path: `${tab.pictures}/portail.jpg`, type: 'jpeg', quality: 82});
  await page.getByLabel('Comparer deux millésimes').uncheck();
  assert.ok(await slider.isHidden());
}
