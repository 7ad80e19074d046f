// SPDX-License-Identifier: Apache-2.0
// An image cut along a polygon, by the service of the site.
import {nameOf, zoneOf, convert} from '../coordinates/projections.js';
import {areaOf} from '../map/measure.js';
import {announce} from '../page/announce.js';
import {button, field, fill, h, select} from '../page/dom.js';
import {saveFile} from '../page/download.js';
import {decimal, squareMetres} from '../page/numbers.js';
import {askService} from '../site/service.js';
import {addressOf} from '../site/settings.js';

function explanation(portal) {
  return h('div', {},
    h('p', {}, 'Ce site ne fait pas tourner de service de découpe. Vous pouvez télécharger les dalles du lieu, ou découper vous-même sans les télécharger en entier, avec GDAL :'),
    h('pre', {tabindex: 0}, `gdalwarp -cutline emprise.geojson -crop_to_cutline \\\n  /vsicurl/${addressOf(portal.year?.info.dalles.replace('{name}', 'NOM.tif') ?? 'dalles/…')} \\\n  extrait.tif`));
}

/** What the service is asked: see the site's /api/openapi.json. */
export function requestFor(polygon, {crs, target, format, gsd, millesime}) {
  return {polygon: {type: 'Polygon', coordinates: polygon}, polygon_crs: crs, crs: target, format, gsd_m: gsd, millesime};
}

async function extract(portal, request) {
  const answer = await askService(portal.settings, 'extract', {body: request});
  const named = /filename="?([^";]+)/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1];
  const endings = {'image/tiff': 'tif', 'image/jpeg': 'jpg', 'application/zip': 'zip'};
  const type = (answer.headers.get('Content-Type') ?? '').split(';')[0];
  saveFile(named ?? `extrait.${endings[type] ?? 'tif'}`, await answer.blob());
}

function choices(portal) {
  const {grid} = portal.settings;
  const [longitude, latitude] = convert(portal.map.getView().getCenter(), grid.crs, 'EPSG:4326');
  const near = Number.isFinite(longitude) ? Math.min(3949, Math.max(3943, Number(zoneOf(latitude).slice(5)))) : 3945;
  const systems = [grid.crs, ...[near - 1, near, near + 1].map((code) => `EPSG:${code}`)];
  return {
    target: select([...new Set(systems)].map((crs) => [crs, nameOf(crs)]), grid.crs),
    format: select([['geotiff', 'GeoTIFF'], ['jpeg', 'JPEG et fichier de calage']], 'geotiff'),
    gsd: select([1, ...grid.factors].map((factor) => [String(grid.gsd_m * factor), `${Number((grid.gsd_m * factor * 100).toPrecision(6))} cm`]), String(grid.gsd_m)),
  };
}

function service(portal) {
  let polygon = null;
  const {target, format, gsd} = choices(portal);
  const size = h('p', {role: 'status'}, 'Aucune emprise n\'est dessinée.');
  const outcome = h('div', {});
  const tell = () => {
    if (!polygon) return;
    const area = areaOf(polygon, portal.settings.grid.crs);
    fill(size, `Emprise de ${squareMetres(area)}, environ ${decimal(area / Number(gsd.value) ** 2 / 1e6, 1)} million(s) de pixels.`);
  };
  gsd.addEventListener('change', tell);
  const draw = (shape, words) => button(words, () => {
    announce('Dessinez l\'emprise sur la carte ; au clavier, Entrée pose un sommet au centre et F termine.');
    portal.pencil.start(shape, (feature) => {
      polygon = feature.getGeometry().getCoordinates();
      portal.highlight([polygon]);
      tell();
    });
    portal.focusMap();
  });
  const run = async (event) => {
    event.preventDefault();
    if (!polygon) return announce('Dessinez d\'abord une emprise.');
    fill(outcome, h('p', {role: 'status'}, 'Découpe en cours…'));
    try {
      await extract(portal, requestFor(polygon, {crs: portal.settings.grid.crs, target: target.value, format: format.value, gsd: Number(gsd.value), millesime: portal.year.info.year}));
      fill(outcome, h('p', {}, 'L\'extrait est enregistré.'));
    } catch (error) {
      fill(outcome, h('p', {class: 'faute', role: 'alert'}, error.message));
    }
  };
  return h('form', {onsubmit: run}, h('p', {}, 'Une image découpée selon votre emprise, par exemple pour répondre à une DT-DICT.'),
    h('p', {class: 'boutons'}, draw('Polygon', 'Dessiner un polygone'), draw('Box', 'Dessiner un rectangle')), size,
    field('Système de coordonnées', target), field('Format', format), field('Taille du pixel', gsd),
    h('button', {type: 'submit', class: 'principal'}, 'Découper et enregistrer'), outcome);
}

export function extractPanel(portal) {
  return {id: 'extraire', title: 'Extraire', icon: 'cut', element: portal.settings.services.api ? service(portal) : explanation(portal)};
}
