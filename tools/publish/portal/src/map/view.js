// SPDX-License-Identifier: Apache-2.0
import Map from 'ol/Map.js';
import View from 'ol/View.js';
import ScaleLine from 'ol/control/ScaleLine.js';
import {get as getProjection} from 'ol/proj.js';
import {buffer} from 'ol/extent.js';
import {zoomSteps} from './resolutions.js';

/** [west, south, east, north] of all that is published, or of metropolitan France where nothing is yet. */
export function extentOf(settings) {
  const boxes = settings.millesimes.map(({bbox}) => bbox);
  if (boxes.length === 0) return [100000, 6050000, 1250000, 7110000];
  const side = (pick, at) => Math[pick](...boxes.map((box) => box[at]));
  return [side('min', 0), side('min', 1), side('max', 2), side('max', 3)];
}

/** `coarser`: levels of the mosaic, if there is one. */
export function makeView(settings, extent, coarser) {
  const metres = Math.max(extent[2] - extent[0], extent[3] - extent[1]);
  return new View({
    projection: getProjection(settings.grid.crs),
    resolutions: zoomSteps(settings.grid, metres, coarser),
    constrainResolution: true,
    enableRotation: false,
    extent: buffer(extent, metres),
    showFullExtent: true,
    center: [(extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2],
    resolution: metres / 600,
  });
}

export function makeMap(target, view) {
  const scale = new ScaleLine({units: 'metric', minWidth: 80, className: 'echelle'});
  return new Map({target, view, controls: [scale], layers: []});
}
