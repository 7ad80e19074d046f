// SPDX-License-Identifier: Apache-2.0
// Drawing, annotating, measuring; what is drawn as a list, and as GeoJSON.
import {writePlace} from '../coordinates/write.js';
import {geoJsonOf} from '../map/geojson.js';
import {measuredIn, measureText} from '../map/measure.js';
import {announce} from '../page/announce.js';
import {button, fill, h} from '../page/dom.js';
import {saveFile} from '../page/download.js';

const kinds = {Point: 'Point', LineString: 'Ligne', Polygon: 'Surface'};

function describe(feature, crs) {
  const geometry = feature.getGeometry();
  return measureText(geometry, crs) || writePlace(geometry.getCoordinates(), crs);
}

function drawButton(portal, words, shape, properties) {
  return button(words, () => {
    announce(`${words} : dessinez sur la carte, double clic pour terminer. Au clavier, Entrée pose un sommet au centre de la carte, F termine, Échap abandonne.`);
    portal.pencil.start(shape, (feature) => {
      feature.setProperties(properties());
      portal.drawings.getSource().addFeature(feature);
      portal.tell('drawings');
      announce(`${kinds[feature.getGeometry().getType()]} : ${describe(feature, portal.settings.grid.crs)}`);
    });
    portal.focusMap();
  });
}

function row(portal, feature, number) {
  const source = portal.drawings.getSource();
  const changed = () => portal.tell('drawings', {quiet: true});
  const kind = kinds[feature.getGeometry().getType()];
  const name = h('input', {type: 'text', value: feature.get('nom') ?? '', placeholder: 'Annotation', 'aria-label': `Annotation du dessin ${number} (${kind})`, oninput: () => {
    feature.set('nom', name.value);
    changed();
  }});
  return h('li', {class: 'dessin'}, h('div', {}, h('strong', {}, `${number}. ${kind}`), h('span', {class: 'mesure'}, describe(feature, portal.settings.grid.crs))), name,
    h('p', {class: 'boutons'},
      button('Voir', () => portal.showExtent(feature.getGeometry().getExtent(), {minResolution: portal.settings.grid.gsd_m}), {class: 'discret', 'aria-label': `Voir le dessin ${number}`}),
      button('Effacer', () => {
        source.removeFeature(feature);
        portal.tell('drawings');
        announce('Dessin effacé.');
      }, {class: 'discret', 'aria-label': `Effacer le dessin ${number}`})));
}

function foot(portal) {
  const features = portal.drawings.getSource().getFeatures();
  if (features.length === 0) return null;
  const zone = measuredIn(features[0].getGeometry().getFirstCoordinate?.() ?? features[0].getGeometry().getCoordinates(), portal.settings.grid.crs);
  return [h('p', {class: 'aide'}, `Mesures à plat, dans la projection ${zone}, vraie au sol à 9 cm par kilomètre près.`),
    h('p', {class: 'boutons'},
      button('Enregistrer en GeoJSON', () => saveFile('dessins.geojson', JSON.stringify(geoJsonOf(features, portal.settings.grid.crs, 'EPSG:4326')), 'application/geo+json')),
      button('Tout effacer', () => {
        portal.drawings.getSource().clear();
        portal.tell('drawings');
        announce('Tous les dessins sont effacés.');
      }, {class: 'discret'}))];
}

export function drawingsPanel(portal) {
  const text = h('input', {type: 'text', id: 'texte-annotation', placeholder: 'Texte à poser'});
  const list = h('div', {});
  const redraw = () => {
    const features = portal.drawings.getSource().getFeatures();
    fill(list, features.length ? h('ol', {class: 'dessins'}, features.map((feature, i) => row(portal, feature, i + 1))) : h('p', {class: 'aide'}, 'Rien n\'est encore dessiné.'), foot(portal));
  };
  portal.addEventListener('drawings', ({detail}) => detail?.quiet || redraw());
  redraw();
  return {
    id: 'dessiner', title: 'Dessiner', icon: 'draw',
    element: h('div', {}, h('h3', {}, 'Mesurer'),
      h('p', {class: 'boutons'}, drawButton(portal, 'Distance', 'LineString', () => ({mesure: true})), drawButton(portal, 'Surface', 'Polygon', () => ({mesure: true}))),
      h('h3', {}, 'Annoter'), h('div', {class: 'champ'}, h('label', {for: text.id}, 'Texte'), text),
      h('p', {class: 'boutons'}, drawButton(portal, 'Point', 'Point', () => ({nom: text.value})), drawButton(portal, 'Ligne', 'LineString', () => ({nom: text.value})), drawButton(portal, 'Polygone', 'Polygon', () => ({nom: text.value}))),
      h('h3', {}, 'Sur la carte'), list),
  };
}
