// SPDX-License-Identifier: Apache-2.0
// Numbers, sizes and dates as one writes them in French.

const whole = new Intl.NumberFormat('fr-FR', {maximumFractionDigits: 0});

export function count(value) {
  return whole.format(value);
}

/** `3 dalles`, `1 dalle`, `0 dalle`. */
export function plural(value, word) {
  return `${count(value)} ${word}${Math.abs(value) >= 2 ? 's' : ''}`;
}

export function decimal(value, digits) {
  return new Intl.NumberFormat('fr-FR', {minimumFractionDigits: digits, maximumFractionDigits: digits}).format(value);
}

/** In powers of ten, three figures: `183 Mo`, `1,20 Go`. */
export function bytes(value) {
  const units = ['octets', 'ko', 'Mo', 'Go', 'To'];
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    ++unit;
  }
  return `${decimal(value, unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2)} ${units[unit]}`;
}

export function metres(value) {
  return value >= 1000 ? `${decimal(value / 1000, 3)} km` : `${decimal(value, 2)} m`;
}

export function squareMetres(value) {
  if (value >= 1e6) return `${decimal(value / 1e6, 3)} km²`;
  return value >= 1e4 ? `${decimal(value / 1e4, 3)} ha` : `${decimal(value, 1)} m²`;
}

/** `2025-06-14` → `14/06/2025`. */
export function day(iso) {
  return iso ? `${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(0, 4)}` : 'non communiquée';
}

/** Today as `2025-06-14`, in the reader's time zone. */
export function today() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
}
