// SPDX-License-Identifier: Apache-2.0
// Several dalles at once: chosen by drawing, by commune or one by one, with their total and download lists.
import MultiPolygon from 'ol/geom/MultiPolygon.js';
import {announce} from '../page/announce.js';
import {button, checkbox, field, fill, h} from '../page/dom.js';
import {saveFile} from '../page/download.js';
import {bytes, count, plural} from '../page/numbers.js';
import {totalBytes} from '../site/dalles.js';
import {aria2List, sha256List, urlList} from '../site/lists.js';
import {publicAddress} from '../site/settings.js';

const mostListed = 200;

/** The published dalles of the working millésime that share area with a geometry. */
export async function dallesUnder(portal, geometry) {
  const dalles = await portal.year.dalles();
  return dalles.within(geometry.getExtent()).filter((d) => {
    const inset = (d.east - d.west) * 1e-6; // what only touches an edge is no part of it
    return geometry.intersectsExtent([d.west + inset, d.south + inset, d.east - inset, d.north - inset]);
  });
}

function drawButtons(portal) {
  const choose = (shape, words) => button(words, () => {
    announce('Dessinez sur la carte ; au clavier, Entrée pose un sommet au centre de la carte et F termine. Échap abandonne.');
    portal.pencil.start(shape, async (feature) => {
      const found = await dallesUnder(portal, feature.getGeometry());
      portal.select(found);
      announce(`${plural(found.length, 'dalle')} sous le dessin.`);
    });
    portal.focusMap();
  });
  return [choose('Box', 'Rectangle'), choose('Polygon', 'Polygone')];
}

function inView(portal) {
  return button('Vue courante', async () => {
    const dalles = await portal.year.dalles();
    const found = dalles.within(portal.map.getView().calculateExtent());
    portal.select(found);
    announce(`${plural(found.length, 'dalle')} dans la vue.`);
  });
}

function byCommune(portal) {
  if (!portal.communes) return null;
  const names = h('datalist', {id: 'communes-noms'});
  const input = h('input', {type: 'text', list: 'communes-noms', autocomplete: 'off', onfocus: async () => {
    if (names.children.length) return;
    fill(names, (await portal.communes()).list.map(({name}) => h('option', {value: name})));
  }});
  const add = async (event) => {
    event.preventDefault();
    const [commune] = (await portal.communes()).matching(input.value, 1);
    if (!commune) return announce('Aucune commune de ce nom.');
    const found = await dallesUnder(portal, new MultiPolygon(commune.polygons));
    portal.select(found);
    announce(`${plural(found.length, 'dalle')} pour ${commune.name}.`);
  };
  return h('form', {class: 'ligne', onsubmit: add}, field('Dalles d\'une commune', input), names, h('button', {type: 'submit'}, 'Ajouter'));
}

function byClick(portal) {
  return checkbox('Un clic sur une dalle la choisit, un autre la retire', portal.clickSelects ?? false, (on) => {
    portal.clickSelects = on;
  });
}

function lists(portal) {
  const chosen = () => [...portal.selection.values()];
  const address = (path) => publicAddress(portal.settings, path);
  const year = () => portal.year.info.year;
  const save = (make) => async () => {
    try {
      await make();
    } catch (error) {
      announce(error.message);
    }
  };
  return h('p', {class: 'boutons'},
    button('Liste aria2', save(async () => saveFile(`dalles-${year()}.aria2.txt`, aria2List(chosen(), address, await portal.year.digests()))), {class: 'principal'}),
    button('Adresses (wget)', save(async () => saveFile(`dalles-${year()}.urls.txt`, urlList(chosen(), address)))),
    button('Empreintes SHA-256', save(async () => saveFile(`dalles-${year()}.sha256`, sha256List(chosen(), await portal.year.digests())))));
}

function commands() {
  return h('details', {}, h('summary', {}, 'Que faire de ces listes ?'),
    h('p', {}, 'Tout télécharger, reprendre après une coupure et vérifier :'), h('pre', {tabindex: 0}, 'aria2c -c -x4 -i dalles.aria2.txt'),
    h('p', {}, 'Ou avec wget, puis vérifier :'), h('pre', {tabindex: 0}, 'wget -c -i dalles.urls.txt\nsha256sum -c dalles.sha256'));
}

function listed(portal) {
  const chosen = [...portal.selection.values()];
  const row = (dalle) => h('li', {}, h('span', {}, dalle.key, ' ', h('small', {}, bytes(dalle.bytes))),
    button('Retirer', () => portal.select([dalle], false), {class: 'discret', 'aria-label': `Retirer ${dalle.key}`}));
  return [h('ul', {class: 'choisies'}, chosen.slice(0, mostListed).map(row)),
    chosen.length > mostListed ? h('p', {class: 'aide'}, `… et ${count(chosen.length - mostListed)} autres.`) : null];
}

export function selectionPanel(portal) {
  const total = h('p', {class: 'total', role: 'status'}), list = h('div', {}), download = h('div', {});
  const redraw = () => {
    const chosen = [...portal.selection.values()];
    fill(total, h('strong', {}, plural(chosen.length, 'dalle')), chosen.length ? `, ${bytes(totalBytes(chosen))} en tout` : ' choisie');
    fill(download, chosen.length ? [lists(portal), commands(), button('Vider la sélection', () => portal.clearSelection(), {class: 'discret'})] : null);
    fill(list, listed(portal));
  };
  portal.addEventListener('selection', redraw);
  redraw();
  return {
    id: 'telecharger', title: 'Télécharger', icon: 'download',
    element: h('div', {}, h('p', {}, 'Choisissez des dalles, puis emportez-les toutes d\'un coup.'),
      h('p', {class: 'boutons'}, drawButtons(portal), inView(portal)), byClick(portal), byCommune(portal), total, download, list),
  };
}
