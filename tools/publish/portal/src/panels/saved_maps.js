// SPDX-License-Identifier: Apache-2.0
// The reader's own map: kept in this browser, as a file, or as a link.
import {externalLayer} from '../map/external.js';
import {featuresOf, geoJsonOf} from '../map/geojson.js';
import {announce} from '../page/announce.js';
import {button, field, fill, h} from '../page/dom.js';
import {copyText, saveFile} from '../page/download.js';
import {mapFormat, readMap} from '../site/saved_map.js';

const prefix = 'pcrs-carte:';

/** The map as it is now. */
export function currentMap(portal, title) {
  const view = portal.map.getView();
  const {crs} = portal.settings.grid;
  return {
    format: mapFormat, version: 1, site: portal.settings.id, title,
    view: {center: view.getCenter(), resolution: view.getResolution()},
    year: portal.year?.info.year, layers: portal.layerStates(), swipe: portal.swipeState(),
    selection: [...portal.selection.keys()],
    external: portal.external.map((layer) => ({...layer.get('description'), visible: layer.getVisible(), opacity: layer.getOpacity()})),
    drawings: geoJsonOf(portal.drawings.getSource().getFeatures(), crs, 'EPSG:4326'),
  };
}

/** Makes the map as `text` (JSON) says. Fails with a sentence; then nothing has changed but the layers asked for. */
export async function openMap(portal, text) {
  const map = readMap(text);
  const drawings = featuresOf(map.drawings, portal.settings.grid.crs);
  const external = await Promise.all(map.external.map(async (description) => {
    const layer = await externalLayer(description, portal.settings.grid.crs);
    layer.setVisible(description.visible);
    layer.setOpacity(description.opacity);
    return layer;
  }));
  portal.workOn(portal.yearNamed(map.year));
  portal.restore(map);
  for (const layer of [...portal.external]) portal.removeExternal(layer);
  external.forEach((layer) => portal.addExternal(layer));
  portal.drawings.getSource().clear();
  portal.drawings.getSource().addFeatures(drawings);
  portal.tell('drawings');
  const names = new Set(map.selection);
  portal.clearSelection();
  if (names.size && portal.year) portal.select((await portal.year.dalles()).list.filter(({name}) => names.has(name)));
  return map;
}

function storageKey(portal, title) {
  return `${prefix}${portal.settings.id}:${title}`;
}

// The browser may forbid its store altogether.
function storedTitles(portal) {
  try {
    const start = storageKey(portal, '');
    return Object.keys(localStorage).filter((key) => key.startsWith(start)).map((key) => key.slice(start.length)).sort();
  } catch {
    return [];
  }
}

function store(portal, title) {
  try {
    localStorage.setItem(storageKey(portal, title), JSON.stringify(currentMap(portal, title)));
    announce(`Carte « ${title} » gardée dans ce navigateur.`);
  } catch {
    announce('Ce navigateur ne garde rien (navigation privée, ou place épuisée) : enregistrez un fichier.');
  }
}

async function open(portal, text) {
  try {
    const map = await openMap(portal, text);
    announce(`Carte ${map.title ? `« ${map.title} » ` : ''}ouverte.`);
  } catch (error) {
    announce(`Impossible d'ouvrir : ${error.message}`);
  }
}

function kept(portal, redraw) {
  return h('ul', {class: 'cartes'}, storedTitles(portal).map((title) => h('li', {}, h('span', {}, title),
    button('Ouvrir', () => open(portal, localStorage.getItem(storageKey(portal, title)) ?? ''), {class: 'discret', 'aria-label': `Ouvrir ${title}`}),
    button('Supprimer', () => {
      localStorage.removeItem(storageKey(portal, title));
      redraw();
      announce(`Carte « ${title} » supprimée.`);
    }, {class: 'discret', 'aria-label': `Supprimer ${title}`}))));
}

export function savedMapsPanel(portal) {
  const title = h('input', {type: 'text', value: 'Ma carte', maxlength: 80});
  const list = h('div', {});
  const redraw = () => fill(list, kept(portal, redraw));
  const file = h('input', {type: 'file', accept: '.json,application/json', onchange: async () => {
    if (file.files[0]) await open(portal, await file.files[0].text());
    file.value = '';
  }});
  return {
    id: 'ma-carte', title: 'Ma carte', icon: 'save', shown: redraw,
    element: h('div', {}, h('p', {}, 'Vue, couches, sélection et dessins. Rien n\'est envoyé : tout reste dans ce navigateur ou dans vos fichiers.'),
      field('Nom de la carte', title),
      h('p', {class: 'boutons'}, button('Garder dans ce navigateur', () => {
        store(portal, title.value.trim() || 'Ma carte');
        redraw();
      }, {class: 'principal'}), button('Enregistrer un fichier', () => saveFile('carte.json', `${JSON.stringify(currentMap(portal, title.value), null, 1)}\n`, 'application/json'))),
      list, field('Ouvrir un fichier', file),
      h('h3', {}, 'Lien'), h('p', {}, 'Le lien garde la vue, les couches et la comparaison, sans vos dessins.'),
      h('p', {class: 'boutons'}, button('Copier le lien', () => copyText(portal.permalink(), 'Lien vers cette vue')))),
  };
}
