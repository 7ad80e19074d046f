// SPDX-License-Identifier: Apache-2.0
// The map as a picture.
import View from 'ol/View.js';

/** What the map shows now, on paper colour. Fails when an external layer forbids it. */
export function canvasOf(map) {
  const [width, height] = map.getSize();
  const ratio = map.getPixelRatio?.() ?? 1;
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  context.fillStyle = '#f4efe4';
  context.fillRect(0, 0, canvas.width, canvas.height);
  // Layers that share a canvas, and layers that are one.
  for (const layer of map.getViewport().querySelectorAll('.ol-layer canvas, canvas.ol-layer')) {
    if (layer.width === 0) continue;
    context.globalAlpha = Number(layer.parentNode.style.opacity || layer.style.opacity || 1);
    const matrix = /^matrix\((.*)\)$/.exec(layer.style.transform)?.[1].split(',').map(Number);
    context.setTransform(...(matrix ? [matrix[0] * ratio, matrix[1], matrix[2], matrix[3] * ratio, matrix[4] * ratio, matrix[5] * ratio] : [canvas.width / layer.width, 0, 0, canvas.height / layer.height, 0, 0]));
    context.drawImage(layer, 0, 0);
  }
  context.setTransform(1, 0, 0, 1, 0, 0);
  return canvas;
}

/** A Blob of the canvas; fails with a sentence when a layer of another server taints it. */
export function blobOf(canvas, type, quality) {
  return new Promise((resolve, reject) => {
    const refused = () => reject(new Error('L\'image ne peut pas être enregistrée : une couche externe ne le permet pas. Retirez-la.'));
    try {
      canvas.toBlob((blob) => (blob ? resolve(blob) : refused()), type, quality);
    } catch {
      refused();
    }
  });
}

const mostMilliseconds = 60000;

/** The picture of `width` × `height` px around `center` at `resolution`; the map itself is as before after it. */
export async function renderAt(map, {center, resolution, width, height}) {
  const view = map.getView(), element = map.getTargetElement();
  const before = {width: element.style.width, height: element.style.height, ratio: map.getPixelRatio()};
  try {
    element.style.width = `${width}px`;
    element.style.height = `${height}px`;
    map.setPixelRatio(1); // one pixel of the picture is one of the map, whatever the screen
    map.updateSize();
    map.setView(new View({projection: view.getProjection(), center, resolution}));
    await new Promise((resolve) => {
      map.once('rendercomplete', resolve);
      setTimeout(resolve, mostMilliseconds);
    });
    return canvasOf(map);
  } finally {
    element.style.width = before.width;
    element.style.height = before.height;
    map.setPixelRatio(before.ratio);
    map.updateSize();
    map.setView(view);
  }
}
