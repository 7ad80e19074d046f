// SPDX-License-Identifier: Apache-2.0
import {announce} from './announce.js';
import {h} from './dom.js';

/** Hands a file made here to the reader. */
export function saveFile(name, content, type = 'text/plain;charset=utf-8') {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], {type}));
  const link = h('a', {href: url, download: name});
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
  announce(`Fichier « ${name} » enregistré.`);
}

/** Into the clipboard; where the browser forbids it, the text is selected for the reader to copy. */
export async function copyText(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    announce(`${what} : copié.`);
  } catch {
    window.prompt(`${what} : copiez ce texte`, text);
  }
}
