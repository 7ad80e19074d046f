// SPDX-License-Identifier: Apache-2.0
// Download lists of a selection, for the programs that take them.

/** Path in the site → SHA-256, from a list in the form of sha256sum. */
export function readDigests(text) {
  const digests = new Map();
  for (const line of text.split('\n')) {
    const found = /^([0-9a-f]{64}) [ *](.+)$/.exec(line);
    if (found) digests.set(found[2], found[1]);
  }
  return digests;
}

function digestOf(dalle, digests) {
  const digest = digests.get(dalle.path);
  if (!digest) throw new Error(`L'empreinte de ${dalle.name} manque dans la liste du site.`);
  return digest;
}

/** One address a line, for `wget -c -i`. */
export function urlList(dalles, addressOf) {
  return dalles.map((dalle) => `${addressOf(dalle.path)}\n`).join('');
}

/** For `aria2c -i`: each file with its name and the digest that aria2 verifies. */
export function aria2List(dalles, addressOf, digests) {
  return dalles.map((dalle) => `${addressOf(dalle.path)}\n  out=${dalle.name}\n  checksum=sha-256=${digestOf(dalle, digests)}\n`).join('');
}

/** For `sha256sum -c` in the folder of the downloaded files. */
export function sha256List(dalles, digests) {
  return dalles.map((dalle) => `${digestOf(dalle, digests)}  ${dalle.name}\n`).join('');
}
