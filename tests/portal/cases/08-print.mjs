// SPDX-License-Identifier: Apache-2.0
// The printed sheet and the picture of the screen. What the PDF says is read by poppler.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

export default async function (tab) {
  const {page} = tab;
  await tab.open('#x=579300&y=6372800&r=0.25&m=2025:1');
  await tab.panel('imprimer');
  await page.getByLabel('Titre').fill('Rue haute, réseau d\'eau');
  await page.getByLabel('Échelle').selectOption('500');
  await tab.accessible('print');
  const {name, bytes} = await tab.file(() => page.getByRole('button', {name: 'Enregistrer en PDF'}).click());
  assert.equal(name, 'carte.pdf');
  const pdf = join(tab.pictures, 'carte.pdf');
  writeFileSync(pdf, bytes);
  const text = execFileSync('pdftotext', ['-layout', pdf, '-'], {encoding: 'utf8'});
  for (const part of ['Rue haute, réseau d\'eau', 'Échelle 1:500', 'Orthophotographie 2025', 'Imprimé le', 'Licence Ouverte', 'Lambert-93', 'N', '20 m', '© Essai'])
    assert.ok(text.includes(part), `the sheet says ${part}: ${text}`);
  assert.match(execFileSync('pdfinfo', [pdf], {encoding: 'utf8'}), /Pages: +1[\s\S]*Page size: +841\.\d+ x 595/);
  execFileSync('pdftoppm', ['-r', '70', '-png', '-singlefile', pdf, join(tab.pictures, 'impression')]);
  // The map's frame is 277 mm wide: at 1:500 138.5 m, so 150 dpi need 0.0847 m a pixel.
  assert.match(execFileSync('pdfimages', ['-list', pdf], {encoding: 'utf8'}), /jpeg .* 150 +150/);
  await page.waitForTimeout(300);
  assert.match(page.url(), /r=0\.25/, 'the map is as before');
  const png = await tab.file(() => page.getByRole('button', {name: 'Enregistrer en PNG'}).click());
  assert.equal(png.bytes.subarray(1, 4).toString(), 'PNG');
  const box = await page.locator('#carte').boundingBox();
  assert.equal(png.bytes.readUInt32BE(16), Math.round(box.width));
  await tab.shot('imprimer');
}
