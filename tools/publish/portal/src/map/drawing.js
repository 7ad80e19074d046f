// SPDX-License-Identifier: Apache-2.0
// What the reader draws on the map: by pointer, or by keyboard with the crosshair in the middle of the map.
import Feature from 'ol/Feature.js';
import LineString from 'ol/geom/LineString.js';
import Point from 'ol/geom/Point.js';
import Polygon, {fromExtent} from 'ol/geom/Polygon.js';
import Draw, {createBox} from 'ol/interaction/Draw.js';
import Modify from 'ol/interaction/Modify.js';
import VectorLayer from 'ol/layer/Vector.js';
import VectorSource from 'ol/source/Vector.js';
import {Circle, Fill, Stroke, Style, Text} from 'ol/style.js';
import {announce} from '../page/announce.js';
import {measureText} from './measure.js';

const ochre = '#b4530a';

function drawnStyle(feature, crs) {
  const words = [feature.get('nom'), feature.get('mesure') ? measureText(feature.getGeometry(), crs) : ''].filter(Boolean).join('\n');
  const isPoint = feature.getGeometry().getType() === 'Point';
  return [
    new Style({stroke: new Stroke({color: 'rgba(255,255,255,.9)', width: 5})}),
    new Style({
      fill: new Fill({color: 'rgba(229,138,60,.18)'}),
      stroke: new Stroke({color: ochre, width: 2.5}),
      image: new Circle({radius: 6, fill: new Fill({color: ochre}), stroke: new Stroke({color: '#fff', width: 2})}),
      text: words ? new Text({
        text: words, font: '600 14px system-ui, sans-serif', offsetY: isPoint ? -20 : 0, overflow: true,
        fill: new Fill({color: '#3d1d04'}), backgroundFill: new Fill({color: 'rgba(255,252,245,.92)'}), padding: [3, 5, 2, 5],
      }) : undefined,
    }),
  ];
}

export function drawingLayer(crs) {
  return new VectorLayer({source: new VectorSource(), style: (feature) => drawnStyle(feature, crs), zIndex: 6000});
}

/** Lets the corners of what is drawn be moved, by pointer. */
export function makeModifiable(map, layer, onchange) {
  const modify = new Modify({source: layer.getSource()});
  modify.on('modifyend', onchange);
  map.addInteraction(modify);
  return modify;
}

const sketchStyle = new Style({stroke: new Stroke({color: ochre, width: 2.5, lineDash: [6, 4]}), fill: new Fill({color: 'rgba(229,138,60,.12)'}), image: new Circle({radius: 5, fill: new Fill({color: ochre})})});

/** The geometry of a shape from its corners; null while they are too few. */
export function geometryOf(shape, corners) {
  if (corners.length === 0) return null;
  if (shape === 'Point') return new Point(corners[0]);
  if (corners.length < (shape === 'Polygon' ? 3 : 2)) return null;
  if (shape === 'LineString') return new LineString(corners);
  if (shape === 'Polygon') return new Polygon([[...corners, corners[0]]]);
  const [[x0, y0], [x1, y1]] = corners;
  return fromExtent([Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1)]);
}

/** One drawing at a time. */
export class Pencil {
  constructor(map) {
    this.map = map;
    this.draw = null;
    this.corners = [];
    this.sketch = new VectorLayer({source: new VectorSource(), style: sketchStyle, zIndex: 6001});
    map.addLayer(this.sketch);
    map.getTargetElement().addEventListener('keydown', (event) => this.key(event), true);
  }

  get active() {
    return this.draw !== null;
  }

  /** Draws one `shape` (Point, LineString, Polygon, Box), then calls `done(feature)`, or `dropped()` on escape. */
  start(shape, done, dropped = () => {}) {
    this.stop();
    Object.assign(this, {shape, done, dropped});
    const isBox = shape === 'Box';
    this.draw = new Draw({type: isBox ? 'Circle' : shape, geometryFunction: isBox ? createBox() : undefined, stopClick: true});
    // The click that ends must not also be one on the map.
    this.draw.on('drawend', ({feature}) => setTimeout(() => this.finish(feature)));
    this.map.addInteraction(this.draw);
    this.map.getTargetElement().classList.add('dessine');
  }

  stop() {
    if (this.draw) this.map.removeInteraction(this.draw);
    this.draw = null;
    this.corners = [];
    this.sketch.getSource().clear();
    this.map.getTargetElement().classList.remove('dessine');
  }

  finish(feature) {
    const {done} = this;
    this.stop();
    done(feature);
  }

  key(event) {
    if (!this.active || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Escape') {
      this.stop();
      this.dropped();
    } else if (event.key === 'Enter' || event.key === ' ') this.addCorner();
    else if (event.key === 'f' || event.key === 'F') this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // The middle of the map becomes the next corner.
  addCorner() {
    this.corners.push(this.map.getView().getCenter());
    if (this.shape === 'Point' || (this.shape === 'Box' && this.corners.length === 2)) return this.close();
    const shown = geometryOf(this.shape, this.corners) ?? geometryOf('LineString', this.corners) ?? geometryOf('Point', this.corners);
    this.sketch.getSource().clear();
    this.sketch.getSource().addFeature(new Feature(shown));
    announce(`Sommet ${this.corners.length} posé. Entrée : sommet suivant, F : terminer, Échap : abandonner.`);
  }

  close() {
    const geometry = geometryOf(this.shape, this.corners);
    if (geometry) this.finish(new Feature(geometry));
    else announce('Il manque des sommets pour terminer.');
  }
}
