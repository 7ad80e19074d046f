// SPDX-License-Identifier: Apache-2.0
import {decimal} from '../page/numbers.js';
import {convert, nameOf} from './projections.js';

/** `Lambert-93 : 579 300,00 ; 6 374 200,00`. */
export function writePlace([x, y], crs, digits = 2) {
  return `${nameOf(crs)} : ${decimal(x, digits)} ; ${decimal(y, digits)}`;
}

/** `44,44210° N, 1,48010° E`. */
export function writeDegrees(point, crs) {
  const [longitude, latitude] = convert(point, crs, 'EPSG:4326');
  return `${decimal(latitude, 5)}° N, ${decimal(Math.abs(longitude), 5)}° ${longitude < 0 ? 'O' : 'E'}`;
}
