// SPDX-License-Identifier: Apache-2.0
import {writePlace} from '../coordinates/write.js';
import {blobOf, canvasOf, renderAt} from '../map/image.js';
import {announce} from '../page/announce.js';
import {button, field, fill, h, select} from '../page/dom.js';
import {saveFile} from '../page/download.js';
import {day, today} from '../page/numbers.js';
import {makeSheet, papers, pictureFor} from '../print/sheet.js';
import {addressOf} from '../site/settings.js';

const scales = [100, 200, 500, 1000, 2000, 2500, 5000, 10000, 25000, 50000, 100000, 250000];
const screenDpi = 96;

function flown({acquisition}) {
  if (!acquisition.known) return 'date de prise de vue non communiquée';
  return acquisition.first === acquisition.last ? `prise de vue du ${day(acquisition.first)}` : `prises de vue du ${day(acquisition.first)} au ${day(acquisition.last)}`;
}

function imageLines(portal) {
  const shown = portal.years.filter(({layer}) => layer.getVisible() && layer.getOpacity() > 0);
  return shown.map(({info}) => `Orthophotographie ${info.year}, ${flown(info)}`);
}

/** The lines of the sheet's foot: what is shown, date, source, licence, address. */
export function footLines(portal) {
  const {settings, external} = portal;
  const others = external.filter((layer) => layer.getVisible()).map((layer) => `Couche externe : ${layer.get('description').title}`);
  return [
    ...imageLines(portal).slice(0, 2), ...others.slice(0, 1),
    `Imprimé le ${day(today())}. Centre : ${writePlace(portal.map.getView().getCenter(), settings.grid.crs, 0)}`,
    `© ${settings.producer}. Licence : ${settings.licence.label}`, addressOf(''),
  ].map((line) => (line.length > 110 ? `${line.slice(0, 109)}…` : line));
}

function nearestScale(portal) {
  const here = portal.map.getView().getResolution() / (0.0254 / screenDpi);
  return scales.find((scale) => scale >= here * 0.8) ?? scales.at(-1);
}

async function printPdf(portal, {paper, scale, dpi, title}) {
  const picture = pictureFor(paper, scale, dpi);
  const center = portal.map.getView().getCenter();
  const lines = footLines(portal);
  document.body.classList.add('imprime');
  try {
    const canvas = await renderAt(portal.map, {center, ...picture});
    const blob = await blobOf(canvas, 'image/jpeg', 0.92);
    const jpeg = new Uint8Array(await blob.arrayBuffer());
    return makeSheet({paper, scale, title, lines, center, crs: portal.settings.grid.crs, jpeg, pixels: {width: canvas.width, height: canvas.height}});
  } finally {
    document.body.classList.remove('imprime');
  }
}

function pdfForm(portal) {
  const title = h('input', {type: 'text', value: portal.settings.title, maxlength: 80});
  const paper = select(Object.keys(papers).map((name) => [name, name.replace('-', ', ')]), 'A4-paysage');
  const scale = select(scales.map((value) => [String(value), `1:${value.toLocaleString('fr-FR')}`]), String(nearestScale(portal)));
  const dpi = select([['100', 'Léger (100 ppp)'], ['150', 'Normal (150 ppp)'], ['250', 'Fin (250 ppp)']], '150');
  const outcome = h('p', {role: 'status'});
  const print = async (event) => {
    event.preventDefault();
    fill(outcome, 'Préparation de la feuille…');
    try {
      saveFile('carte.pdf', await printPdf(portal, {paper: paper.value, scale: Number(scale.value), dpi: Number(dpi.value), title: title.value}));
      fill(outcome, 'La feuille est enregistrée : carte.pdf.');
    } catch (error) {
      fill(outcome, error.message);
    }
  };
  const element = h('form', {onsubmit: print}, field('Titre', title), h('div', {class: 'deux'}, field('Papier', paper), field('Échelle', scale)), field('Finesse', dpi),
    h('button', {type: 'submit', class: 'principal'}, 'Enregistrer en PDF'), outcome);
  return {element, shown: () => {
    scale.value = String(nearestScale(portal));
  }};
}

async function savePng(portal) {
  try {
    portal.map.renderSync();
    saveFile('carte.png', await blobOf(canvasOf(portal.map), 'image/png'));
  } catch (error) {
    announce(error.message);
  }
}

export function printPanel(portal) {
  const {element, shown} = pdfForm(portal);
  return {
    id: 'imprimer', title: 'Imprimer', icon: 'print', shown,
    element: h('div', {}, h('p', {}, 'La feuille montre le centre de la carte à l\'échelle choisie, avec le nord, la date et la licence.'), element,
      h('h3', {}, 'Image de l\'écran'), h('p', {class: 'boutons'}, button('Enregistrer en PNG', () => savePng(portal)))),
  };
}
