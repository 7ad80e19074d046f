// SPDX-License-Identifier: Apache-2.0
import './style/portal.css';
import {isKnown} from './coordinates/projections.js';
import {setUpMap} from './map/setup.js';
import {announce} from './page/announce.js';
import {Panels, addMapControls, makeFrame, showFault} from './page/frame.js';
import {drawingsPanel} from './panels/drawings.js';
import {extractPanel} from './panels/extract.js';
import {freshnessPanel} from './panels/freshness.js';
import {gisPanel} from './panels/gis.js';
import {layersPanel} from './panels/layers.js';
import {printPanel} from './panels/print.js';
import {requestsPanel} from './panels/requests.js';
import {savedMapsPanel} from './panels/saved_maps.js';
import {searchBox} from './panels/search.js';
import {selectionPanel} from './panels/selection.js';
import {sheetPanel} from './panels/sheet.js';
import {tablePanel} from './panels/table.js';
import {Portal} from './portal.js';
import {loadSettings} from './site/settings.js';

const makers = [layersPanel, selectionPanel, drawingsPanel, extractPanel, requestsPanel, printPanel, savedMapsPanel, gisPanel, freshnessPanel, tablePanel, sheetPanel];

function connect(portal, panels) {
  portal.addEventListener('dalle', ({detail}) => {
    portal.openDalle = detail;
    if (detail) panels.open('fiche', {focus: panels.current !== 'fiche'});
  });
  portal.addEventListener('selection', () => panels.count('telecharger', portal.selection.size, 'dalle'));
  portal.addEventListener('drawings', () => panels.count('dessiner', portal.drawings.getSource().getFeatures().length, 'dessin'));
}

async function start(root) {
  const settings = await loadSettings();
  if (!isKnown(settings.grid.crs)) throw new Error(`Ce portail ne connaît pas la projection ${settings.grid.crs} ; les fichiers, eux, sont là.`);
  const portal = new Portal(settings);
  const panels = new Panels(() => portal.map?.updateSize());
  const {root: page, target, over} = makeFrame(settings, panels, searchBox(portal));
  root.replaceChildren(page);
  document.title = settings.title;
  // The map first: panels speak of its layers.
  await setUpMap(portal, target, over);
  addMapControls(portal, over);
  makers.map((make) => make(portal)).filter(Boolean).forEach((panel) => panels.add(panel));
  connect(portal, panels);
  if (matchMedia('(min-width: 60rem)').matches && !location.hash.includes('d=')) panels.open('couches', {focus: false});
  await portal.showFirst().catch((error) => announce(error.message));
  document.documentElement.dataset.pret = ''; // for those who wait for the page: tests
}

const root = document.getElementById('portail');
start(root).catch((error) => showFault(root, error));
