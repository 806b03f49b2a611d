import { deflateSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { crc32 } from '../crc32.ts';
import { type EntryKnobs, memory, zipOf } from '../fixtures/zip.ts';
import { openZip } from './zip.ts';

const text = (s: string) => new TextEncoder().encode(s);
const open = (bytes: Uint8Array) => openZip(memory('a.zip', bytes), 'a.zip');
const list = async (entries: EntryKnobs[], end?: Parameters<typeof zipOf>[1]) => open(zipOf(entries, end));
const paths = async (entries: EntryKnobs[], end?: Parameters<typeof zipOf>[1]) => (await list(entries, end)).entries.map((e) => e.path);
const one = { name: 'cat/1.png', data: text('one') };
const two = { name: 'dog/2.png', data: text('two, a little longer, a little longer') };

describe('ordinary archives', () => {
  test('what fflate writes is read back, by deflate and stored', async () => {
    for (const level of [0, 6] as const) {
      const { entries } = await open(zipSync({ 'a/x.bin': [text('x'.repeat(5000)), { level }], 'b.txt': [text('b'), { level }] }));
      expect(await Promise.all(entries.map(async (e) => [e.path, new TextDecoder().decode(await e.read())]))).toEqual([
        ['a/x.bin', 'x'.repeat(5000)],
        ['b.txt', 'b'],
      ]);
    }
  });

  test('directories are no files; sizes after the data, zip64 records, comments and bytes in front are understood', async () => {
    const read = async (entries: EntryKnobs[], end?: Parameters<typeof zipOf>[1]) =>
      Promise.all((await list(entries, end)).entries.map(async (e) => [e.path, new TextDecoder().decode(await e.read())]));
    const want = [
      ['cat/1.png', 'one'],
      ['dog/2.png', 'two, a little longer, a little longer'],
    ];
    expect(await read([{ name: 'cat/' }, one, two])).toEqual(want);
    expect(
      await read([
        { ...one, descriptor: true },
        { ...two, descriptor: true, method: 0 },
      ]),
    ).toEqual(want);
    expect(
      await read(
        [
          { ...one, zip64: true },
          { ...two, zip64: true },
        ],
        { zip64: true },
      ),
    ).toEqual(want);
    expect(await read([one, two], { comment: 'with a fake PK\x05\x06 inside' })).toEqual(want);
    expect(await read([one, two], { prefix: '#!/bin/sh stub\n' })).toEqual(want);
    expect(await read([one, two], { prefix: 'stub', zip64: true, comment: 'x' })).toEqual(want);
  });

  test('names: UTF-8 flag, UTF-8 without it, code page 437, Unicode path field only where its checksum fits', async () => {
    const raw = [...text('R?ntgen.png')];
    const field = (crc: number) => {
      const name = text('Röntgen.png');
      const body = [1, ...[0, 8, 16, 24].map((k) => (crc >>> k) & 255), ...name];
      return [0x75, 0x70, body.length, 0, ...body];
    };
    expect(await paths([{ name: 'a/Größe-β-写真.png', flags: 0x800 }])).toEqual(['a/Größe-β-写真.png']);
    expect(await paths([{ name: 'a/Größe.png' }])).toEqual(['a/Größe.png']);
    expect(await paths([{ name: [...text('a/Gr'), 0x94, 0xe1, ...text('e.png')] }])).toEqual(['a/Größe.png']);
    expect(await paths([{ name: raw, extra: field(crc32(Uint8Array.from(raw))) }])).toEqual(['Röntgen.png']);
    expect(await paths([{ name: raw, extra: field(1) }])).toEqual(['R?ntgen.png']);
    expect(await paths([{ name: 'a/100%#?&+ 1.png' }, { name: 'a/e\u0301.png', flags: 0x800 }])).toEqual([
      'a/100%#?&+ 1.png',
      'a/e\u0301.png',
    ]);
    expect(await paths([{ name: 'cat\\1.png' }, { name: './dog//2.png' }])).toEqual(['cat/1.png', 'dog/2.png']);
  });
});

describe('refused as a whole, before anything is inflated', () => {
  test('too many entries, without reading the directory', async () => {
    const source = memory('a.zip', zipOf([one], { count: 30_000 }));
    await expect(openZip(source, 'a.zip')).rejects.toMatchObject({ code: 'too-many-entries', message: expect.stringContaining('30000') });
  });

  test('overlapping entries', async () => {
    await expect(list([one, { ...two, offset: 0 }])).rejects.toMatchObject({ code: 'archive-bomb' });
    await expect(list([one, { ...two, offset: 10 }])).rejects.toMatchObject({ code: 'archive-bomb' });
  });

  test('a declared total far beyond the size', async () => {
    await expect(list([{ ...one, size: 3e9 }])).rejects.toMatchObject({
      code: 'archive-bomb',
      message: expect.stringContaining('3000 MB'),
    });
  });

  test('a zip cut anywhere', async () => {
    const whole = zipOf([one, two]);
    for (let n = 4; n < whole.length; n += 3) await expect(open(whole.subarray(0, n))).rejects.toMatchObject({ code: 'truncated' });
  });

  test('what is no zip, whatever its name', async () => {
    await expect(open(Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0))).rejects.toMatchObject({ code: 'not-a-zip' });
    await expect(open(new Uint8Array(0))).rejects.toMatchObject({ code: 'not-a-zip' });
  });

  test('a directory that does not hold what the end record says', async () => {
    await expect(list([one], { count: 3 })).rejects.toMatchObject({ code: 'corrupt' });
    await expect(list([{ ...one, offset: 1e6 }])).rejects.toMatchObject({ code: 'corrupt' });
  });
});

