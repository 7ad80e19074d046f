// SPDX-License-Identifier: Apache-2.0
// node drive.mjs [CASE...]: every case (or those named) in a tab of its own. Of the environment: SITE and DEPARTMENT
// (addresses), CHANTIER (the file of SITE), PICTURES (folder of the screenshots), PORTAL_MODULES (folder of node_modules), MAPSERVER (address).
import {readdirSync} from 'node:fs';
import {Tab, startBrowser} from './browser.mjs';

const folder = new URL('cases/', import.meta.url);
const wanted = process.argv.slice(2);
const names = readdirSync(folder).map((file) => file.replace(/\.mjs$/, '')).filter((name) => !wanted.length || wanted.includes(name)).sort();
const browser = await startBrowser();
let failed = 0;
for (const name of names) {
  const started = Date.now();
  const {default: run, site = 'SITE'} = await import(new URL(`${name}.mjs`, folder));
  const tab = await Tab.make(browser, process.env[site], process.env.PICTURES);
  try {
    await run(tab, browser);
    await tab.end();
    console.log(`ok ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  } catch (error) {
    ++failed;
    console.log(`FAILED ${name}: ${error.stack}`);
    await tab.shot(`failed-${name}`).catch(() => {});
    await tab.context.close().catch(() => {});
  }
}
await browser.close();
console.log(`${names.length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
