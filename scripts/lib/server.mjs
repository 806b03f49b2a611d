import { createServer } from 'node:http';
import sirv from 'sirv';
import { SERVED_POLICY } from './policy.mjs';

const HEADERS = {
  'content-security-policy': SERVED_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  // A rebuild is seen by the next load; what has not changed answers 304.
  'cache-control': 'no-cache',
};

/**
 * Serves a built page on this computer only, each file read anew, so that a rebuild needs no restart. Port 0 takes a free one.
 * Answers the address with its closing '/', and how to end it. Rejects with the system's error (EADDRINUSE, EACCES).
 */
export function serve(folder, port) {
  const files = sirv(folder, { dev: true, etag: true, dotfiles: false });
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.statusCode = 405;
      return response.end();
    }
    files(request, response, () => {
      response.statusCode = 404;
      response.end('There is no such file.');
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      resolve({
        address: `http://127.0.0.1:${server.address().port}/`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}

/** What a server at this address says of itself, if it is one of ours; null otherwise. */
export async function ours(address) {
  try {
    const answer = await fetch(`${address}radtune.json`, { signal: AbortSignal.timeout(3000) });
    const said = await answer.json();
    return said?.name === 'radtune' ? said : null;
  } catch {
    return null;
  }
}
