import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { hash } from '../../util/hash.ts';
import { allowedHosts } from './allowedHosts.ts';
import { kerasFile, listedEntry, packWorld } from './fixtures/packWorld.ts';
import type { PackWorld } from './packCommands.ts';

const file = kerasFile(3);
const HALF = 100_000;
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Host {
  url: string;
  host: string;
  asked: (string | undefined)[];
  answer: (request: IncomingMessage, response: ServerResponse) => void;
}

/** Serves ranges, with its length. */
const properly = (request: IncomingMessage, response: ServerResponse, bytes: Uint8Array = file) => {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  response.writeHead(from > 0 ? 206 : 200, {
    'content-length': bytes.length - from,
    ...(from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}),
  });
  response.end(bytes.subarray(from));
};

/** Tells the whole length and ends the connection after half. */
const dying = (_request: IncomingMessage, response: ServerResponse) => {
  response.writeHead(200, { 'content-length': file.length });
  response.write(file.subarray(0, HALF), () => setTimeout(() => response.destroy(), 50));
};

async function hostOf(answer: Host['answer']): Promise<Host> {
  const host: Host = { url: '', host: '', asked: [], answer };
  const server = createServer((request, response) => {
    host.asked.push(request.headers.range);
    host.answer(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  host.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  host.url = `http://${host.host}/models/small_imagenet.h5`;
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  });
  return host;
}

const worldOf = (host: Host, more: Parameters<typeof listedEntry>[0] = {}, world: Partial<PackWorld> = {}) => {
  const entry = listedEntry({ source: { kind: 'download', url: host.url }, hash: hash(file), bytes: file.length, ...more });
  return { entry, ...packWorld([entry], undefined, world) };
};

test('one click: fetched, checked by its hash, imported as the listed pack, with progress; nothing of the download stays', async () => {
  const host = await hostOf(properly);
  const { entry, commands, hosts, told, progress, blobs } = worldOf(host);
  expect(hosts.list()).toEqual([]);
  const { pack, notices } = await commands['pack.download']({ pack: entry.id });
  expect(pack).toMatchObject({
    id: entry.id,
    ready: true,
    family: 'imagenet-keras',
    source: { kind: 'imported', file: 'small_imagenet.h5', fileHash: hash(file), how: 'hash' },
  });
  expect(notices).toEqual([]);
  expect(host.asked).toEqual([undefined]);
  expect(hosts.list()).toEqual([host.host]);
  expect(told).toEqual([[host.host]]);
  expect(progress.filter((p) => p.stage === 'download').at(-1)).toMatchObject({ name: entry.name, done: file.length, of: file.length });
  expect((await blobs.list('')).filter((p) => !p.startsWith('packs/'))).toEqual([]);
  await expect(commands['pack.download']({ pack: entry.id })).rejects.toMatchObject({ code: 'pack-exists' });
});

test.each(['as it says by Content-Range', 'where the page may not see Content-Range'])(
  'broken off in the middle, it goes on from there: %s',
  async (seen) => {
    const host = await hostOf(dying);
    const { entry, commands, library } = worldOf(host);
    await expect(commands['pack.download']({ pack: entry.id })).rejects.toMatchObject({
      code: expect.stringMatching(/^download-(failed|incomplete)$/),
      message: expect.stringContaining('0.1 MB are kept'),
    });
    expect(await library.catalog()).toMatchObject([{ ready: false, source: { kind: 'download', host: host.host, part: HALF } }]);
    host.answer = (request, response) => {
      if (seen.startsWith('where'))
        response.writeHead = ((write) => (status: number, headers: Record<string, unknown>) => {
          delete headers['content-range'];
          return write.call(response, status, headers as never);
        })(response.writeHead) as typeof response.writeHead;
      properly(request, response);
    };
    const { pack, notices } = await commands['pack.download']({ pack: entry.id });
    expect(host.asked).toEqual([undefined, `bytes=${HALF}-`]);
    expect(pack).toMatchObject({ id: entry.id, source: { fileHash: hash(file) } });
    expect(notices).toEqual([]);
  },
);

test('a server that ignores the range begins again, and it is said', async () => {
  const host = await hostOf(dying);
  const { entry, commands } = worldOf(host);
  await expect(commands['pack.download']({ pack: entry.id })).rejects.toThrow();
  host.answer = (request, response) => {
    delete request.headers.range;
    properly(request, response);
  };
  const { notices } = await commands['pack.download']({ pack: entry.id });
  expect(notices).toMatchObject([{ code: 'download-restarted', saw: `${HALF} bytes` }]);
});

test('a server that refuses the range (416) is asked for all of it', async () => {
  const host = await hostOf(dying);
  const { entry, commands } = worldOf(host);
  await expect(commands['pack.download']({ pack: entry.id })).rejects.toThrow();
  host.answer = (request, response) => {
    if (request.headers.range) response.writeHead(416).end();
    else properly(request, response);
  };
  expect(await commands['pack.download']({ pack: entry.id })).toMatchObject({
    pack: { ready: true },
    notices: [{ code: 'download-restarted' }],
  });
});

test('a file that has become longer since is fetched anew, and refused by its hash', async () => {
  const host = await hostOf(dying);
  const { entry, commands } = worldOf(host);
  await expect(commands['pack.download']({ pack: entry.id })).rejects.toThrow();
  host.answer = (request, response) => properly(request, response, new Uint8Array([...file, 1, 2, 3]));
  await expect(commands['pack.download']({ pack: entry.id })).rejects.toMatchObject({
    code: expect.stringMatching(/download-refused|hash-mismatch/),
  });
});

test.each([
  ['of another hash', { hash: 'ab'.repeat(32) }, /SHA-256 is .* expected abab/],
  ['of another length, where no hash is known', { hash: null, bytes: file.length + 1 }, /bytes, expected/],
])('a file %s is refused, and nothing is kept', async (_what, more, words) => {
  const host = await hostOf((request, response) => properly(request, response));
  const { entry, commands, blobs } = worldOf(host, more);
  await expect(commands['pack.download']({ pack: entry.id })).rejects.toMatchObject({
    code: 'hash-mismatch',
    message: expect.stringMatching(words),
  });
  expect(await blobs.list('')).toEqual([]);
});

test('where no hash is known, the one that came is shown', async () => {
  const host = await hostOf(properly);
  const { entry, commands } = worldOf(host, { hash: null, bytes: null });
  expect(await commands['pack.download']({ pack: entry.id })).toMatchObject({ pack: { source: { fileHash: hash(file) } } });
});

test('another network than the listed one is refused, and the download is not kept', async () => {
  const host = await hostOf(properly);
  const { entry, commands, blobs } = worldOf(host, { architecture: 'resnet50' });
  await expect(commands['pack.download']({ pack: entry.id })).rejects.toMatchObject({ code: 'other-network' });
  expect(await blobs.list('')).toEqual([]);
});

test('Cancel keeps what has come, and so does a reload; discard forgets it', async () => {
  let stop = false;
  const host = await hostOf((_request, response) => {
    response.writeHead(200, { 'content-length': file.length });
    response.write(file.subarray(0, HALF), () => {
      stop = true;
    });
  });
  const { entry, commands, blobs } = worldOf(host, {}, { cancelled: () => stop });
  await expect(commands['pack.download']({ pack: entry.id })).rejects.toMatchObject({ code: 'cancelled' });
  const after = packWorld([entry], blobs);
  expect((await after.library.catalog())[0]!.source).toMatchObject({ part: HALF });
  expect(after.hosts.list()).toEqual([]);
  const { catalog } = await after.commands['pack.discard']({ pack: entry.id });
  expect(catalog[0]!.source).toMatchObject({ part: 0 });
  expect(await blobs.list('')).toEqual([]);
});

test.each([404, 403, 500])('status %i is told, with how to do it by hand', async (status) => {
  const host = await hostOf((_request, response) => response.writeHead(status).end());
  const { entry, commands } = worldOf(host);
  await expect(commands['pack.download']({ pack: entry.id })).rejects.toMatchObject({
    code: 'download-refused',
    message: expect.stringMatching(new RegExp(`${status}.*download http.* yourself and drop the file`)),
  });
});

test('a host that the browser may not read (CORS), or that is down, is told with how to do it by hand', async () => {
  const host = await hostOf(properly);
  const refusing = allowedHosts(
    () => {},
    async () => {
      throw new TypeError('Failed to fetch');
    },
  );
  const { entry, commands } = worldOf(host, {}, { hosts: refusing });
  await expect(commands['pack.download']({ pack: entry.id })).rejects.toMatchObject({
    code: 'download-failed',
    message: expect.stringMatching(/does not let other pages read.*Failed to fetch.*drop small_imagenet\.h5 here/),
  });
});

test('only hosts on the list are talked to; where a redirect led is on it afterwards', async () => {
  const store = await hostOf(properly);
  const host = await hostOf((_request, response) => response.writeHead(302, { location: store.url }).end());
  const hosts = allowedHosts(() => {});
  const init = { signal: new AbortController().signal };
  await expect(hosts.fetch(host.url, init)).rejects.toMatchObject({ code: 'host-not-allowed', where: host.host });
  expect(host.asked).toEqual([]);
  const { entry, commands, told } = worldOf(host);
  expect(await commands['pack.download']({ pack: entry.id })).toMatchObject({ pack: { ready: true } });
  expect(told.at(-1)).toEqual([host.host, store.host]);
});

test('what is fetched by hand and what is not listed cannot be downloaded', async () => {
  const entry = listedEntry();
  const { commands } = packWorld([entry]);
  await expect(commands['pack.download']({ pack: entry.id })).rejects.toMatchObject({ code: 'no-download' });
  await expect(commands['pack.download']({ pack: 'x' as typeof entry.id })).rejects.toMatchObject({ code: 'unknown-pack' });
});

test('the worker fetches from its own address (packs, decoders), and by the one function with the list', () => {
  const room = dirname(fileURLToPath(import.meta.url));
  const fetching = readdirSync(room).filter(
    (name) =>
      name.endsWith('.ts') &&
      !name.endsWith('.test.ts') &&
      /(?<![.\w'])fetch\(|XMLHttpRequest|WebSocket|sendBeacon|EventSource/.test(readFileSync(`${room}/${name}`, 'utf8')),
  );
  expect(fetching).toEqual(['allowedHosts.ts', 'decoders.ts', 'packs.ts']);
});
