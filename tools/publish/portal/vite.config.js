// SPDX-License-Identifier: Apache-2.0
import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {defineConfig} from 'vite';

// The texts of the licences of all packages that the bundle holds, as these ask for.
function licences() {
  const folders = new Set();
  return {
    name: 'licences',
    moduleParsed({id}) {
      const found = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id.replace(/^\0/, ''));
      if (found) folders.add(found[1]);
    },
    generateBundle() {
      const texts = [...folders].sort().map((folder) => {
        const {name, version} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
        const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
        if (!file) this.error(`${dirname(folder)}: ${name} brings no text of its licence`);
        return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
      });
      this.emitFile({type: 'asset', fileName: 'portail/LICENCES.txt', source: texts.join('\n----\n\n')});
    },
  };
}

// Relative addresses: a site may stand below any path. Names carry the digest of their content, so that a
// browser may keep them for ever.
export default defineConfig({
  base: './',
  plugins: [licences()],
  build: {
    assetsDir: 'portail',
    target: 'es2022',
    chunkSizeWarningLimit: 900,
    modulePreload: {polyfill: false},
  },
});
