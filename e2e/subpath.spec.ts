import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import sirv from 'sirv';
import { expect, test } from './pages.ts';

test('a static host serves the folder from a sub-path, without our headers', async ({ studio }) => {
  const files = sirv(process.env.RADTUNE_FOLDER!, { dev: true });
  const server = createServer((request, response) => {
    const none = () => {
      response.statusCode = 404;
      response.end();
    };
    if (!request.url?.startsWith('/teaching/radtune/')) return none();
    request.url = request.url.slice('/teaching/radtune'.length);
    files(request, response, none);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    await studio.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/teaching/radtune/`);
    await studio.sampleSettings({ Patients: 20, 'Images per patient': 1 });
    await studio.sample('Thyroid nodule');
    await studio.trainToResults();
    await studio.go('Report');
    await expect(studio.heading('Report').first()).toBeVisible();
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
