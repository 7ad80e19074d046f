// SPDX-License-Identifier: Apache-2.0
// The map with its own layers, and what a pointer or a key does on it.
import Feature from 'ol/Feature.js';
import MultiPolygon from 'ol/geom/MultiPolygon.js';
import VectorLayer from 'ol/layer/Vector.js';
import VectorSource from 'ol/source/Vector.js';
import {Stroke, Style} from 'ol/style.js';
import {announce} from '../page/announce.js';
import {loadJson} from '../site/settings.js';
import {dallageLayer, missingLayer, showDalles, territoryLayer} from './dallage_layer.js';
import {Pencil, drawingLayer, makeModifiable} from './drawing.js';
import {mosaicLevels, orthoLayer} from './ortho.js';
import {readState, writeState} from './permalink.js';
import {dalleLevels} from './resolutions.js';
import {Swipe} from './swipe.js';
import {extentOf, makeMap, makeView} from './view.js';

const highlightStyle = [new Style({stroke: new Stroke({color: '#fff', width: 6})}), new Style({stroke: new Stroke({color: '#b4530a', width: 3})})];

// One message a minute is enough for a server that is down.
function faultTeller() {
  let last = 0;
  return (error) => {
    if (Date.now() - last < 60000) return;
    last = Date.now();
    announce(`Une image manque : ${error.message}`);
  };
}

function addLayers(portal, mosaic) {
  const {map, settings} = portal;
  const onFault = faultTeller();
  const coarsest = dalleLevels(settings.grid).at(-1) * 1.001;
  for (const year of portal.years) {
    year.layer = orthoLayer(settings, year, mosaic, onFault);
    year.layer.setVisible(year === portal.year);
    map.addLayer(year.layer);
  }
  portal.colourOf = null;
  portal.dallageLayer = dallageLayer({
    selection: portal.selection,
    hasImagery: (resolution) => portal.years.some(({info, layer}) => layer.getVisible() && layer.getOpacity() > 0.3 &&
      (resolution <= coarsest || mosaicLevels(mosaic, info.year).length > 0)),
    colourOf: (dalle) => portal.colourOf?.(dalle) ?? null,
  });
  portal.missingLayer = missingLayer();
  portal.marks = new VectorLayer({source: new VectorSource(), style: highlightStyle, zIndex: 5500});
  portal.drawings = drawingLayer(settings.grid.crs);
  if (portal.dallage) map.addLayer((portal.territoryLayer = territoryLayer()));
  for (const layer of [portal.missingLayer, portal.dallageLayer, portal.marks, portal.drawings]) map.addLayer(layer);
}

async function addTerritory(portal) {
  if (!portal.territoryLayer) return;
  const {territory} = await portal.dallage();
  if (territory.length) portal.territoryLayer.getSource().addFeature(new Feature(new MultiPolygon(territory)));
}

async function outlineYear(portal) {
  if (portal.year) showDalles(portal.dallageLayer, await portal.year.dalles());
}

async function openAt(portal, point) {
  const dalle = portal.year && (await portal.year.dalles()).at(point);
  if (!dalle) return announce('Pas de dalle en ligne ici pour ce millésime.');
  if (!portal.clickSelects) return portal.tell('dalle', dalle);
  portal.select([dalle], !portal.selection.has(dalle.name));
  announce(`${dalle.key} ${portal.selection.has(dalle.name) ? 'choisie' : 'retirée'}.`);
}

function listen(portal) {
  const {map} = portal;
  map.on('singleclick', ({coordinate}) => {
    if (!portal.pencil.active) openAt(portal, coordinate);
  });
  map.getTargetElement().addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || portal.pencil.active || event.target !== map.getTargetElement()) return;
    event.preventDefault();
    openAt(portal, map.getView().getCenter());
  });
  portal.addEventListener('selection', () => portal.dallageLayer.changed());
  portal.addEventListener('year', () => outlineYear(portal).catch((error) => announce(error.message)));
}

function keepLink(portal) {
  portal.hash = () => {
    const view = portal.map.getView();
    return writeState({center: view.getCenter(), resolution: view.getResolution(), layers: portal.layerStates(), swipe: portal.swipeState(), dalle: portal.openDalle});
  };
  const write = () => {
    if (!document.body.classList.contains('imprime')) history.replaceState(null, '', portal.hash());
  };
  portal.map.on('moveend', write);
  for (const event of ['layers', 'dalle']) portal.addEventListener(event, write);
}

/** Follows the link that the page was opened with. */
async function follow(portal, hash) {
  const state = readState(hash);
  if (!state) return;
  portal.restore(state);
  if (!state.dalle) return;
  portal.workOn(portal.yearNamed(state.dalle.millesime));
  const dalle = (await portal.year.dalles()).byName(state.dalle.key);
  if (dalle) portal.tell('dalle', dalle);
}

function addMethods(portal, extent) {
  const nearest = dalleLevels(portal.settings.grid);
  portal.focusMap = () => portal.map.getTargetElement().focus();
  portal.goTo = (point) => portal.showPoint(point, nearest[Math.min(1, nearest.length - 1)]);
  portal.highlight = (polygons) => {
    portal.marks.getSource().clear();
    portal.marks.getSource().addFeature(new Feature(new MultiPolygon(polygons)));
  };
  portal.showAll = () => portal.showExtent(extent);
}

/** Puts the map into `target`, its swipe line into `over`. `portal.showFirst()` then shows what the link names. */
export async function setUpMap(portal, target, over) {
  const link = location.hash;
  const extent = extentOf(portal.settings);
  const mosaic = portal.settings.mosaic ? (await loadJson(portal.settings.mosaic)).files : [];
  const levels = portal.years.flatMap(({info}) => mosaicLevels(mosaic, info.year));
  portal.map = makeMap(target, makeView(portal.settings, extent, [...new Set(levels)]));
  portal.swipe = new Swipe(portal.map, over);
  portal.swipe.slider.addEventListener('change', () => portal.tell('layers'));
  portal.swipeYears = null;
  addLayers(portal, mosaic);
  portal.pencil = new Pencil(portal.map);
  makeModifiable(portal.map, portal.drawings, () => portal.tell('drawings'));
  addMethods(portal, extent);
  keepLink(portal);
  listen(portal);
  portal.showAll();
  portal.showFirst = () => Promise.all([addTerritory(portal), outlineYear(portal), follow(portal, link)]);
}
