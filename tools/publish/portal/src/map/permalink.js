// SPDX-License-Identifier: Apache-2.0
// The state of the map as the end of its address, so that a link shows the same.

/** `#x=579500&y=6372500&r=0.25&m=2025:1,2022:0.5&c=2022~2025~50&d=2025/0579-6375`. */
export function writeState({center, resolution, layers, swipe, dalle}) {
  const parts = [`x=${center[0].toFixed(2)}`, `y=${center[1].toFixed(2)}`, `r=${Number(resolution.toPrecision(6))}`];
  const shown = layers.filter(({visible}) => visible).map(({year, opacity}) => `${year}:${Number(opacity.toFixed(2))}`);
  parts.push(`m=${shown.join(',')}`);
  if (swipe) parts.push(`c=${swipe.left}~${swipe.year}~${swipe.position}`);
  if (dalle) parts.push(`d=${dalle.millesime}/${dalle.key}`);
  return `#${parts.join('&')}`;
}

function finite(text) {
  const value = Number(text);
  return text !== null && text !== '' && Number.isFinite(value) ? value : null;
}

/** The same back; null where the address says nothing of it. Whatever is no number is left out. */
export function readState(hash) {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const [x, y, resolution] = ['x', 'y', 'r'].map((key) => finite(fields.get(key)));
  if (x === null || y === null || resolution === null || resolution <= 0) return null;
  const layers = [...(fields.get('m') ?? '').matchAll(/(\d{4}):([\d.]+)/g)].map(([, year, opacity]) => ({
    year: Number(year), visible: true, opacity: Math.min(1, finite(opacity) ?? 1),
  }));
  const swipe = /^(\d{4})~(\d{4})~(\d{1,3})$/.exec(fields.get('c') ?? '');
  const dalle = /^(\d{4})\/([\d-]+)$/.exec(fields.get('d') ?? '');
  return {
    view: {center: [x, y], resolution}, layers: fields.has('m') ? layers : null,
    swipe: swipe && {left: Number(swipe[1]), year: Number(swipe[2]), position: Math.min(100, Number(swipe[3]))},
    dalle: dalle && {millesime: Number(dalle[1]), key: dalle[2]},
  };
}