describe('refused entry by entry', () => {
  test.each([
    [{ ...two, flags: 1 }, 'encrypted'],
    [{ ...two, method: 99 }, 'encrypted'],
    [{ ...two, method: 12 }, 'unsupported-compression'],
    [{ ...two, method: 14 }, 'unsupported-compression'],
    [{ ...two, mode: 0o120777 }, 'not-an-image'],
    [{ ...two, name: '../../evil.png' }, 'unsafe-path'],
    [{ ...two, name: '/abs.png' }, 'unsafe-path'],
    [{ ...two, name: 'C:\\win.png' }, 'unsafe-path'],
    [{ ...two, name: 'a/../../b.png' }, 'unsafe-path'],
    [{ ...two, name: '..\\..\\back.png' }, 'unsafe-path'],
    [{ ...two, name: 'a\0b.png' }, 'unsafe-path'],
  ] as [EntryKnobs, string][])('%j', async (entry, reason) => {
    const { entries, refused } = await list([one, entry]);
    expect(entries.map((e) => e.path)).toEqual(['cat/1.png']);
    expect(refused).toEqual([expect.objectContaining({ reason })]);
    expect(JSON.stringify(refused)).not.toMatch(/\.\.|[a-z]:\\/i);
  });

  test('a wrong checksum, a size that lies in either direction, garbage', async () => {
    const bad: EntryKnobs[] = [
      { ...two, crc: 1 },
      { ...two, packed: deflateSync(new Uint8Array(8 << 20)), size: 100 },
      { ...two, packed: deflateSync(new Uint8Array(8 << 20)), size: 0, crc: 0 },
      { ...two, size: 1000 },
      { ...two, packed: Uint8Array.of(255, 255, 255, 255) },
      { ...two, method: 0, size: 3 },
    ];
    for (const entry of bad) {
      const { entries } = await list([one, entry]);
      await expect(entries[0]!.read()).resolves.toEqual(one.data);
      await expect(entries[1]!.read()).rejects.toMatchObject({ code: 'corrupt', message: expect.stringContaining('dog/2.png') });
    }
  });
});

test('a name that comes twice is said; the last is taken. Names that differ in case are both taken and said', async () => {
  const { entries, notices } = await list([
    one,
    { ...one, data: text('newer') },
    { name: 'cat/A.png', data: text('A') },
    { name: 'cat/a.png', data: text('a') },
  ]);
  expect(entries.map((e) => e.path)).toEqual(['cat/1.png', 'cat/A.png', 'cat/a.png']);
  expect(await entries[0]!.read()).toEqual(text('newer'));
  expect(notices.map((n) => [n.code, n.files])).toEqual([
    ['duplicate-name', ['cat/1.png']],
    ['duplicate-name', ['cat/A.png', 'cat/a.png']],
  ]);
});
