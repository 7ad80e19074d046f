// SPDX-License-Identifier: Apache-2.0
// What the site says of itself (meta/portail.json), and its addresses.

const root = new URL('.', document.baseURI);

/** The address of a path in the site, from wherever the reader came by. */
export function addressOf(path) {
  return new URL(path, root).href;
}

/** The address to be copied into other programs. */
export function publicAddress(settings, path) {
  return settings.base_url ? `${settings.base_url}/${path}` : addressOf(path);
}

/** JSON of a path in the site; fails with a sentence for the reader. */
export async function loadJson(path, signal) {
  const answer = await fetch(addressOf(path), {signal}).catch((error) => {
    if (error.name === 'AbortError') throw error;
    throw new Error(`« ${path} » ne peut pas être lu : le réseau ou le serveur ne répond pas.`);
  });
  if (!answer.ok) throw new Error(`« ${path} » ne peut pas être lu : le serveur répond ${answer.status}.`);
  return answer.json();
}

/** Settings of version 1; later ones may add keys only. */
export async function loadSettings() {
  const settings = await loadJson('meta/portail.json');
  if (settings.format !== 'pcrs-dalles portal' || settings.version !== 1)
    throw new Error('« meta/portail.json » n\'est pas d\'une version que ce portail connaît : publiez le site à nouveau.');
  return settings;
}
