// SPDX-License-Identifier: Apache-2.0
// The imagery of one millésime: blocks read from its COGs, or the WMTS where the site says that it runs.
import TileLayer from 'ol/layer/Tile.js';
import ImageTile from 'ol/source/ImageTile.js';
import WMTS, {optionsFromCapabilities} from 'ol/source/WMTS.js';
import WMTSCapabilities from 'ol/format/WMTSCapabilities.js';
import TileGrid from 'ol/tilegrid/TileGrid.js';
import {CogFile} from '../cog/file.js';
import {paint} from '../cog/paint.js';
import {addressOf} from '../site/settings.js';
import {dalleLevels} from './resolutions.js';

const gridOrigin = [0, 12000000];
const mostOpenFiles = 600; // directories of 32 kB each

/** Files by path; the one longest unused goes first. */
class Shelf {
  constructor() {
    this.files = new Map();
  }
  file(path) {
    const file = this.files.get(path) ?? new CogFile(addressOf(path));
    this.files.delete(path);
    this.files.set(path, file);
    if (this.files.size > mostOpenFiles) this.files.delete(this.files.keys().next().value);
    return file;
  }
}

function tileGrid(settings, millesime, mosaic) {
  const coarser = mosaicLevels(mosaic, millesime.year);
  return new TileGrid({
    origin: gridOrigin,
    extent: millesime.bbox,
    tileSize: settings.grid.block_px,
    resolutions: [...dalleLevels(settings.grid), ...coarser].sort((a, b) => b - a),
  });
}

/** Resolutions that the mosaic has for a millésime. */
export function mosaicLevels(mosaic, year) {
  return [...new Set(mosaic.filter(({millesime}) => millesime === year).flatMap(({resolutions_m: levels}) => levels))];
}

// The files of the mosaic that hold this resolution here.
function sheetsFor(mosaic, year, extent, resolution) {
  return mosaic.filter(({millesime, bbox, resolutions_m: levels}) => millesime === year && levels.some((level) => Math.abs(level - resolution) < level * 1e-3) &&
    bbox[0] < extent[2] && bbox[2] > extent[0] && bbox[1] < extent[3] && bbox[3] > extent[1]);
}

function blockSource(settings, year, mosaic, onFault) {
  const {info} = year;
  const grid = tileGrid(settings, info, mosaic);
  const size = settings.grid.block_px;
  const coarsest = dalleLevels(settings.grid).at(-1);
  const shelf = new Shelf();
  const sourcesOf = async (extent, resolution) => {
    if (resolution > coarsest * 1.001) {
      const sheets = sheetsFor(mosaic, info.year, extent, resolution);
      return sheets.map(({path, bbox}) => ({file: shelf.file(path), west: bbox[0], south: bbox[1], east: bbox[2], north: bbox[3]}));
    }
    return (await year.dalles()).within(extent).map((dalle) => ({...dalle, file: shelf.file(dalle.path)}));
  };
  return new ImageTile({
    projection: settings.grid.crs,
    tileGrid: grid,
    transition: 0,
    wrapX: false,
    loader: async (z, x, y, {signal}) => {
      const extent = grid.getTileCoordExtent([z, x, y]);
      const resolution = grid.getResolution(z);
      try {
        return await paint(await sourcesOf(extent, resolution), extent, resolution, size, signal);
      } catch (error) {
        if (error.name !== 'AbortError') onFault(error);
        throw error;
      }
    },
  });
}

// Sets the source once the capabilities are there.
async function useWmts(layer, settings, info) {
  const answer = await fetch(addressOf(settings.services.wmts));
  if (!answer.ok) throw new Error(`le service WMTS répond ${answer.status}`);
  const capabilities = new WMTSCapabilities().read(await answer.text());
  const options = optionsFromCapabilities(capabilities, {layer: info.wmts_layer, projection: settings.grid.crs});
  if (!options) throw new Error(`le service WMTS ne connaît pas ${info.wmts_layer}`);
  layer.setSource(new WMTS({...options, transition: 0, crossOrigin: 'anonymous'}));
}

/**
 * The layer of a millésime. Only as many COGs are opened as are in view: beyond their coarsest level the layer
 * shows the mosaic (the files of `meta/mosaique.json`), or nothing. `onFault(error)` is told what cannot be read.
 */
export function orthoLayer(settings, year, mosaic, onFault) {
  const layer = new TileLayer({zIndex: year.info.year, cacheSize: 256});
  const fromBlocks = () => {
    layer.setSource(blockSource(settings, year, mosaic, onFault));
    if (mosaicLevels(mosaic, year.info.year).length === 0) layer.setMaxResolution(dalleLevels(settings.grid).at(-1) * 1.001);
  };
  if (settings.services.wmts)
    useWmts(layer, settings, year.info).catch((error) => {
      onFault(new Error(`${error.message} : les dalles sont lues directement`));
      fromBlocks();
    });
  else fromBlocks();
  return layer;
}
