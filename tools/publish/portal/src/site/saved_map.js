// SPDX-License-Identifier: Apache-2.0
// A personalised map as a file: {format, version, site, title, view, year, layers, swipe, selection, external,
// drawings}. Whatever such a file holds is checked before it is used: it may come from anybody.
import {checkedAddress} from '../map/external.js';

export const mapFormat = 'pcrs-dalles carte';

function number(value, low, high, what) {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < low || value > high) throw new Error(`cette carte a une valeur impossible (${what})`);
  return value;
}

function list(value, most, what) {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length > most) throw new Error(`cette carte a une liste impossible (${what})`);
  return value;
}

function text(value, what) {
  if (typeof value !== 'string' || value.length > 2000) throw new Error(`cette carte a un texte impossible (${what})`);
  return value;
}

function externalOf(layer) {
  if (layer?.kind !== 'wms' && layer?.kind !== 'wmts') throw new Error('cette carte a une couche externe d\'un type inconnu');
  return {
    kind: layer.kind, address: checkedAddress(text(layer.address, 'adresse')).href, name: text(layer.name, 'couche'),
    title: text(layer.title, 'titre'), visible: layer.visible !== false, opacity: number(layer.opacity ?? 1, 0, 1, 'opacité'),
  };
}

function layerOf(layer) {
  return {year: number(layer?.year, 1900, 2300, 'millésime'), visible: layer.visible === true, opacity: number(layer.opacity, 0, 1, 'opacité')};
}

/** The map that `json` (a text) describes. Fails with a sentence. */
export function readMap(json) {
  let map;
  try {
    map = JSON.parse(json);
  } catch {
    throw new Error('Ce fichier n\'est pas une carte enregistrée par ce portail.');
  }
  if (map?.format !== mapFormat) throw new Error('Ce fichier n\'est pas une carte enregistrée par ce portail.');
  if (map.version !== 1) throw new Error(`Cette carte est d'une version plus récente (${map.version}) que ce portail.`);
  const centre = list(map.view?.center, 2, 'centre').map((value) => number(value, -1e8, 1e8, 'centre'));
  if (centre.length !== 2) throw new Error('cette carte a une valeur impossible (centre)');
  return {
    title: text(map.title ?? '', 'titre'),
    view: {center: centre, resolution: number(map.view.resolution, 1e-4, 1e5, 'résolution')},
    year: map.year === undefined ? null : number(map.year, 1900, 2300, 'millésime'),
    layers: list(map.layers, 100, 'couches').map(layerOf),
    swipe: map.swipe ? {left: number(map.swipe.left, 1900, 2300, 'millésime'), year: number(map.swipe.year, 1900, 2300, 'millésime'), position: number(map.swipe.position, 0, 100, 'ligne')} : null,
    selection: list(map.selection, 20000, 'sélection').map((name) => text(name, 'dalle')),
    external: list(map.external, 20, 'couches externes').map(externalOf),
    drawings: {type: 'FeatureCollection', features: list(map.drawings?.features, 5000, 'dessins')},
  };
}
