// SPDX-License-Identifier: Apache-2.0
// The page around the map: head, rail of tools, panel, foot; and how panels open and close.
import {writeDegrees, writePlace} from '../coordinates/write.js';
import {announcements} from './announce.js';
import {button, fill, h} from './dom.js';
import {icon} from './icons.js';
import {decimal, plural} from './numbers.js';

function skipLink(words, target) {
  return h('a', {href: `#${target}`, onclick: (event) => {
    event.preventDefault();
    document.getElementById(target).focus();
  }}, words);
}

function head(settings, search) {
  const centimetres = Number((settings.grid.gsd_m * 100).toPrecision(4));
  return h('header', {class: 'tete'},
    h('div', {class: 'enseigne'}, h('span', {class: 'marque', 'aria-hidden': 'true'}, Array.from({length: 9}, () => h('i'))),
      h('div', {}, h('h1', {}, settings.title), h('p', {}, `Orthophotographie à ${decimal(centimetres, centimetres % 1 ? 1 : 0)} cm · ${settings.producer}`))),
    search);
}

function foot(settings) {
  const {licence, contact} = settings;
  const mail = contact && /^[^\s@]+@[^\s@]+$/.test(contact);
  const web = contact && /^https?:\/\//.test(contact);
  return h('footer', {class: 'pied'},
    h('span', {}, '© ', settings.producer, ' · ', licence.url ? h('a', {href: licence.url, rel: 'license noreferrer'}, licence.label) : licence.label),
    h('span', {}, h('a', {href: 'texte.html'}, 'Version texte'), ' · ', h('a', {href: 'dalles/'}, 'Fichiers'),
      settings.vectors ? [' · ', h('a', {href: settings.vectors}, 'PCRS vecteur')] : null,
      contact ? [' · ', mail ? h('a', {href: `mailto:${contact}`}, 'Contact') : web ? h('a', {href: contact, rel: 'noreferrer'}, 'Contact') : contact] : null));
}

/** Panels by id, one open at a time; the one that opens takes the focus, the rail gets it back. */
export class Panels {
  constructor(onresize) {
    this.panels = new Map();
    this.onresize = onresize;
    this.heading = h('h2', {id: 'volet-titre', tabindex: -1});
    this.body = h('div', {class: 'volet-corps'});
    this.aside = h('aside', {class: 'volet', 'aria-labelledby': 'volet-titre', hidden: true, onkeydown: (event) => event.key === 'Escape' && this.close()},
      h('div', {class: 'volet-tete'}, this.heading, h('button', {type: 'button', class: 'fermer', 'aria-label': 'Fermer le volet', onclick: () => this.close()}, icon('close'))), this.body);
    this.rail = h('ul', {});
    this.nav = h('nav', {class: 'rail', 'aria-label': 'Outils', id: 'outils', tabindex: -1}, this.rail);
  }

  add(panel) {
    const badge = h('span', {class: 'pastille-nombre', hidden: true});
    const opener = panel.hiddenInRail ? null : h('button', {type: 'button', 'aria-expanded': 'false', 'data-volet': panel.id, onclick: () => (this.current === panel.id ? this.close() : this.open(panel.id))}, icon(panel.icon), h('span', {}, panel.title), badge);
    if (opener) this.rail.append(h('li', {}, opener));
    this.panels.set(panel.id, {...panel, opener, badge});
  }

  open(id, {focus = true} = {}) {
    const panel = this.panels.get(id);
    this.panels.get(this.current)?.opener?.setAttribute('aria-expanded', 'false');
    this.current = id;
    panel.opener?.setAttribute('aria-expanded', 'true');
    this.heading.textContent = panel.heading ?? panel.title;
    fill(this.body, panel.element);
    this.body.scrollTop = 0;
    this.aside.hidden = false;
    this.aside.classList.toggle('large', panel.wide === true);
    panel.shown?.();
    this.onresize();
    if (focus) this.heading.focus({preventScroll: true});
  }

  close() {
    const panel = this.panels.get(this.current);
    this.current = null;
    this.aside.hidden = true;
    panel?.opener?.setAttribute('aria-expanded', 'false');
    this.onresize();
    (panel?.opener ?? document.getElementById('carte')).focus();
  }

  /** A number on the button of a panel; 0 takes it away. */
  count(id, number, word) {
    const {badge} = this.panels.get(id);
    badge.hidden = number === 0;
    fill(badge, String(number), h('span', {class: 'invisible'}, ` (${plural(number, word)})`));
  }
}

function position(map, crs) {
  const output = h('p', {class: 'position', 'aria-hidden': 'true'});
  map.on('pointermove', ({coordinate}) => fill(output, h('span', {}, writePlace(coordinate, crs, 2)), h('span', {}, writeDegrees(coordinate, crs))));
  return output;
}

function zoomButtons(portal) {
  const view = portal.map.getView();
  const zoom = (by) => view.animate({zoom: view.getConstrainedZoom(view.getZoom(), by) + by, duration: 150});
  const one = (name, words, onclick) => h('button', {type: 'button', 'aria-label': words, title: words, onclick}, icon(name));
  return h('div', {class: 'zoom'}, one('plus', 'Zoomer', () => zoom(1)), one('minus', 'Dézoomer', () => zoom(-1)), one('home', 'Voir tout le territoire', () => portal.showAll()));
}

/** {root, target (of the map), over (what lies above it)} before the map is there. */
export function makeFrame(settings, panels, search) {
  const target = h('div', {id: 'carte', class: 'carte', tabindex: 0, role: 'application', 'aria-roledescription': 'carte', 'aria-label': 'Carte', 'aria-describedby': 'carte-aide'});
  const over = h('div', {class: 'dessus'}, h('div', {class: 'viseur', 'aria-hidden': 'true'}));
  const main = h('main', {class: 'corps'}, panels.nav, panels.aside,
    h('div', {class: 'cadre'}, target, over, announcements,
      h('p', {id: 'carte-aide', class: 'invisible'}, 'Flèches : déplacer. Plus et moins : zoomer. Entrée : fiche de la dalle au centre. Le tableau des dalles donne les mêmes fichiers sans la carte.')));
  const skips = h('nav', {class: 'evitement', 'aria-label': 'Accès rapide'}, skipLink('Aller à la recherche', 'recherche'), skipLink('Aller à la carte', 'carte'), skipLink('Aller aux outils', 'outils'),
    button('Aller au tableau des dalles', () => panels.open('tableau')));
  const root = h('div', {class: 'portail'}, skips, head(settings, search), main, foot(settings));
  return {root, target, over};
}

/** What stands on the map itself. */
export function addMapControls(portal, over) {
  over.append(zoomButtons(portal), position(portal.map, portal.settings.grid.crs));
}

export function showFault(root, error) {
  fill(root, h('main', {class: 'panne'}, h('h1', {}, 'Le portail ne peut pas s\'ouvrir'), h('p', {role: 'alert'}, error.message),
    h('p', {}, h('a', {href: 'texte.html'}, 'Version texte'), ' · ', h('a', {href: 'dalles/'}, 'Liste des fichiers')), button('Réessayer', () => location.reload())));
}
