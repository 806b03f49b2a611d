import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { hdf5Of } from '../../formats/weights/fixtures/hdf5.ts';
import { filledFile, kerasLegacy } from '../../formats/weights/fixtures/networks.ts';
import { command } from './inspect.ts';

const NETWORK = 'mobilenet_v2-0.1';
let folder = '';
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'radtune-'))));
afterAll(() => rm(folder, { recursive: true }));

async function told(name: string, bytes: Uint8Array) {
  const file = join(folder, name);
  await writeFile(file, bytes);
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    await command([file]);
    return JSON.parse(String(out.mock.calls[0]![0]));
  } finally {
    out.mockRestore();
  }
}

test('inspect says which training a file is of, how that is known, and its hash', async () => {
  const bytes = hdf5Of(kerasLegacy(NETWORK, 'keras', filledFile(NETWORK, 'keras', 1).arrays, {}));
  const hash = createHash('sha256').update(bytes).digest('hex');
  expect((await told('RadImageNet-small.h5', bytes)).training).toEqual({
    ...{ family: 'radimagenet-keras', knownBy: 'file name', pretrainedOn: 'RadImageNet, the Keras training', hash },
  });
  expect((await told('mine.h5', bytes)).training).toMatchObject({ family: 'unknown', knownBy: 'not known' });
});
