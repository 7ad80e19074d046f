// SPDX-License-Identifier: Apache-2.0
// node mapserver.mjs MAPFILE: MapServer's CGI program as another server that lets portals read it (CORS). Its address
// is the first line of stdout.
import {spawn} from 'node:child_process';
import {createServer} from 'node:http';

const [mapfile] = process.argv.slice(2);
const program = '/usr/lib/cgi-bin/mapserv';

function answerOf(output) {
  const end = output.indexOf('\r\n\r\n');
  const head = output.subarray(0, end).toString();
  return {type: /content-type: *(.*)/i.exec(head)?.[1].trim() ?? 'text/plain', body: output.subarray(end + 4)};
}

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const env = {...process.env, REQUEST_METHOD: 'GET', QUERY_STRING: url.search.slice(1), MS_MAPFILE: mapfile};
  const child = spawn(program, {env});
  const parts = [];
  child.stdout.on('data', (part) => parts.push(part));
  child.on('close', () => {
    const {type, body} = answerOf(Buffer.concat(parts));
    response.writeHead(200, {'Content-Type': type, 'Access-Control-Allow-Origin': '*'});
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/wms`));
