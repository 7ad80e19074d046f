// SPDX-License-Identifier: Apache-2.0
// Two millésimes side by side: the upper one shows right of a line that the reader moves.
import {getRenderPixel} from 'ol/render.js';
import {h} from '../page/dom.js';

export class Swipe {
  /** `target`: the element over the map that takes the line. */
  constructor(map, target) {
    this.map = map;
    this.position = 50;
    this.layer = null;
    this.slider = h('input', {type: 'range', min: 0, max: 100, step: 1, value: 50, class: 'balayage-curseur', oninput: () => this.moveTo(Number(this.slider.value))});
    this.left = h('span', {class: 'balayage-gauche'});
    this.right = h('span', {class: 'balayage-droite'});
    this.line = h('div', {class: 'balayage-ligne', 'aria-hidden': 'true'});
    this.element = h('div', {class: 'balayage', hidden: true}, this.line, this.left, this.right, this.slider);
    target.append(this.element);
    this.before = (event) => this.clip(event);
    this.after = (event) => event.context.restore();
  }

  /** `left` and `right`: {layer, name}; the layer of `right` lies above. */
  start(left, right) {
    this.stop();
    this.layer = right.layer;
    this.layer.on('prerender', this.before);
    this.layer.on('postrender', this.after);
    this.left.textContent = left.name;
    this.right.textContent = right.name;
    this.slider.setAttribute('aria-label', `Comparer : ${left.name} à gauche, ${right.name} à droite`);
    this.element.hidden = false;
    this.moveTo(this.position);
  }

  stop() {
    this.layer?.un('prerender', this.before);
    this.layer?.un('postrender', this.after);
    this.layer = null;
    this.element.hidden = true;
    this.map.render();
  }

  moveTo(percent) {
    this.position = percent;
    this.slider.value = percent;
    this.slider.setAttribute('aria-valuetext', `ligne à ${percent} %`);
    this.line.style.left = `${percent}%`;
    this.map.render();
  }

  clip(event) {
    const [width, height] = this.map.getSize();
    const x = (width * this.position) / 100;
    const corners = [[x, 0], [width, 0], [width, height], [x, height]].map((corner) => getRenderPixel(event, corner));
    const {context} = event;
    context.save();
    context.beginPath();
    corners.forEach(([px, py], i) => (i ? context.lineTo(px, py) : context.moveTo(px, py)));
    context.closePath();
    context.clip();
  }
}
