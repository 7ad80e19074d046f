// SPDX-License-Identifier: Apache-2.0
// Asking for a lossless dalle from the keyboard; a technician grants it, and its file comes. Not where nothing is taken.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {Tab} from '../browser.mjs';

const publish = (...words) => execFileSync('pcrs-publish', [...words, '--chantier', process.env.CHANTIER], {encoding: 'utf8'});

export default async function (tab, browser) {
  const {page} = tab;
  await tab.open('#x=579300&y=6372800&r=0.25&m=2025:1');
  await tab.panel('tableau');
  await page.getByLabel('Choisir 05792-63728').check();
  await tab.panel('demander');
  await tab.accessible('requests');

  // From the keyboard alone, in the order of the fields.
  await page.getByLabel('Produit').focus();
  const next = async (label) => {
    await page.keyboard.press('Tab');
    assert.ok(await page.getByLabel(label, {exact: true}).evaluate((field) => field === document.activeElement), label);
  };
  await next('Millésime');
  await next('Dalles');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await tab.announced('1 dalle à demander');
  assert.equal(await page.getByLabel('Dalles', {exact: true}).inputValue(), '05792-63728');
  await next('Motif');
  await page.keyboard.type('étude de réseau');
  await next('Votre adresse électronique');
  await page.keyboard.type('bureau@example.org');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await tab.announced('transmise');
  const address = await page.locator('.adresse code').textContent();
  assert.ok(address.startsWith(`${tab.url}api/requests/`), address);
  await page.getByText('En attente').waitFor();
  await page.getByText('gratuit').waitFor();
  await tab.accessible('a request that was taken');
  await tab.shot('demander');

  // Granted: the address is all that it takes, in another browser too.
  const [reference] = publish('request', 'list').split('\t');
  publish('request', 'grant', reference, '--why', 'convention du 3 mars');
  const other = await Tab.make(browser, tab.url, tab.pictures);
  await other.open();
  await other.panel('demander');
  await other.page.getByLabel('Numéro ou adresse de la demande').fill(address);
  await other.page.getByRole('button', {name: 'Voir où elle en est'}).click();
  await other.announced('Prête');
  await other.page.getByText('convention du 3 mars').waitFor();
  await other.accessible('a request that is ready');
  await other.shot('demande-prete');
  const link = other.page.getByRole('link', {name: '2025-05792-63728'});
  const file = await other.file(() => link.click());
  const granted = await (await page.request.get(address)).json();
  assert.equal(createHash('sha256').update(file.bytes).digest('hex'), granted.files[0].sha256);
  await other.end();

  // A refusal is said, and heard.
  tab.expected = /400|404/;
  await page.getByLabel('Dalles', {exact: true}).fill('0000-0000');
  await page.getByRole('button', {name: 'Envoyer la demande'}).click();
  await page.getByRole('alert').filter({hasText: /Le service répond 400/}).waitFor();
  await page.getByLabel('Numéro ou adresse de la demande').fill('inconnu');
  await page.getByRole('button', {name: 'Voir où elle en est'}).click();
  await page.getByRole('alert').filter({hasText: /Le service répond 404/}).waitFor();

  const without = await Tab.make(browser, process.env.DEPARTMENT, tab.pictures);
  await without.open();
  assert.equal(await without.page.locator('[data-volet=demander]').count(), 0);
  await without.end();
}
