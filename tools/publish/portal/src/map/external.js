// SPDX-License-Identifier: Apache-2.0
// Layers of other servers. They are asked only when the reader adds one or opens a map that holds one.
import ImageLayer from 'ol/layer/Image.js';
import TileLayer from 'ol/layer/Tile.js';
import ImageWMS from 'ol/source/ImageWMS.js';
import WMTS, {optionsFromCapabilities} from 'ol/source/WMTS.js';
import WMSCapabilities from 'ol/format/WMSCapabilities.js';
import WMTSCapabilities from 'ol/format/WMTSCapabilities.js';

/** An address that may be asked: http or https, without credentials. Fails with a sentence. */
export function checkedAddress(text) {
  let url;
  try {
    url = new URL(text.trim());
  } catch {
    throw new Error('L\'adresse n\'est pas complète : elle commence par https://.');
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new Error('L\'adresse doit commencer par https:// ou http://.');
  if (url.username || url.password) throw new Error('L\'adresse ne doit pas contenir de mot de passe.');
  return url;
}

function capabilitiesAddress(text, kind) {
  const url = checkedAddress(text);
  if (/\.xml$/i.test(url.pathname)) return url.href;
  for (const key of [...url.searchParams.keys()]) if (/^(service|request|version)$/i.test(key)) url.searchParams.delete(key);
  url.searchParams.set('SERVICE', kind.toUpperCase());
  url.searchParams.set('REQUEST', 'GetCapabilities');
  return url.href;
}

async function capabilitiesOf(text, kind) {
  const answer = await fetch(capabilitiesAddress(text, kind), {credentials: 'omit'}).catch(() => {
    throw new Error('Ce serveur ne répond pas, ou n\'accepte pas les demandes venues d\'un autre site (CORS).');
  });
  if (!answer.ok) throw new Error(`Ce serveur répond ${answer.status}.`);
  try {
    return (kind === 'wms' ? new WMSCapabilities() : new WMTSCapabilities()).read(await answer.text());
  } catch {
    throw new Error(`Cette adresse ne répond pas comme un service ${kind.toUpperCase()}.`);
  }
}

function namedLayers(layer) {
  const own = layer.Name ? [{name: layer.Name, title: layer.Title || layer.Name}] : [];
  return [...own, ...(layer.Layer ?? []).flatMap(namedLayers)];
}

/** [{name, title}] of a service. */
export async function listLayers(address, kind) {
  const capabilities = await capabilitiesOf(address, kind);
  const layers = kind === 'wms'
    ? namedLayers(capabilities.Capability?.Layer ?? {})
    : (capabilities.Contents?.Layer ?? []).map((layer) => ({name: layer.Identifier, title: layer.Title || layer.Identifier}));
  if (layers.length === 0) throw new Error('Ce service n\'annonce aucune couche.');
  return layers;
}

function wmsLayer({address, name}) {
  const url = checkedAddress(address);
  for (const key of [...url.searchParams.keys()]) if (/^(service|request|version)$/i.test(key)) url.searchParams.delete(key);
  return new ImageLayer({source: new ImageWMS({url: url.href, params: {LAYERS: name, VERSION: '1.3.0'}, crossOrigin: 'anonymous', ratio: 1})});
}

async function wmtsLayer({address, name}, crs) {
  const capabilities = await capabilitiesOf(address, 'wmts');
  const options = optionsFromCapabilities(capabilities, {layer: name, projection: crs}) ?? optionsFromCapabilities(capabilities, {layer: name});
  if (!options) throw new Error('Cette couche n\'a pas de grille que ce portail sache lire.');
  return new TileLayer({source: new WMTS({...options, crossOrigin: 'anonymous'})});
}

/** The layer of {kind: 'wms' | 'wmts', address, name, title}. */
export async function externalLayer(description, crs) {
  const layer = description.kind === 'wms' ? wmsLayer(description) : await wmtsLayer(description, crs);
  layer.setZIndex(4000);
  layer.set('description', description);
  return layer;
}
