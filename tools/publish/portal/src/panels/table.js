// SPDX-License-Identifier: Apache-2.0
// The dalles as a table: all that the map gives, without the map.
import {button, field, fill, h, select} from '../page/dom.js';
import {bytes, count, day, plural} from '../page/numbers.js';
import {addressOf} from '../site/settings.js';

const pageSize = 25;

const orders = {
  key: ['Nom', (a, b) => (a.key < b.key ? -1 : 1)],
  day: ['Date, la plus récente d\'abord', (a, b) => (a.day === b.day ? (a.key < b.key ? -1 : 1) : a.day > b.day ? -1 : 1)],
  bytes: ['Taille, la plus grande d\'abord', (a, b) => b.bytes - a.bytes],
};

/** The rows that hold all the words of `text`, in an order. */
export function filtered(list, text, order) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = list.filter((dalle) => {
    const row = `${dalle.name} ${day(dalle.day)} ${dalle.day}`.toLowerCase();
    return words.every((word) => row.includes(word));
  });
  return found.sort(orders[order][1]);
}

function row(portal, dalle) {
  const box = h('input', {type: 'checkbox', checked: portal.selection.has(dalle.name), 'aria-label': `Choisir ${dalle.key}`, onchange: () => portal.select([dalle], box.checked)});
  return h('tr', {}, h('td', {}, box), h('th', {scope: 'row'}, dalle.key), h('td', {}, day(dalle.day)), h('td', {class: 'nombre'}, bytes(dalle.bytes)),
    h('td', {}, h('a', {href: addressOf(dalle.path), download: dalle.name, 'aria-label': `Télécharger ${dalle.key}`}, 'Télécharger')),
    h('td', {}, button('Fiche', () => {
      portal.showExtent([dalle.west, dalle.south, dalle.east, dalle.north]);
      portal.tell('dalle', dalle);
    }, {class: 'discret', 'aria-label': `Fiche de ${dalle.key}`})));
}

function pager(state, pages, go) {
  if (pages < 2) return null;
  return h('nav', {class: 'pages', 'aria-label': 'Pages du tableau'},
    button('Précédente', () => go(state.page - 1), {disabled: state.page === 0}), h('span', {}, `Page ${count(state.page + 1)} sur ${count(pages)}`),
    button('Suivante', () => go(state.page + 1), {disabled: state.page === pages - 1}));
}

export function tablePanel(portal) {
  const state = {page: 0, text: '', order: 'key'};
  const summary = h('p', {role: 'status'}), place = h('div', {}), pages = h('div', {});
  const redraw = async () => {
    if (!portal.year) return fill(place, h('p', {}, 'Aucune dalle n\'est encore en ligne.'));
    const list = filtered((await portal.year.dalles()).list, state.text, state.order);
    const last = Math.max(1, Math.ceil(list.length / pageSize));
    state.page = Math.min(Math.max(0, state.page), last - 1);
    fill(summary, `${plural(list.length, 'dalle')}, millésime ${portal.year.info.year}`);
    fill(place, h('table', {class: 'dalles'}, h('caption', {class: 'invisible'}, `Dalles du millésime ${portal.year.info.year}`),
      h('thead', {}, h('tr', {}, ['Choisir', 'Dalle', 'Acquisition', 'Taille', 'Fichier', 'Détail'].map((text) => h('th', {scope: 'col'}, text)))),
      h('tbody', {}, list.slice(state.page * pageSize, (state.page + 1) * pageSize).map((dalle) => row(portal, dalle)))));
    fill(pages, pager(state, last, (page) => {
      state.page = page;
      redraw().then(() => place.querySelector('th[scope=row]')?.scrollIntoView({block: 'nearest'}));
    }));
  };
  const refresh = () => redraw().catch((error) => fill(place, h('p', {class: 'faute', role: 'alert'}, error.message)));
  const filter = h('input', {type: 'search', autocomplete: 'off', oninput: () => {
    Object.assign(state, {text: filter.value, page: 0});
    refresh();
  }});
  const order = select(Object.entries(orders).map(([key, [text]]) => [key, text]), state.order, (key) => {
    Object.assign(state, {order: key, page: 0});
    refresh();
  });
  for (const event of ['year', 'selection']) portal.addEventListener(event, () => element.isConnected && !element.closest('[hidden]') && refresh());
  const element = h('div', {}, h('div', {class: 'deux'}, field('Filtrer (nom ou date)', filter), field('Ordre', order)), summary,
    h('div', {class: 'defile', role: 'region', tabindex: 0, 'aria-label': 'Tableau des dalles'}, place), pages);
  return {id: 'tableau', title: 'Tableau', heading: 'Tableau des dalles', icon: 'table', element, shown: refresh, wide: true};
}
