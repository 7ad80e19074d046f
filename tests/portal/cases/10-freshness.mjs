// SPDX-License-Identifier: Apache-2.0
// What is covered, when it was flown, what is missing.
import assert from 'node:assert/strict';

export default async function (tab) {
  const {page} = tab;
  await tab.open();
  await tab.panel('couverture');
  await page.getByText(/Dallage de \d+ dalles/).waitFor();
  const before = await tab.colour(-60, 30);
  await page.getByLabel(/Colorer les dalles par date/).check();
  await page.waitForTimeout(400);
  assert.notDeepEqual(await tab.colour(-60, 30), before);
  await page.getByLabel(/Montrer ce qui manque/).check();
  await tab.announced('ne sont pas en ligne');
  await page.waitForTimeout(300);
  await tab.accessible('freshness');
  await tab.shot('couverture');
}
