// SPDX-License-Identifier: Apache-2.0
// Lengths and areas as on the ground: in the conformal zone of the place, true to 9 cm a kilometre, where
// Lambert-93 itself may be a metre off.
import {convert, nameOf, zoneOf} from '../coordinates/projections.js';
import {metres, squareMetres} from '../page/numbers.js';

function inZone(points, crs) {
  const zone = zoneOf(convert(points[0], crs, 'EPSG:4326')[1]);
  return {zone, points: points.map((point) => convert(point, crs, zone))};
}

/** Metres along [[x, y], …]. */
export function lengthOf(coordinates, crs) {
  const {points} = inZone(coordinates, crs);
  return points.slice(1).reduce((sum, [x, y], i) => sum + Math.hypot(x - points[i][0], y - points[i][1]), 0);
}

function ringArea(ring, crs) {
  const {points} = inZone(ring, crs);
  const [x0, y0] = points[0]; // differences, or the large coordinates would eat the digits
  return Math.abs(points.reduce((sum, [x, y], i) => {
    const [nx, ny] = points[(i + 1) % points.length];
    return sum + (x - x0) * (ny - y0) - (nx - x0) * (y - y0);
  }, 0)) / 2;
}

/** Square metres of [ring, hole, …]. */
export function areaOf(rings, crs) {
  return rings.slice(1).reduce((area, hole) => area - ringArea(hole, crs), ringArea(rings[0], crs));
}

/** What a drawn line or area measures, in words; empty for a point. */
export function measureText(geometry, crs) {
  const coordinates = geometry.getCoordinates();
  if (geometry.getType() === 'LineString') return metres(lengthOf(coordinates, crs));
  if (geometry.getType() !== 'Polygon') return '';
  return `${squareMetres(areaOf(coordinates, crs))} (périmètre ${metres(lengthOf(coordinates[0], crs))})`;
}

/** The zone that a place is measured in: `CC45`. */
export function measuredIn(point, crs) {
  return nameOf(zoneOf(convert(point, crs, 'EPSG:4326')[1]));
}
