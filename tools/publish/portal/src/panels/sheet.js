// SPDX-License-Identifier: Apache-2.0
// The data sheet of one dalle.
import {nameOf} from '../coordinates/projections.js';
import {announce} from '../page/announce.js';
import {button, fill, h} from '../page/dom.js';
import {copyText} from '../page/download.js';
import {bytes, count, day, decimal} from '../page/numbers.js';
import {addressOf, loadJson, publicAddress} from '../site/settings.js';

/** The STAC item of a dalle; `pattern` as in the settings, shards are of 10 km by their lower left corner. */
export function itemPath(pattern, dalle) {
  const kilometres = (metres) => String(Math.floor(metres / 10000) * 10).padStart(4, '0');
  const shard = `E${kilometres(dalle.west)}-N${kilometres(dalle.north - 1)}`;
  return pattern.replace('{shard}', shard).replace('{stem}', dalle.name.replace(/\.[^.]*$/, ''));
}

function rows(pairs) {
  return h('dl', {class: 'fiche'}, pairs.filter(([, value]) => value).map(([term, value]) => h('div', {}, h('dt', {}, term), h('dd', {}, value))));
}

function origins(item) {
  const links = item.links.filter(({rel}) => rel === 'derived_from');
  if (links.length === 0) return null;
  return h('details', {}, h('summary', {}, `Origine (${count(links.length)})`),
    h('ul', {class: 'origines'}, links.map((link) => h('li', {}, link.title, h('br'), h('code', {}, `sha256 ${link['file:checksum'].slice(4)}`)))));
}

async function details(portal, dalle, place) {
  const item = await loadJson(itemPath(portal.year.info.items, dalle));
  const asset = item.assets.ortho;
  fill(place, rows([['SHA-256', h('code', {class: 'empreinte'}, asset['file:checksum'].slice(4))]]), origins(item));
}

function facts(portal, dalle) {
  const {grid} = portal.settings;
  const pixels = Math.round(grid.dalle_side_m / grid.gsd_m);
  return rows([
    ['Millésime', String(dalle.millesime)],
    ['Acquisition', day(dalle.day)],
    ['Révision', String(dalle.revision)],
    ['Taille', bytes(dalle.bytes)],
    ['Pixel', `${decimal(grid.gsd_m * 100, grid.gsd_m * 100 % 1 ? 1 : 0)} cm (${count(pixels)} × ${count(pixels)})`],
    [`Coin nord-ouest (${nameOf(grid.crs)})`, `${count(dalle.west)} ; ${count(dalle.north)}`],
    ['Licence', portal.settings.licence.label],
  ]);
}

async function otherYears(portal, dalle, place) {
  const others = [];
  for (const year of portal.years.filter((other) => other !== portal.year)) {
    const other = (await year.dalles()).at([dalle.west + 1, dalle.north - 1]);
    if (other) others.push(h('li', {}, h('a', {href: addressOf(other.path), download: other.name}, `${other.name} (${other.millesime}, ${bytes(other.bytes)})`)));
  }
  if (others.length) fill(place, h('h3', {}, 'Autres millésimes de ce lieu'), h('ul', {}, others));
}

function actions(portal, dalle) {
  const toggle = button('', () => {
    portal.select([dalle], !portal.selection.has(dalle.name));
    relabel();
    announce(portal.selection.has(dalle.name) ? 'Dalle ajoutée à la sélection.' : 'Dalle retirée de la sélection.');
  });
  const relabel = () => {
    toggle.textContent = portal.selection.has(dalle.name) ? 'Retirer de la sélection' : 'Ajouter à la sélection';
  };
  relabel();
  return h('p', {class: 'boutons'},
    h('a', {class: 'bouton principal', href: addressOf(dalle.path), download: dalle.name}, `Télécharger (${bytes(dalle.bytes)})`), toggle,
    button('Copier l\'adresse', () => copyText(publicAddress(portal.settings, dalle.path), 'Adresse de la dalle')),
    button('Voir au plus près', () => portal.showExtent([dalle.west, dalle.south, dalle.east, dalle.north])));
}

/** Shown when `dalle` is told; not in the rail of tools. */
export function sheetPanel(portal) {
  const element = h('div', {}, h('p', {}, 'Cliquez une dalle sur la carte, ou cherchez-la par son nom.'));
  portal.addEventListener('dalle', ({detail: dalle}) => {
    if (!dalle) return;
    const more = h('div', {'aria-live': 'polite'}), others = h('div', {});
    fill(element, h('p', {class: 'nom-de-dalle'}, dalle.name), actions(portal, dalle), facts(portal, dalle), more, others);
    details(portal, dalle, more).catch((error) => fill(more, h('p', {class: 'faute'}, error.message)));
    otherYears(portal, dalle, others).catch((error) => announce(error.message));
  });
  return {id: 'fiche', title: 'Fiche de la dalle', icon: 'freshness', element, hiddenInRail: true};
}
