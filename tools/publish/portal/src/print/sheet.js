// SPDX-License-Identifier: Apache-2.0
// The printed sheet: the map at a true scale, with scale bar, north, date, licence and source.
import {convert, nameOf} from '../coordinates/projections.js';
import {PdfPage} from './pdf.js';

export const papers = {'A4-paysage': [297, 210], 'A4-portrait': [210, 297], 'A3-paysage': [420, 297], 'A3-portrait': [297, 420]};

const margin = 10, head = 14, foot = 24, ink = '0.09 0.19 0.17', grey = '0.35 0.38 0.37';

/** Where the map lies on a paper, millimetres. */
export function frameOf(paper) {
  const [width, height] = papers[paper];
  return {x: margin, y: margin + head, width: width - 2 * margin, height: height - 2 * margin - head - foot};
}

/** What to render for it: {width, height} px and metres a pixel, at `dpi`. */
export function pictureFor(paper, scale, dpi) {
  const {width, height} = frameOf(paper);
  const mmOfPixel = 25.4 / dpi;
  return {width: Math.round(width / mmOfPixel), height: Math.round(height / mmOfPixel), resolution: (mmOfPixel / 1000) * scale};
}

/** The longest round length (1, 2 or 5 times a power of ten metres) that takes at most `mostMm` at a scale. */
export function barLength(scale, mostMm) {
  const most = (mostMm / 1000) * scale;
  const power = 10 ** Math.floor(Math.log10(most));
  return ([5, 2, 1].find((step) => step * power <= most) ?? 1) * power;
}

/** The angle from the grid's north to the true one at a place, in radians, clockwise. */
export function convergence(point, crs) {
  const [longitude, latitude] = convert(point, crs, 'EPSG:4326');
  const north = convert([longitude, latitude + 0.001], 'EPSG:4326', crs);
  return Math.atan2(north[0] - point[0], north[1] - point[1]);
}

function drawBar(page, x, y, scale) {
  const metres = barLength(scale, 55);
  const mm = (metres / scale) * 1000;
  for (let i = 0; i < 4; ++i) page.rectangle(x + (i * mm) / 4, y, mm / 4, 1.8, {fill: i % 2 ? '1 1 1' : ink, line: ink, widthPt: 0.5});
  page.text(x, y + 5.2, 7.5, '0', {colour: ink});
  page.text(x + mm - 2, y + 5.2, 7.5, metres >= 1000 ? `${metres / 1000} km` : `${String(metres).replace('.', ',')} m`, {colour: ink});
}

function drawNorth(page, x, y, angle) {
  const turn = ([dx, dy]) => [x + dx * Math.cos(angle) - dy * Math.sin(angle), y + dx * Math.sin(angle) + dy * Math.cos(angle)];
  page.polygon([[0, -6.5], [0, 4], [-3, 6]].map(turn), ink);
  page.polygon([[0, -6.5], [3, 6], [0, 4]].map(turn), '0.7 0.72 0.7');
  const [tx, ty] = turn([0, -8]);
  page.text(tx - 1.2, ty, 9, 'N', {bold: true, colour: ink});
}

/**
 * The PDF. `sheet`: {paper, scale, title, lines, center, crs, jpeg (bytes), pixels}; `lines` stand in the foot,
 * beside scale and north.
 */
export function makeSheet(sheet) {
  const [width, height] = papers[sheet.paper];
  const page = new PdfPage(width, height, sheet.title);
  const frame = frameOf(sheet.paper);
  page.text(margin, margin + 7, 16, sheet.title, {bold: true, colour: ink});
  page.jpeg(sheet.jpeg, sheet.pixels, frame.x, frame.y, frame.width, frame.height);
  page.rectangle(frame.x, frame.y, frame.width, frame.height, {line: ink, widthPt: 0.8});
  const base = frame.y + frame.height;
  page.text(margin, base + 6, 10, `Échelle 1:${sheet.scale.toLocaleString('fr-FR')}`, {bold: true, colour: ink});
  drawBar(page, margin, base + 9, sheet.scale);
  page.text(margin, base + 20, 7.5, `${nameOf(sheet.crs)} (${sheet.crs}), à imprimer sans mise à l'échelle`, {colour: grey});
  drawNorth(page, margin + 84, base + 13, convergence(sheet.center, sheet.crs));
  sheet.lines.forEach((line, i) => page.text(margin + 96, base + 6 + i * 4, 8, line, {colour: i === 0 ? ink : grey}));
  return page.bytes();
}
