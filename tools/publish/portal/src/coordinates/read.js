// SPDX-License-Identifier: Apache-2.0
import {convert, zones} from './projections.js';

// Metropolitan France, in degrees: what lies outside was meant otherwise.
const france = {west: -5.5, east: 10, south: 41, north: 51.5};

function inFrance([longitude, latitude]) {
  return longitude >= france.west && longitude <= france.east && latitude >= france.south && latitude <= france.north;
}

function numbersOf(text) {
  // A semicolon parts them for sure: then blanks are those of thousands.
  const halves = text.split(';');
  if (halves.length === 2) return halves.flatMap((half) => numbersOf(half.replace(/\s/g, '').replace(',', '.')));
  // A comma between digits is a decimal one when there are blanks or a semicolon to part the numbers.
  const parted = /[;\s]/.test(text.trim()) ? text.replace(/,(?=\d)/g, '.') : text.replace(/,/g, ' ');
  const found = parted.replace(/(\d)[\u00a0\u202f](?=\d{3}\b)/g, '$1').match(/[-+]?\d+(?:\.\d+)?/g);
  return (found ?? []).map(Number);
}

// 44°26'30"N, 44° 26,5' N, 1.44E: each angle with its letter; null when the text is not written so.
function lettered(text) {
  const pattern = /([-+]?\d+(?:[.,]\d+)?)\s*°?\s*(?:(\d+(?:[.,]\d+)?)\s*['’′]\s*)?(?:(\d+(?:[.,]\d+)?)\s*(?:"|”|″|'')\s*)?([NSEWO])/gi;
  const angles = {};
  for (const [, degrees, minutes, seconds, letter] of text.matchAll(pattern)) {
    const number = (part) => Number((part ?? '0').replace(',', '.'));
    const value = number(degrees) + number(minutes) / 60 + number(seconds) / 3600;
    const which = letter.toUpperCase();
    if (which === 'N' || which === 'S') angles.latitude = which === 'S' ? -value : value;
    else angles.longitude = which === 'E' ? value : -value;
  }
  return 'latitude' in angles && 'longitude' in angles ? [angles.longitude, angles.latitude] : null;
}

function asDegrees(numbers) {
  // Latitude first, as people and GPS devices write it; longitude first when only that lies in France.
  const [a, b] = numbers;
  if (inFrance([b, a])) return [b, a];
  return inFrance([a, b]) ? [a, b] : null;
}

function asMetres([x, y]) {
  for (const crs of ['EPSG:2154', ...zones.map((zone) => `EPSG:${zone}`)]) {
    const degrees = convert([x, y], crs, 'EPSG:4326');
    if (!inFrance(degrees)) continue;
    // Every zone reaches all of France: the northing tells which one was meant.
    if (crs === 'EPSG:2154' ? y > 6e6 && y < 7.3e6 : Math.abs(degrees[1] - (Number(crs.slice(5)) - 3900)) <= 1.01 && Math.abs(x - 1.7e6) < 7e5)
      return {crs, degrees};
  }
  return null;
}

/**
 * A place written in Lambert-93, in a conformal conic zone or in degrees (decimal, or with minutes and
 * seconds): {degrees: [longitude, latitude], crs, text}; null when it is none of these.
 */
export function readPlace(text) {
  const angles = lettered(text);
  if (angles) return inFrance(angles) ? {degrees: angles, crs: 'EPSG:4326'} : null;
  if (/[a-z]/i.test(text.replace(/\b(?:x|y|lat|lon|lng|m|cc\d\d|l93)\b/gi, ''))) return null;
  const numbers = numbersOf(text.replace(/\bcc\d\d\b|\bl93\b/gi, ''));
  if (numbers.length !== 2) return null;
  if (Math.abs(numbers[0]) <= 180 && Math.abs(numbers[1]) <= 180) {
    const degrees = asDegrees(numbers);
    return degrees && {degrees, crs: 'EPSG:4326'};
  }
  return asMetres(numbers);
}
