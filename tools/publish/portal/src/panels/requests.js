// SPDX-License-Identifier: Apache-2.0
// Asking for what the site does not show, and what became of it. A person answers; whoever knows the number of a
// request may fetch its files, so that the portal keeps none.
import {announce} from '../page/announce.js';
import {button, field, fill, h, select} from '../page/dom.js';
import {copyText} from '../page/download.js';
import {bytes, day, decimal, plural} from '../page/numbers.js';
import {askService} from '../site/service.js';

const products = {lossless: 'Dalles sans perte', ortho: 'Dalles d\'un millésime qui n\'est pas en ligne'};
const states = {
  waiting: 'En attente : une personne doit encore l\'accorder ou la refuser.',
  fetching: 'Accordée : les fichiers sont en cours de préparation.',
  ready: 'Prête : les fichiers peuvent être téléchargés.',
  refused: 'Refusée.',
  withdrawn: 'Retirée : ces dalles ont été retirées de la diffusion.',
  expired: 'Terminée : les fichiers ne sont plus à disposition.',
};

function priceOf({price_eur: price}) {
  if (price === null) return 'inconnu';
  return price === 0 ? 'gratuit' : `${decimal(price, 2)} €`;
}

function fileOf(file) {
  return h('li', {}, h('span', {}, file.url ? h('a', {href: file.url, download: file.name}, file.name) : file.name, ' ', h('small', {}, file.withdrawn ? 'retirée de la diffusion' : bytes(file.size_bytes))));
}

function facts(request) {
  const pairs = [
    ['État', states[request.state] ?? request.state], ['Réponse', request.answer], ['À disposition jusqu\'au', request.expires && day(request.expires)],
    ['Référence', request.reference], ['Produit', `${products[request.product] ?? request.product}, ${request.millesime}`],
    ['Volume', bytes(request.size_bytes)], ['Prix de la lecture', priceOf(request)],
  ];
  return h('dl', {class: 'fiche'}, pairs.filter(([, value]) => value).map(([term, value]) => h('div', {}, h('dt', {}, term), h('dd', {}, value))));
}

function stateOf(request) {
  return h('section', {'aria-label': `Demande ${request.reference}`}, facts(request), h('ul', {class: 'choisies'}, request.files.map(fileOf)));
}

/** The number in what a reader pasted: itself, or the address of a request. */
export function numberIn(text) {
  return /[^/\s?#]+(?=[/\s?#]*$)/.exec(text)?.[0] ?? '';
}

/** The dalles in what a reader wrote: keys or names between spaces, commas, semicolons or lines. */
export function dallesIn(text) {
  return [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
}

function failed(place, error) {
  fill(place, h('p', {class: 'faute', role: 'alert'}, error.message));
}

function follow(portal) {
  const input = h('input', {type: 'text', autocomplete: 'off', required: true, spellcheck: 'false'});
  const place = h('div', {});
  const look = async (event) => {
    event.preventDefault();
    try {
      const request = await (await askService(portal.settings, `requests/${encodeURIComponent(numberIn(input.value))}`)).json();
      fill(place, stateOf(request));
      announce(`Demande ${request.reference} : ${states[request.state] ?? request.state}`);
    } catch (error) {
      failed(place, error);
    }
  };
  return {input, element: h('form', {onsubmit: look}, h('h3', {}, 'Suivre une demande'), field('Numéro ou adresse de la demande', input), h('p', {class: 'boutons'}, h('button', {type: 'submit'}, 'Voir où elle en est')), place)};
}

function taken(request, number) {
  const address = request.links.find(({rel}) => rel === 'self').href;
  number.value = address;
  return h('div', {}, h('p', {}, 'La demande est transmise. ', h('strong', {}, 'Gardez son adresse'), ' : elle seule permet de la suivre et de prendre les fichiers, et personne ne vous écrira d\'office.'),
    h('div', {class: 'adresse'}, h('span', {}, 'Adresse de la demande'), h('code', {tabindex: 0}, address), button('Copier', () => copyText(address, 'Adresse de la demande'), {class: 'discret'})), stateOf(request));
}

function controls(portal) {
  const {requester, products: access} = portal.settings.requests;
  const offered = Object.keys(access);
  return {
    product: select(offered.map((name) => [name, products[name] ?? name]), offered.includes('lossless') ? 'lossless' : offered[0]),
    millesime: h('input', {type: 'number', min: 1900, max: 2999, required: true, value: String(portal.year?.info.year ?? new Date().getFullYear())}),
    dalles: h('textarea', {rows: 3, required: true, spellcheck: 'false'}),
    reason: h('textarea', {rows: 2, maxlength: 500, required: true}),
    email: requester === 'email' ? h('input', {type: 'email', autocomplete: 'email', required: true}) : null,
    token: requester === 'token' || Object.values(access).includes('token') ? h('input', {type: 'password', autocomplete: 'off'}) : null,
  };
}

function bodyOf({product, millesime, dalles, reason, email}) {
  return {product: product.value, millesime: Number(millesime.value), dalles: dallesIn(dalles.value), reason: reason.value, ...(email && {email: email.value})};
}

/** Puts what is chosen on the map into the field of dalles. */
function fromSelection(portal, dalles, millesime) {
  return button('Reprendre la sélection', () => {
    const chosen = [...portal.selection.values()];
    if (!chosen.length) return announce('Aucune dalle n\'est choisie : voir « Télécharger ».');
    dalles.value = chosen.map(({key}) => key).join(' ');
    millesime.value = String(portal.year.info.year);
    announce(`${plural(chosen.length, 'dalle')} à demander.`);
  }, {class: 'discret'});
}

function ask(portal, number) {
  const form = controls(portal);
  const outcome = h('div', {});
  const send = async (event) => {
    event.preventDefault();
    try {
      const request = await (await askService(portal.settings, 'requests', {body: bodyOf(form), token: form.token?.value})).json();
      fill(outcome, taken(request, number));
      announce(`Demande ${request.reference} transmise. Gardez son adresse.`);
    } catch (error) {
      failed(outcome, error);
    }
  };
  return h('form', {onsubmit: send}, h('h3', {}, 'Demander'), field('Produit', form.product), field('Millésime', form.millesime),
    field('Dalles', form.dalles, 'Noms ou coordonnées, tels que 0579-6375, séparés par des espaces ; 200 au plus.'), h('p', {class: 'boutons'}, fromSelection(portal, form.dalles, form.millesime)),
    field('Motif', form.reason), form.email && field('Votre adresse électronique', form.email, 'Pour vous répondre ; elle est oubliée quelque temps après la fin de la demande.'),
    form.token && field('Jeton d\'accès', form.token, 'Si un jeton vous a été remis et que vous n\'êtes pas entré sur ce site avec lui.'),
    h('button', {type: 'submit', class: 'principal'}, 'Envoyer la demande'), outcome);
}

/** Nothing where the site takes no requests. */
export function requestsPanel(portal) {
  if (!portal.settings.services.api || !portal.settings.requests) return null;
  const {input, element} = follow(portal);
  return {
    id: 'demander', title: 'Demander', heading: 'Demander d\'autres dalles', icon: 'ask',
    element: h('div', {}, h('p', {}, 'Ce que ce site ne montre pas peut être demandé ; une personne répond à chaque demande.'), ask(portal, input), element),
  };
}
