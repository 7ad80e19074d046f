// SPDX-License-Identifier: Apache-2.0
import GeoJSON from 'ol/format/GeoJSON.js';

/** A FeatureCollection in degrees (RFC 7946); of the properties, those that the portal knows. */
export function geoJsonOf(features, from, to) {
  const format = new GeoJSON({featureProjection: from, dataProjection: to});
  const collection = format.writeFeaturesObject(features, {decimals: 8});
  for (const feature of collection.features) feature.properties = {nom: feature.properties?.nom ?? '', mesure: feature.properties?.mesure === true};
  return collection;
}

/** Points, lines and polygons of a collection in degrees; fails on anything else. */
export function featuresOf(collection, to) {
  const features = new GeoJSON({featureProjection: to, dataProjection: 'EPSG:4326'}).readFeatures(collection);
  for (const feature of features) {
    const type = feature.getGeometry()?.getType();
    if (!['Point', 'LineString', 'Polygon'].includes(type)) throw new Error('cette carte a un dessin d\'un type inconnu');
    if (!feature.getGeometry().getExtent().every(Number.isFinite)) throw new Error('cette carte a un dessin hors de la Terre');
    const {nom, mesure} = feature.getProperties();
    feature.setProperties({nom: String(nom ?? '').slice(0, 500), mesure: mesure === true});
  }
  return features;
}
