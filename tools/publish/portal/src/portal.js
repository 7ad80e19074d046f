// SPDX-License-Identifier: Apache-2.0
// What the parts of the portal share: the site, the map and what the reader has chosen.
import {Communes} from './site/communes.js';
import {Dalles} from './site/dalles.js';
import {readDigests} from './site/lists.js';
import {addressOf, loadJson} from './site/settings.js';

/** Asks once; a failure is forgotten, so that the next one asks again. */
function once(ask) {
  let asked = null;
  return () => {
    asked ??= ask().catch((error) => {
      asked = null;
      throw error;
    });
    return asked;
  };
}

async function loadText(path) {
  const answer = await fetch(addressOf(path));
  if (!answer.ok) throw new Error(`« ${path} » ne peut pas être lu : le serveur répond ${answer.status}.`);
  return answer.text();
}

/** A millésime: {info: of the settings, dalles(): its index, digests(): path → SHA-256, layer}. */
function yearOf(info, settings) {
  return {
    info,
    dalles: once(async () => new Dalles(await loadJson(info.index), info, settings.grid)),
    digests: once(async () => readDigests(await loadText(info.digests))),
    layer: null,
  };
}

/**
 * Events: `year` (the millésime that is worked on), `selection`, `layers` (visibility, opacity, external ones),
 * `drawings`, `dalle` (detail: the one whose sheet is asked for, or null).
 */
export class Portal extends EventTarget {
  constructor(settings) {
    super();
    this.settings = settings;
    this.years = settings.millesimes.map((info) => yearOf(info, settings));
    this.year = this.years[0] ?? null;
    this.selection = new Map();
    this.external = [];
    this.communes = settings.communes ? once(async () => new Communes((await loadJson(settings.communes)).communes)) : null;
    this.dallage = settings.dallage ? once(() => loadJson(settings.dallage)) : null;
  }

  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, {detail}));
  }

  yearNamed(number) {
    return this.years.find(({info}) => info.year === Number(number));
  }

  /** The millésime whose dalles are outlined, chosen and listed. What was chosen in another is dropped. */
  workOn(year) {
    if (!year || year === this.year) return;
    this.year = year;
    this.selection.clear();
    this.tell('year');
    this.tell('selection');
  }

  select(dalles, wanted = true) {
    for (const dalle of dalles)
      if (wanted) this.selection.set(dalle.name, dalle);
      else this.selection.delete(dalle.name);
    this.tell('selection');
  }

  clearSelection() {
    this.selection.clear();
    this.tell('selection');
  }

  addExternal(layer) {
    this.external.push(layer);
    this.map.addLayer(layer);
    this.tell('layers');
  }

  removeExternal(layer) {
    this.external = this.external.filter((other) => other !== layer);
    this.map.removeLayer(layer);
    this.tell('layers');
  }

  /** Compares {left, right} (years), or ends the comparison (null). */
  compare(years) {
    this.swipeYears = years;
    const [left, right] = years ? [this.yearNamed(years.left), this.yearNamed(years.right)] : [];
    if (left && right) {
      for (const year of this.years) year.layer.setVisible(year === left || year === right);
      left.layer.setZIndex(10);
      right.layer.setZIndex(20);
      this.swipe.start({layer: left.layer, name: String(years.left)}, {layer: right.layer, name: String(years.right)});
    } else {
      this.swipeYears = null;
      for (const year of this.years) year.layer.setZIndex(year.info.year);
      this.swipe.stop();
    }
    this.tell('restored');
    this.tell('layers');
  }

  layerStates() {
    return this.years.map(({info, layer}) => ({year: info.year, visible: layer.getVisible(), opacity: layer.getOpacity()}));
  }

  swipeState() {
    return this.swipeYears && {left: this.swipeYears.left, year: this.swipeYears.right, position: this.swipe.position};
  }

  /** {view or center and resolution, layers, swipe} of a saved map or a link; years that are gone are passed over. */
  restore({view, layers, swipe}) {
    if (layers)
      for (const year of this.years) {
        const state = layers.find((one) => one.year === year.info.year);
        year.layer.setVisible(state?.visible ?? false);
        year.layer.setOpacity(state?.opacity ?? 1);
      }
    this.map.getView().setCenter(view.center);
    this.map.getView().setResolution(view.resolution);
    if (swipe) this.swipe.position = swipe.position;
    this.compare(swipe ? {left: swipe.left, right: swipe.year} : null);
  }

  permalink() {
    return `${location.href.replace(/#.*/, '')}${this.hash()}`;
  }

  /** Moves the map to [west, south, east, north]. */
  showExtent(extent, options = {}) {
    this.map.getView().fit(extent, {padding: this.padding(), ...options});
  }

  /** Moves the map to a point, at `resolution` or nearer. */
  showPoint(point, resolution) {
    const view = this.map.getView();
    view.setResolution(Math.min(view.getResolution(), resolution));
    view.setCenter(point);
  }

  padding() {
    const [width, height] = this.map.getSize() ?? [0, 0];
    const edge = Math.min(40, width / 10, height / 10);
    return [edge, edge, edge, edge];
  }
}
