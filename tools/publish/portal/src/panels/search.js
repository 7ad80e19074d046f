// SPDX-License-Identifier: Apache-2.0
// One box for dalles, communes and coordinates (the combobox pattern of ARIA 1.2).
import {convert, nameOf} from '../coordinates/projections.js';
import {readPlace} from '../coordinates/read.js';
import {announce} from '../page/announce.js';
import {fill, h} from '../page/dom.js';
import {icon} from '../page/icons.js';
import {boundsOf} from '../site/communes.js';

const mostOfAKind = 8;

function placesFor(portal, text) {
  const place = readPlace(text);
  if (!place) return [];
  const {crs} = portal.settings.grid;
  const point = convert(place.degrees, 'EPSG:4326', crs);
  const system = place.crs === 'EPSG:4326' ? 'degrés' : nameOf(place.crs);
  return [{kind: `Coordonnées, ${system}`, text: text.trim(), go: () => portal.goTo(point)}];
}

async function communesFor(portal, text) {
  if (!portal.communes || /^[\d\s.,;-]*$/.test(text)) return [];
  return (await portal.communes()).matching(text, mostOfAKind).map((commune) => ({
    kind: 'Commune', text: commune.name,
    go: () => {
      portal.highlight(commune.polygons);
      portal.showExtent(boundsOf(commune));
    },
  }));
}

async function dallesFor(portal, text) {
  if (!portal.year || !/\d/.test(text)) return [];
  const words = text.trim().replace(/^(\d+)\s+(\d+)$/, '$1-$2');
  return (await portal.year.dalles()).matching(words, mostOfAKind).map((dalle) => ({
    kind: `Dalle ${dalle.millesime}`, text: dalle.name,
    go: () => {
      portal.showExtent([dalle.west, dalle.south, dalle.east, dalle.north]);
      portal.tell('dalle', dalle);
    },
  }));
}

/** What the site knows for a text: [{kind, text, go()}]. */
export async function findAll(portal, text) {
  if (text.trim().length < 2) return [];
  return [...placesFor(portal, text), ...(await communesFor(portal, text)), ...(await dallesFor(portal, text))];
}

class SearchBox {
  constructor(portal) {
    this.portal = portal;
    this.found = [];
    this.at = -1;
    this.list = h('ul', {id: 'recherche-liste', role: 'listbox', 'aria-label': 'Résultats', hidden: true});
    this.input = h('input', {
      id: 'recherche', type: 'text', role: 'combobox', 'aria-expanded': 'false', 'aria-controls': 'recherche-liste', 'aria-autocomplete': 'list',
      autocomplete: 'off', spellcheck: 'false', placeholder: portal.communes ? 'Commune, dalle, coordonnées…' : 'Dalle, coordonnées…',
      oninput: () => this.later(), onkeydown: (event) => this.key(event), onblur: () => setTimeout(() => this.close(), 150),
      onfocus: () => this.input.value && this.search(),
    });
    this.element = h('form', {role: 'search', class: 'recherche', onsubmit: (event) => {
      event.preventDefault();
      this.searchAndGo();
    }}, h('label', {for: 'recherche', class: 'invisible'}, 'Rechercher une commune, une dalle ou des coordonnées (Lambert-93, CC ou degrés)'),
    icon('search'), this.input, this.list);
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), 150);
  }

  async search() {
    const text = this.input.value;
    try {
      const found = await findAll(this.portal, text);
      if (text !== this.input.value) return;
      this.show(found, text);
    } catch (error) {
      announce(error.message);
    }
  }

  show(found, text) {
    this.found = found;
    this.at = -1;
    const options = found.map((hit, i) => h('li', {role: 'option', id: `recherche-${i}`, 'aria-selected': 'false', onmousedown: (event) => {
      event.preventDefault();
      this.choose(i);
    }}, h('span', {}, hit.text), h('small', {}, hit.kind)));
    fill(this.list, options.length ? options : h('li', {class: 'rien', role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false'}, 'Rien de ce nom ici'));
    this.list.hidden = text.trim().length < 2;
    this.input.setAttribute('aria-expanded', String(!this.list.hidden));
    this.input.removeAttribute('aria-activedescendant');
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }

  move(step) {
    if (this.found.length === 0) return;
    this.at = (this.at + step + this.found.length + (this.at < 0 && step < 0 ? 1 : 0)) % this.found.length;
    [...this.list.children].forEach((option, i) => option.setAttribute('aria-selected', String(i === this.at)));
    this.list.children[this.at].scrollIntoView({block: 'nearest'});
    this.input.setAttribute('aria-activedescendant', `recherche-${this.at}`);
  }

  key(event) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') this.move(event.key === 'ArrowDown' ? 1 : -1);
    else if (event.key === 'Escape') this.close();
    else return;
    event.preventDefault();
  }

  async searchAndGo() {
    if (this.at < 0) await this.search();
    this.choose(Math.max(0, this.at));
  }

  choose(i) {
    const hit = this.found[i];
    if (!hit) return announce('Rien de ce nom ici.');
    this.close();
    this.input.value = hit.text;
    hit.go();
    announce(`${hit.kind} : ${hit.text}, affiché sur la carte.`);
  }
}

export function searchBox(portal) {
  return new SearchBox(portal).element;
}
