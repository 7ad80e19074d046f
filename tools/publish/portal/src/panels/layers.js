// SPDX-License-Identifier: Apache-2.0
import {externalLayer, listLayers} from '../map/external.js';
import {announce} from '../page/announce.js';
import {button, checkbox, field, fill, h, select} from '../page/dom.js';

function opacityOf(layer, name, changed) {
  const slider = h('input', {type: 'range', min: 0, max: 100, step: 5, value: Math.round(layer.getOpacity() * 100), 'aria-label': `Opacité de ${name}`});
  const output = h('output', {}, `${slider.value} %`);
  slider.addEventListener('input', () => {
    layer.setOpacity(Number(slider.value) / 100);
    output.textContent = `${slider.value} %`;
    slider.setAttribute('aria-valuetext', output.textContent);
    changed();
  });
  return h('div', {class: 'opacite'}, slider, output);
}

function layerRow(portal, layer, name, extra) {
  const changed = () => portal.tell('layers');
  const shown = checkbox(name, layer.getVisible(), (visible) => {
    layer.setVisible(visible);
    changed();
  });
  return h('li', {class: 'couche'}, h('div', {class: 'couche-tete'}, shown, extra), opacityOf(layer, name, changed));
}

function imagery(portal) {
  const rows = portal.years.map(({info, layer}) => layerRow(portal, layer, `Orthophotographie ${info.year}`));
  return h('section', {}, h('h3', {}, 'Images'), rows.length ? h('ul', {class: 'couches'}, rows) : h('p', {}, 'Aucune dalle n\'est encore en ligne.'));
}

function comparison(portal) {
  if (portal.years.length < 2) return null;
  const years = portal.years.map(({info}) => [String(info.year), String(info.year)]);
  const wanted = portal.swipeYears;
  const change = () => {
    if (left.value === right.value) return announce('Choisissez deux millésimes différents.');
    portal.compare(on.querySelector('input').checked ? {left: Number(left.value), right: Number(right.value)} : null);
  };
  const on = checkbox('Comparer deux millésimes', wanted !== null, change);
  const left = select(years, String(wanted?.left ?? portal.years[1].info.year), change);
  const right = select(years, String(wanted?.right ?? portal.years[0].info.year), change);
  return h('section', {}, h('h3', {}, 'Comparaison'), on,
    h('div', {class: 'deux'}, field('À gauche', left), field('À droite', right)),
    h('p', {class: 'aide'}, 'La ligne se déplace à la souris, au doigt ou avec les flèches du clavier.'));
}

function workingYear(portal) {
  const list = select(portal.years.map(({info}) => [String(info.year), String(info.year)]), String(portal.year?.info.year), (year) => portal.workOn(portal.yearNamed(year)));
  return field('Millésime des dalles (contours, fiche, sélection, tableau)', list);
}

function vectors(portal) {
  const rows = [[portal.dallageLayer, 'Contours des dalles'], [portal.territoryLayer, 'Limite du territoire']].filter(([layer]) => layer);
  return h('section', {}, h('h3', {}, 'Repères'), workingYear(portal), h('ul', {class: 'couches'}, rows.map(([layer, name]) => layerRow(portal, layer, name))));
}

function externalRows(portal) {
  return portal.external.map((layer) => {
    const {title} = layer.get('description');
    return layerRow(portal, layer, title, button('Retirer', () => portal.removeExternal(layer), {'aria-label': `Retirer ${title}`, class: 'discret'}));
  });
}

function externalForm(portal) {
  const address = h('input', {type: 'url', placeholder: 'https://…', autocomplete: 'off'});
  const kind = select([['wms', 'WMS'], ['wmts', 'WMTS']], 'wms');
  const choices = h('div', {class: 'choix'});
  const fault = (error) => fill(choices, h('p', {class: 'faute', role: 'alert'}, error.message));
  const add = async (chosen) => {
    try {
      portal.addExternal(await externalLayer({kind: kind.value, address: address.value, ...chosen}, portal.settings.grid.crs));
      announce(`Couche « ${chosen.title} » ajoutée.`);
    } catch (error) {
      fault(error);
    }
  };
  const ask = async (event) => {
    event.preventDefault();
    fill(choices, h('p', {role: 'status'}, 'Interrogation du service…'));
    try {
      const layers = await listLayers(address.value, kind.value);
      const list = select(layers.map(({name, title}) => [name, title]), layers[0].name);
      fill(choices, field('Couche', list), button('Ajouter à la carte', () => add(layers.find(({name}) => name === list.value))));
      list.focus();
    } catch (error) {
      fault(error);
    }
  };
  return h('form', {onsubmit: ask}, h('div', {class: 'adresse-service'}, field('Adresse du service', address), field('Type', kind)),
    h('button', {type: 'submit', class: 'discret'}, 'Lister ses couches'), choices);
}

function external(portal) {
  const rows = h('ul', {class: 'couches'});
  const redraw = () => fill(rows, externalRows(portal));
  let known = null;
  portal.addEventListener('layers', () => {
    if (known !== portal.external.length) redraw();
    known = portal.external.length;
  });
  redraw();
  return h('section', {}, h('h3', {}, 'Couches d\'autres serveurs'), rows,
    h('details', {}, h('summary', {}, 'Ajouter une couche WMS ou WMTS'),
      h('p', {class: 'aide'}, 'Votre navigateur interrogera ce serveur, qui verra votre adresse et les lieux que vous regardez.'), externalForm(portal)));
}

/** Layers, their opacity, the comparison, external services. */
export function layersPanel(portal) {
  const changing = h('div', {});
  const redraw = () => fill(changing, imagery(portal), comparison(portal), vectors(portal));
  portal.addEventListener('restored', redraw);
  portal.addEventListener('year', redraw);
  redraw();
  return {id: 'couches', title: 'Couches', icon: 'layers', element: h('div', {}, changing, external(portal))};
}
