// SPDX-License-Identifier: Apache-2.0

/** Without accents, case and hyphens: what people type. */
export function plain(text) {
  return text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/œ/g, 'oe').replace(/[^a-z0-9]+/g, ' ').trim();
}

export class Communes {
  /** `communes`: [{name, polygons}] of the file that the settings name. */
  constructor(communes) {
    this.list = communes.map((commune) => ({...commune, plain: plain(commune.name)}));
  }

  /** Those that begin so first, then those that hold it. */
  matching(text, limit) {
    const wanted = plain(text);
    if (!wanted) return [];
    const starts = this.list.filter((commune) => commune.plain.startsWith(wanted));
    const holds = this.list.filter((commune) => !commune.plain.startsWith(wanted) && commune.plain.includes(wanted));
    return [...starts, ...holds].slice(0, limit);
  }
}

/** [west, south, east, north] of a commune. */
export function boundsOf(commune) {
  const points = commune.polygons.flat(2);
  const xs = points.map(([x]) => x), ys = points.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}
