// SPDX-License-Identifier: Apache-2.0
// What is covered, and how fresh it is.
import {freshnessColours, showCells} from '../map/dallage_layer.js';
import {announce} from '../page/announce.js';
import {checkbox, fill, h} from '../page/dom.js';
import {count, day, decimal} from '../page/numbers.js';
import {cellsOf, coverage, freshness} from '../site/dallage.js';

/** Dates in at most five classes, oldest first, then those nobody told: [{label, days: Set, colour, number}]. */
export function classesOf(dates) {
  const known = dates.filter(({day: date}) => date).reverse();
  const classes = [];
  const size = Math.ceil(known.length / 5) || 1;
  for (let i = 0; i < known.length; i += size) {
    const part = known.slice(i, i + size);
    const label = part.length === 1 ? day(part[0].day) : `du ${day(part[0].day)} au ${day(part.at(-1).day)}`;
    classes.push({label, days: new Set(part.map(({day: date}) => date)), number: part.reduce((sum, {number}) => sum + number, 0)});
  }
  classes.reverse().forEach((one, i) => {
    one.colour = freshnessColours[i];
  });
  const unknown = dates.find(({day: date}) => !date);
  if (unknown) classes.push({label: 'non communiquée', days: new Set(['']), number: unknown.number, colour: freshnessColours[5]});
  return classes;
}

async function yearRow(year, cells) {
  const dalles = await year.dalles();
  const state = cells && coverage(cells, dalles);
  const dates = year.info.acquisition;
  const flown = !dates.known ? 'non communiquée' : dates.first === dates.last ? day(dates.first) : `${day(dates.first)} – ${day(dates.last)}`;
  return h('tr', {}, h('th', {scope: 'row'}, String(year.info.year)), h('td', {class: 'nombre'}, count(dalles.list.length)),
    state && h('td', {class: 'nombre'}, `${decimal((100 * state.covered) / state.expected, 1)} %`), h('td', {}, flown));
}

async function table(portal, cells) {
  const heads = ['Millésime', 'Dalles', cells && 'Couvert', 'Prises de vue'].filter(Boolean);
  return h('table', {}, h('caption', {}, cells ? `Dallage de ${count(cells.length)} dalles` : 'Dalles en ligne'),
    h('thead', {}, h('tr', {}, heads.map((text) => h('th', {scope: 'col'}, text)))),
    h('tbody', {}, await Promise.all(portal.years.map((year) => yearRow(year, cells)))));
}

function legend(classes) {
  return h('ul', {class: 'legende'}, classes.map(({label, colour, number}) => h('li', {}, h('span', {class: 'pastille', style: `background:${colour}`, 'aria-hidden': 'true'}), `${label} : ${count(number)}`)));
}

export function freshnessPanel(portal) {
  const place = h('div', {}, h('p', {}, 'Lecture…'));
  let classes = [], cells = null;
  const colours = (on) => {
    portal.colourOf = on ? (dalle) => classes.find(({days}) => days.has(dalle.day))?.colour : null;
    portal.dallageLayer.changed();
  };
  const lacking = async (on) => {
    const {missing} = coverage(cells, await portal.year.dalles());
    showCells(portal.missingLayer, missing, portal.settings.grid.dalle_side_m);
    portal.missingLayer.setVisible(on);
    if (on) announce(`${count(missing.length)} dalles du dallage ne sont pas en ligne pour ${portal.year.info.year}.`);
  };
  const redraw = async () => {
    if (!portal.year) return fill(place, h('p', {}, 'Aucune dalle n\'est encore en ligne.'));
    if (portal.dallage) cells ??= cellsOf((await portal.dallage()).rows, portal.settings.grid.dalle_side_m);
    classes = classesOf(freshness(await portal.year.dalles()));
    const coloured = portal.colourOf != null;
    fill(place, await table(portal, cells), h('h3', {}, `Fraîcheur du millésime ${portal.year.info.year}`),
      checkbox('Colorer les dalles par date de prise de vue', coloured, colours), legend(classes),
      cells && checkbox('Montrer ce qui manque au dallage', portal.missingLayer.getVisible(), lacking));
    if (coloured) colours(true);
  };
  const shown = () => redraw().catch((error) => fill(place, h('p', {class: 'faute', role: 'alert'}, error.message)));
  portal.addEventListener('year', () => {
    portal.missingLayer.setVisible(false);
    shown();
  });
  return {id: 'couverture', title: 'Couverture', heading: 'Couverture et fraîcheur', icon: 'freshness', element: place, shown};
}
