// SPDX-License-Identifier: Apache-2.0
// The API of the site, as /api/openapi.json describes it.
import {addressOf} from './settings.js';

async function faultOf(answer) {
  const text = await answer.text();
  try {
    const {detail, description, title, message} = JSON.parse(text);
    return detail ?? description ?? message ?? title ?? text;
  } catch {
    return text.slice(0, 300);
  }
}

/** What the API answers at `path`: POST where there is a `body`. Fails with a sentence for the reader. */
export async function askService(settings, path, {body, token} = {}) {
  const headers = {...(body && {'Content-Type': 'application/json'}), ...(token && {Authorization: `Bearer ${token}`})};
  const answer = await fetch(addressOf(`${settings.services.api}${path}`), {method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body)}).catch(() => {
    throw new Error('Le service ne répond pas : réessayez plus tard.');
  });
  if (!answer.ok) throw new Error(`Le service répond ${answer.status} : ${await faultOf(answer)}`);
  return answer;
}
