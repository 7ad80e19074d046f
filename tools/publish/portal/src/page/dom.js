// SPDX-License-Identifier: Apache-2.0

/**
 * An element: h('a', {href, class, onclick, 'aria-label'}, ...children). Children may be texts, nodes, lists of
 * these, or nothing; texts are never read as HTML.
 */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key === 'value' || key === 'checked' || key === 'indeterminate') element[key] = value;
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Replaces what `element` holds. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

let last = 0;
/** An id that nothing else on the page has. */
export function freshId(stem) {
  return `${stem}-${++last}`;
}

/** A label and its control, one below the other; `hint` is read with the control. */
export function field(label, control, hint) {
  control.id ||= freshId('champ');
  const note = hint && h('small', {id: freshId('aide'), class: 'aide'}, hint);
  if (note) control.setAttribute('aria-describedby', note.id);
  return h('div', {class: 'champ'}, h('label', {for: control.id}, label), control, note);
}

/** A checkbox with its label behind it. */
export function checkbox(label, checked, onchange) {
  const box = h('input', {type: 'checkbox', checked, onchange: () => onchange(box.checked)});
  return h('label', {class: 'case'}, box, h('span', {}, label));
}

export function select(options, value, onchange) {
  const list = h('select', {onchange: () => onchange?.(list.value)},
    options.map(([key, text]) => h('option', {value: key}, text)));
  list.value = value;
  return list;
}

export function button(text, onclick, attributes = {}) {
  return h('button', {type: 'button', onclick, ...attributes}, text);
}
