// SPDX-License-Identifier: Apache-2.0
// Icons as strokes on a grid of 24, drawn for this portal.

const strokes = {
  layers: 'M12 3 3 8l9 5 9-5zM3 12.5l9 5 9-5M3 17l9 5 9-5',
  download: 'M12 3v12m-5-5 5 5 5-5M4 20h16',
  draw: 'M4 20l1-5L16 4l4 4L9 19zM13.5 6.5l4 4',
  cut: 'M4 4h3M10 4h4M17 4h3M4 20h3M10 20h4M17 20h3M4 4v3M4 10v4M4 17v3M20 4v3M20 10v4M20 17v3M9 9h6v6H9z',
  ask: 'M4 5h16v12H11l-4 4v-4H4zM8 9.5h8M8 13h5',
  print: 'M7 9V3h10v6M7 18H4v-7a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v7h-3M7 14h10v7H7z',
  save: 'M6 3h12v18l-6-5-6 5z',
  gis: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18',
  freshness: 'M4 4h16v16H4zM4 9.3h16M4 14.7h16M9.3 4v16M14.7 4v16',
  table: 'M4 5h16M4 10h16M4 15h16M4 20h16M9 10v10',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5',
  close: 'M6 6l12 12M18 6 6 18',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  home: 'M4 11l8-7 8 7v9h-5v-6H9v6H4z',
};

/** An SVG that screen readers pass over: the button that holds it has words. */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  for (const [key, value] of Object.entries({viewBox: '0 0 24 24', class: 'icone', 'aria-hidden': 'true', focusable: 'false'}))
    svg.setAttribute(key, value);
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', strokes[name]);
  svg.append(path);
  return svg;
}
