import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** One value of DER: its tag, its length, its bytes. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const n = body.length;
  const length = n < 128 ? [n] : n < 256 ? [0x81, n] : [0x82, n >> 8, n & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

/** A certificate that signs itself, for a key made now (X.509 version 1, ECDSA with SHA-256 on P-256): Node can sign, but makes no certificates. */
function certificate(): { key: string; cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const [sequence, set] = [0x30, 0x31];
  const algorithm = der(sequence, der(6, Buffer.from([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02])));
  const name = der(sequence, der(set, der(sequence, der(6, Buffer.from([0x55, 0x04, 0x03])), der(12, Buffer.from('a host of a test')))));
  const validity = der(sequence, der(23, Buffer.from('240101000000Z')), der(23, Buffer.from('491231235959Z')));
  const serial = der(2, Buffer.from([1]));
  const body = der(sequence, serial, algorithm, name, validity, name, publicKey.export({ type: 'spki', format: 'der' }));
  const signature = der(3, Buffer.from([0]), sign('sha256', body, privateKey));
  const base64 = der(sequence, body, algorithm, signature).toString('base64');
  const lines = base64.match(/.{1,64}/g)!.join('\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}

/** What was asked of the host. */
export interface Asked {
  host: string;
  path: string;
  /** First byte that was wanted. */
  from: number;
}

export interface FileHost {
  port: number;
  asked: readonly Asked[];
  /** Bytes handed out so far in the answer that is under way, or that was last. */
  sent(): number;
  /** Ends each answer after so many bytes by closing the connection; null: not. */
  cutAfter(bytes: number | null): void;
  close(): Promise<void>;
}

/**
 * A host of weight files over TLS on this computer, as Hugging Face is one: what is asked of `front` is sent on to `behind`, which answers with CORS and ranges,
 * slowly enough that one can stop it. The names lead here by a switch of the browser.
 */
export async function fileHost(files: ReadonlyMap<string, Uint8Array>, front: string, behind: string): Promise<FileHost> {
  const asked: Asked[] = [];
  let sent = 0;
  let cut: number | null = null;
  const server = createServer(certificate(), (request, response) => {
    const host = request.headers.host!.replace(/:\d+$/, '');
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    asked.push({ host, path: request.url!, from });
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-expose-headers', 'Content-Range');
    const file = files.get(request.url!);
    if (!file) return void response.writeHead(404).end();
    if (host === front) return void response.writeHead(302, { location: `https://${behind}${request.url}` }).end();
    const rest = file.subarray(from);
    const range = from > 0 ? { 'content-range': `bytes ${from}-${file.length - 1}/${file.length}` } : {};
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': rest.length, 'accept-ranges': 'bytes', ...range });
    sent = 0;
    const next = () => {
      if (response.destroyed) return;
      if (cut !== null && sent >= cut) return void response.destroy();
      const piece = rest.subarray(sent, sent + 32_768);
      sent += piece.length;
      response.write(piece);
      if (sent >= rest.length) response.end();
      else setTimeout(next, 25);
    };
    next();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    sent: () => sent,
    cutAfter: (bytes) => {
      cut = bytes;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
