// SPDX-License-Identifier: Apache-2.0
// The dalles as outlines: above the imagery at large scale, instead of it at small scale.
import Feature from 'ol/Feature.js';
import {fromExtent} from 'ol/geom/Polygon.js';
import VectorLayer from 'ol/layer/Vector.js';
import VectorSource from 'ol/source/Vector.js';
import {Fill, Stroke, Style, Text} from 'ol/style.js';

const ink = '#16302b', paper = '#ffffff', ochre = '#b4530a';

export const freshnessColours = ['#0f4c3f', '#3f7d5e', '#86a95b', '#d0b04c', '#c77a33', '#9a9a94'];

const plain = new Style({fill: new Fill({color: 'rgba(47,111,94,.16)'}), stroke: new Stroke({color: 'rgba(22,80,66,.55)', width: 0.7})});
const overImage = [
  new Style({stroke: new Stroke({color: 'rgba(0,0,0,.35)', width: 2})}),
  new Style({stroke: new Stroke({color: 'rgba(255,255,255,.85)', width: 1})}),
];
const selected = [
  new Style({stroke: new Stroke({color: paper, width: 5})}),
  new Style({fill: new Fill({color: 'rgba(229,138,60,.28)'}), stroke: new Stroke({color: ochre, width: 2.5})}),
];
const missing = new Style({fill: new Fill({color: 'rgba(180,83,10,.07)'}), stroke: new Stroke({color: 'rgba(180,83,10,.6)', width: 1, lineDash: [4, 4]})});

function label(text, overImagery) {
  return new Style({text: new Text({
    text, font: '12px ui-monospace, monospace', fill: new Fill({color: overImagery ? paper : ink}),
    stroke: new Stroke({color: overImagery ? 'rgba(0,0,0,.7)' : 'rgba(255,255,255,.9)', width: 3}), overflow: true,
  })});
}

/** `state`: {selection: Set of names, hasImagery(resolution), colourOf(dalle) or null} read at each drawing. */
export function dallageLayer(state) {
  const style = (feature, resolution) => {
    const dalle = feature.get('dalle');
    const imagery = state.hasImagery(resolution);
    const colour = state.colourOf?.(dalle);
    const styles = colour
      ? [new Style({fill: new Fill({color: `${colour}99`}), stroke: new Stroke({color: colour, width: 1})})]
      : imagery ? overImage : [plain];
    const all = state.selection.has(dalle.name) ? [...styles, ...selected] : [...styles];
    if ((dalle.east - dalle.west) / resolution > 110) all.push(label(dalle.key, imagery));
    return all;
  };
  return new VectorLayer({source: new VectorSource(), style, zIndex: 5000, updateWhileAnimating: true});
}

export function showDalles(layer, dalles) {
  const features = dalles.list.map((dalle) => {
    const feature = new Feature(fromExtent([dalle.west, dalle.south, dalle.east, dalle.north]));
    feature.set('dalle', dalle, true);
    return feature;
  });
  layer.getSource().clear(true);
  layer.getSource().addFeatures(features);
}

/** Cells that the territory asks for and that are not published. */
export function missingLayer() {
  return new VectorLayer({source: new VectorSource(), style: missing, zIndex: 4990, visible: false});
}

export function showCells(layer, cells, side) {
  layer.getSource().clear(true);
  layer.getSource().addFeatures(cells.map(({west, north}) => new Feature(fromExtent([west, north - side, west + side, north]))));
}

/** The outline of the territory, to be filled. */
export function territoryLayer() {
  const style = [
    new Style({stroke: new Stroke({color: 'rgba(255,255,255,.8)', width: 4})}),
    new Style({stroke: new Stroke({color: ink, width: 1.6})}),
  ];
  return new VectorLayer({source: new VectorSource(), style, zIndex: 4980});
}
