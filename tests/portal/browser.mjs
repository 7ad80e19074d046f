// SPDX-License-Identifier: Apache-2.0
// A browser on the portal, and what the cases ask of it.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';

const require = createRequire(join(process.env.PORTAL_MODULES, 'package.json'));
const {chromium} = require('playwright-core');
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
export const desktop = {width: 1280, height: 800};
export const phone = {width: 390, height: 844};

export function startBrowser() {
  return chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags});
}

// What the page tells people, in its order: a message may be followed by another before anybody looks.
function listen() {
  window.told = [];
  new MutationObserver((changes) => {
    for (const {target} of changes) {
      const region = target.nodeType === 1 ? target.closest('.annonce') : target.parentElement?.closest('.annonce');
      if (region?.textContent) window.told.push(region.textContent);
    }
  }).observe(document, {subtree: true, childList: true, characterData: true});
}

/** One tab, on the site at `url` (ends in '/'). */
export class Tab {
  static async make(browser, url, pictures, options = {}) {
    const context = await browser.newContext({viewport: desktop, locale: 'fr-FR', acceptDownloads: true, ...options});
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], {origin: new URL(url).origin});
    await context.addInitScript(listen);
    return new Tab(context, await context.newPage(), url, pictures);
  }

  constructor(context, page, url, pictures) {
    Object.assign(this, {context, page, url, pictures, requests: [], transfers: [], faults: [], allowed: new Set([new URL(url).origin])});
    page.on('request', (request) => {
      if (!/^https?:/.test(request.url())) return;
      this.requests.push({url: request.url(), range: request.headers().range ?? null});
      if (!this.allowed.has(new URL(request.url()).origin)) this.faults.push(`asks another server: ${request.url()}`);
    });
    // What crossed the line, by the browser's own log: bodies as they came, compressed or not.
    page.on('requestfinished', async (request) => {
      const entry = /^https?:/.test(request.url()) && (await request.sizes().catch(() => null));
      if (entry) this.transfers.push({url: request.url(), bytes: entry.responseBodySize});
    });
    page.on('pageerror', (error) => this.faults.push(`fails: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && !this.expected?.test(message.text())) this.faults.push(`console: ${message.text()}`);
    });
  }

  async open(path = '') {
    await this.page.goto('about:blank');
    this.requests.length = 0;
    this.transfers.length = 0;
    await this.page.goto(this.url + path);
    await this.page.waitForSelector('html[data-pret]');
    await this.still();
  }

  /** Waits until nothing has been asked for a while. */
  async still() {
    for (let before = -1; before !== this.requests.length; ) {
      before = this.requests.length;
      await this.page.waitForTimeout(350);
      await this.page.waitForLoadState('networkidle');
    }
  }

  /** Requests for bytes of images since the page was opened or `requests` was emptied. */
  images() {
    return this.requests.filter(({url}) => /\.tiff?$/.test(new URL(url).pathname));
  }

  /** Bytes that came, of addresses whose path fits. */
  bytes(pattern = /^/) {
    return this.transfers.filter(({url}) => pattern.test(new URL(url).pathname)).reduce((sum, {bytes}) => sum + bytes, 0);
  }

  async panel(id) {
    const button = this.page.locator(`[data-volet=${id}]`);
    if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click();
    await this.page.waitForTimeout(150);
  }

  async file(action) {
    const [download] = await Promise.all([this.page.waitForEvent('download'), action()]);
    return {name: download.suggestedFilename(), bytes: readFileSync(await download.path())};
  }

  /** Where a point of the map (pixels from its middle) is on the page. */
  async at(dx, dy) {
    const box = await this.page.locator('#carte').boundingBox();
    return [box.x + box.width / 2 + dx, box.y + box.height / 2 + dy];
  }

  async clickMap(dx, dy) {
    await this.page.mouse.click(...(await this.at(dx, dy)));
  }

  /** Draws a line or polygon through points of the map; a double click ends it. */
  async draw(points) {
    for (const [dx, dy] of points.slice(0, -1)) {
      await this.clickMap(dx, dy);
      await this.page.waitForTimeout(300); // two quick clicks would be a double one
    }
    await this.page.mouse.dblclick(...(await this.at(...points.at(-1))));
    await this.page.waitForTimeout(200);
  }

  /** Waits for a message with that text, after those that were waited for before. */
  async announced(pattern) {
    const heard = (text) => {
      const at = window.told.findIndex((message) => message.includes(text));
      if (at >= 0) window.told.splice(0, at + 1);
      return at >= 0;
    };
    await this.page.waitForFunction(heard, pattern, {timeout: 60000}).catch(async (error) => {
      throw new Error(`« ${pattern} » is not announced, but ${JSON.stringify(await this.page.evaluate(() => window.told))}: ${error.message}`);
    });
  }

  /** Red, green and blue of the page at a point of the map. */
  async colour(dx, dy) {
    const [x, y] = await this.at(dx, dy);
    const png = await this.page.screenshot({clip: {x: Math.round(x), y: Math.round(y), width: 1, height: 1}});
    return this.page.evaluate(async (base64) => {
      const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
      const canvas = document.createElement('canvas');
      canvas.getContext('2d').drawImage(image, 0, 0);
      return [...canvas.getContext('2d').getImageData(0, 0, 1, 1).data.slice(0, 3)];
    }, png.toString('base64'));
  }

  shot(name) {
    return this.page.screenshot({path: join(this.pictures, `${name}.png`)});
  }

  /** No violation of accessibility, as axe sees it. */
  async accessible(state) {
    await this.page.evaluate(axeSource);
    const {violations} = await this.page.evaluate(() => globalThis.axe.run(document, {resultTypes: ['violations']}));
    const told = violations.map(({id, help, nodes}) => `${id}: ${help}: ${nodes.slice(0, 3).map(({html}) => html).join(' | ')}`);
    assert.deepEqual(told, [], `axe, ${state}`);
  }

  async end() {
    await this.context.close();
    assert.deepEqual(this.faults, []);
  }
}
