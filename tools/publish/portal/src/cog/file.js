// SPDX-License-Identifier: Apache-2.0
// A COG on a web server, read by ranges.
import {NeedMore, readLevels} from './tiff.js';

// The directories of a dalle of 20 000 px take 27 kB, with a mask twice that.
const headBytes = 32768;

async function readRange(url, start, end, signal) {
  const answer = await fetch(url, {headers: {Range: `bytes=${start}-${end - 1}`}, signal});
  if (answer.status === 206) return answer.arrayBuffer();
  answer.body?.cancel();
  if (answer.ok) throw new Error(`${url} : le serveur ne sait pas donner une partie d'un fichier (Range)`);
  throw new Error(`${url} : le serveur répond ${answer.status}`);
}

async function readHead(url) {
  for (let wanted = headBytes; ; ) {
    const head = await readRange(url, 0, wanted);
    try {
      return {head, levels: readLevels(head)};
    } catch (error) {
      if (!(error instanceof NeedMore) || head.byteLength < wanted || error.end > 1 << 24)
        throw new Error(`${url} ${error.message}`);
      wanted = Math.max(error.end + 4096, wanted * 2);
    }
  }
}

export class CogFile {
  constructor(url) {
    this.url = url;
  }

  /** The directories, asked for once; a failure is forgotten, so that the next look tries again. */
  levels() {
    this.opening ??= readHead(this.url).catch((error) => {
      this.opening = null;
      throw error;
    });
    return this.opening.then(({levels}) => levels);
  }

  async bytes(offset, count, signal) {
    const {head} = await this.opening;
    if (offset + count <= head.byteLength) return new Uint8Array(head, offset, count);
    return new Uint8Array(await readRange(this.url, offset, offset + count, signal));
  }

  /** {image, mask} of a block as it lies in the file, null where there is none; one request when they touch. */
  async block(level, column, row, signal) {
    const at = row * level.columns + column;
    const [offset, count] = [level.offsets[at], level.counts[at]];
    if (!count) return {image: null, mask: null};
    const mask = level.mask && {offset: level.mask.offsets[at], count: level.mask.counts[at]};
    if (!mask?.count) return {image: await this.bytes(offset, count, signal), mask: null};
    if (mask.offset >= offset + count && mask.offset - offset - count <= 64) {
      const both = await this.bytes(offset, mask.offset + mask.count - offset, signal);
      return {image: both.subarray(0, count), mask: both.subarray(mask.offset - offset)};
    }
    const [image, bits] = await Promise.all([this.bytes(offset, count, signal), this.bytes(mask.offset, mask.count, signal)]);
    return {image, mask: bits};
  }
}
