// SPDX-License-Identifier: Apache-2.0
// Addresses for other programs.
import {button, fill, h} from '../page/dom.js';
import {copyText} from '../page/download.js';
import {publicAddress} from '../site/settings.js';

function address(what, url) {
  return h('div', {class: 'adresse'}, h('span', {}, what), h('code', {tabindex: 0}, url), button('Copier', () => copyText(url, what), {class: 'discret', 'aria-label': `Copier : ${what}`}));
}

function streams(portal, at) {
  const {services} = portal.settings;
  return [
    services.wmts && h('section', {}, h('h3', {}, 'Flux WMTS'), address('Adresse WMTS', at('wmts/1.0.0/WMTSCapabilities.xml')),
      h('p', {}, 'QGIS : Couche → Ajouter une couche WMS/WMTS → Nouveau. ArcGIS Pro : Insertion → Connexions → Nouveau serveur WMTS.')),
    services.wms && h('section', {}, h('h3', {}, 'Flux WMS'), address('Adresse WMS', `${at('wms')}?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities`),
      h('p', {}, 'QGIS : Couche → Ajouter une couche WMS/WMTS. ArcGIS Pro : Insertion → Connexions → Nouveau serveur WMS. AutoCAD, MicroStation : par cette même adresse.')),
    services.api && h('section', {}, h('h3', {}, 'API'), address('Adresse de l\'API', at(services.api)), address('Description OpenAPI', at(`${services.api}openapi.json`))),
  ];
}

function files(portal, at) {
  const example = portal.year?.dallesKnown ?? null;
  return [
    h('section', {}, h('h3', {}, 'Une dalle, sans la télécharger'),
      address('Adresse d\'une dalle', at(example ?? portal.year?.info.dalles ?? 'dalles/')),
      h('p', {}, 'QGIS : Couche → Ajouter une couche raster → Protocole HTTP(S). ArcGIS Pro : ajouter une connexion au stockage Web, ou télécharger. Seule la partie affichée est lue.')),
    h('section', {}, h('h3', {}, 'L\'index des dalles'), address('Index GeoPackage', at('meta/dalles.gpkg')), address('Index GeoJSON', at('meta/dalles.geojson')),
      h('p', {}, 'QGIS : Couche → Ajouter une couche vecteur → Protocole HTTP(S). ArcGIS Pro : télécharger le GeoPackage, puis Ajouter des données.')),
    h('section', {}, h('h3', {}, 'Le catalogue STAC'), address('Catalogue STAC', at('meta/stac/catalog.json')),
      h('p', {}, 'QGIS à partir de la version 3.40 : Explorateur → STAC → Nouvelle connexion.')),
  ];
}

export function gisPanel(portal) {
  const at = (path) => publicAddress(portal.settings, path);
  const place = h('div', {});
  // An example that exists is better than a pattern.
  const shown = async () => {
    if (portal.year && !portal.year.dallesKnown) portal.year.dallesKnown = (await portal.year.dalles()).list[0]?.path;
    fill(place, streams(portal, at).filter(Boolean), files(portal, at));
  };
  return {
    id: 'sig', title: 'SIG', heading: 'L\'utiliser dans QGIS ou ArcGIS', icon: 'gis', shown,
    element: h('div', {}, h('p', {}, `Projection : ${portal.settings.grid.crs}. Licence : ${portal.settings.licence.label}.`), place),
  };
}
