// SPDX-License-Identifier: Apache-2.0
// From the bytes of a block to something that a canvas can draw.

const compression = {none: 1, jpeg: 7, deflate: 8, oldDeflate: 32946};

/** A whole JPEG of a block and the tables that its level shares. */
export function joinJpeg(tables, block) {
  if (!tables || tables.length < 4) return [block];
  return [tables.subarray(0, tables.length - 2), block.subarray(2)]; // without EOI, without SOI
}

async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Clears the pixels whose bit is 0: rows of bits, each filled up to a whole byte. */
export function applyMask(rgba, bits, width, height) {
  const stride = Math.ceil(width / 8);
  for (let y = 0; y < height; ++y)
    for (let x = 0; x < width; ++x)
      if (!(bits[y * stride + (x >> 3)] & (0x80 >> (x & 7)))) rgba[(y * width + x) * 4 + 3] = 0;
}

async function masked(image, mask, level) {
  const {width, height} = level.block;
  const bits = level.mask.compression === compression.none ? mask : await inflate(mask);
  if (bits.every((byte) => byte === 0xff)) return image;
  const canvas = document.createElement('canvas');
  Object.assign(canvas, {width, height});
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const pixels = context.getImageData(0, 0, width, height);
  applyMask(pixels.data, bits, width, height);
  context.putImageData(pixels, 0, 0);
  return canvas;
}

/** Draws nothing (null) for a block that the file leaves out. Fails on what no browser decodes. */
export async function decodeBlock({image, mask}, level) {
  if (!image) return null;
  if (level.compression !== compression.jpeg) throw new Error(`compression ${level.compression} : à télécharger pour la voir`);
  const jpeg = new Blob(joinJpeg(level.tables, image), {type: 'image/jpeg'});
  const bitmap = await createImageBitmap(jpeg, {colorSpaceConversion: 'none'});
  return mask ? masked(bitmap, mask, level) : bitmap;
}
