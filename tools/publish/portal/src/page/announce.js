// SPDX-License-Identifier: Apache-2.0
import {h} from './dom.js';

const region = h('p', {role: 'status', 'aria-live': 'polite', class: 'annonce'});
let timer;

/** The element to be put on the page, once. */
export const announcements = region;

/** Tells everybody: shown for a while, and read by screen readers. */
export function announce(text) {
  clearTimeout(timer);
  region.textContent = '';
  // A change of text within one frame is not read again.
  setTimeout(() => {
    region.textContent = text;
  }, 30);
  timer = setTimeout(() => {
    region.textContent = '';
  }, 8000);
}
