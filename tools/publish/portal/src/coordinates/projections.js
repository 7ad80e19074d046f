// SPDX-License-Identifier: Apache-2.0
// The projections of metropolitan France, known without asking any server.
import proj4 from 'proj4';
import {register} from 'ol/proj/proj4.js';

export const zones = [3942, 3943, 3944, 3945, 3946, 3947, 3948, 3949, 3950];

const conic = '+proj=lcc +lon_0=3 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs';

function define() {
  proj4.defs('EPSG:2154', `${conic} +lat_0=46.5 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000`);
  for (const code of zones) {
    const latitude = code - 3900;
    proj4.defs(`EPSG:${code}`, `${conic} +lat_0=${latitude} +lat_1=${latitude - 0.75} +lat_2=${latitude + 0.75} ` +
      `+x_0=1700000 +y_0=${(latitude - 41) * 1e6 + 200000}`);
  }
  register(proj4);
}
define();

/** True when maps in this CRS (`EPSG:2154`) can be shown. */
export function isKnown(crs) {
  return proj4.defs(crs) !== undefined;
}

/** [x, y] from one CRS to another; degrees as [longitude, latitude]. */
export function convert(point, from, to) {
  return proj4(from, to, point);
}

/** The conformal zone whose centre is nearest to a latitude: lengths there are true to 9 cm a kilometre. */
export function zoneOf(latitude) {
  return `EPSG:${3900 + Math.min(50, Math.max(42, Math.round(latitude)))}`;
}

export function nameOf(crs) {
  const code = Number(crs.slice(5));
  if (code === 2154) return 'Lambert-93';
  return zones.includes(code) ? `CC${code - 3900}` : crs;
}
