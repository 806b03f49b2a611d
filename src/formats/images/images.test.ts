import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../domain/notice.ts';
import { rng } from '../../util/rng.ts';
import { startJpeg } from '../fixtures/start.ts';
import { decodeImage, openImage, toFrame } from './index.ts';
import { pixelReport } from './pixelReport.ts';
import { writePng } from './pngWrite.ts';

interface Case {
  name: string;
  bytes: string;
  width: number;
  height: number;
  channels: number;
  sampleSha256: string;
  mean: number;
}
const cases = JSON.parse(readFileSync(new URL('../fixtures/images.json', import.meta.url), 'utf8')) as Case[];
const bytesOf = (name: string) => Uint8Array.from(Buffer.from(cases.find((c) => c.name === name)!.bytes, 'base64'));
const report = (bytes: Uint8Array, name = 'x') => pixelReport(name, bytes) as Extract<ReturnType<typeof pixelReport>, { ok: true }>;
const refusal = (bytes: Uint8Array, name = 'x') => {
  try {
    decodeImage(bytes, name);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('was not refused');
};

beforeAll(startJpeg);

describe('samples equal those written (PNG) and Pillow’s (JPEG)', () => {
  test.each(cases.map((c) => [c.name, c] as const))('%s', (_, c) => {
    const said = report(Uint8Array.from(Buffer.from(c.bytes, 'base64')));
    expect(said).toMatchObject({ ok: true, width: c.width, height: c.height, channels: c.channels, sampleSha256: c.sampleSha256 });
    expect(said.mean).toBeCloseTo(c.mean, 9);
  });
});

describe('what a frame keeps', () => {
  test('alpha is dropped and said, the samples under it stay', () => {
    const name = 'png colour 4 depth 8 13x11';
    const whole = decodeImage(bytesOf(name), name);
    const { frame, notices } = toFrame(whole, name);
    expect(frame.channels).toBe(1);
    expect([...frame.data]).toEqual([...whole.data].filter((_, i) => i % 2 === 0));
    expect(notices.map((n) => n.code)).toContain('alpha-dropped');
  });

  test('16 bits are kept, and the bits that carry meaning found', () => {
    const frame = (max: number) => openImage(writePng({ width: 2, height: 1, channels: 1, data: Uint16Array.of(0, max) }), 'x.png');
    expect([255, 256, 4095, 4096, 16383, 16384, 65535].map((m) => frame(m).bits)).toEqual([8, 12, 12, 14, 14, 16, 16]);
    expect([...frame(4095).data]).toEqual([0, 4095]);
  });

  test('a PNG that was written is read back, grey and colour, 8 and 16 bits', () => {
    for (const channels of [1, 3] as const) {
      for (const Kind of [Uint8Array, Uint16Array]) {
        const data = new Kind(7 * 5 * channels).map((_: number, i: number) => (i * 7919) % (Kind === Uint8Array ? 256 : 65536));
        const back = openImage(writePng({ width: 7, height: 5, channels, data }), 'x.png');
        expect([back.width, back.height, back.channels, [...back.data]]).toEqual([7, 5, channels, [...data]]);
      }
    }
  });

  test('content goes before the name, and that is said', () => {
    expect(report(bytesOf('jpeg grey'), 'x.png').notices.map((n) => n.code)).toContain('name-differs');
    expect(report(bytesOf('jpeg grey'), 'x.JPG').notices.map((n) => n.code)).not.toContain('name-differs');
  });

  test('pictures that can hardly be meant are pointed out', () => {
    const codes = (width: number, height: number, step: number) =>
      report(writePng({ width, height, channels: 1, data: new Uint8Array(width * height).map((_, i) => i * step) })).notices.map(
        (n) => n.code,
      );
    expect(codes(1, 1, 0)).toEqual(expect.arrayContaining(['too-small', 'constant-image']));
    expect(codes(900, 20, 1)).toEqual(['extreme-aspect']);
    expect(codes(64, 64, 0)).toEqual(['constant-image']);
    expect(codes(64, 48, 1)).toEqual([]);
  });
});

describe('refused with the reason', () => {
  const png = () => writePng({ width: 40, height: 30, channels: 1, data: new Uint8Array(1200).map((_, i) => (i * 2654435761) >>> 24) });

  test('a PNG cut anywhere is truncated; not one cut gives a picture', () => {
    const whole = png();
    for (let n = 8; n < whole.length; n += 7) expect(refusal(whole.subarray(0, n)).code).toBe('truncated');
  });

  test('a JPEG cut anywhere after its first bytes is truncated', () => {
    for (const name of ['jpeg 4:2:0', 'jpeg progressive', 'jpeg grey', 'jpeg restart intervals']) {
      const whole = bytesOf(name);
      for (let n = 3; n < whole.length; n += 11) expect(refusal(whole.subarray(0, n)).code).toBe('truncated');
    }
  });

  test('a JPEG whose data end early, though an end marker follows, is truncated', () => {
    const whole = bytesOf('jpeg 4:4:4');
    const cut = Uint8Array.of(...whole.subarray(0, whole.length - 300), 0xff, 0xd9);
    expect(refusal(cut).code).toBe('truncated');
  });

  test('every flipped byte of a PNG is noticed', () => {
    const whole = png();
    for (let at = 8; at < whole.length; at += 5) {
      const bad = whole.slice();
      bad[at]! ^= 0x10;
      expect(['corrupt', 'truncated', 'too-large']).toContain(refusal(bad).code);
    }
  });

  test('the size in the header is checked before anything is allocated', () => {
    const huge = png();
    new DataView(huge.buffer).setUint32(16, 20000);
    new DataView(huge.buffer).setUint32(20, 20000);
    expect(refusal(huge, 'a.png')).toMatchObject({ code: 'too-large', message: expect.stringContaining('20000 x 20000') });
    const jpeg = bytesOf('jpeg grey');
    const sof = jpeg.findIndex((b, i) => b === 0xff && jpeg[i + 1] === 0xc0);
    jpeg.set([0xff, 0xdc, 0xff, 0xdc], sof + 5);
    expect(refusal(jpeg).code).toBe('too-large');
  });

  test('JPEGs of other kinds, by name', () => {
    const patched = (change: (b: Uint8Array, sof: number) => void) => {
      const b = bytesOf('jpeg 4:4:4');
      change(
        b,
        b.findIndex((v, i) => v === 0xff && b[i + 1] === 0xc0),
      );
      return refusal(b).code;
    };
    expect(patched((b, s) => (b[s + 4] = 12))).toBe('unsupported-bit-depth');
    expect(patched((b, s) => (b[s + 1] = 0xc9))).toBe('unsupported-codec');
    expect(patched((b, s) => (b[s + 1] = 0xc3))).toBe('unsupported-codec');
    expect(patched((b, s) => (b[s + 9] = 4))).toBe('colour-space');
    expect(patched((b, s) => b.set([0, 0], s + 5))).toBe('unsupported-codec');
  });

  test('the decoder works on after many damaged files', () => {
    const whole = bytesOf('jpeg 4:4:4');
    const bad = whole.slice();
    const dht = bad.findIndex((b, i) => b === 0xff && bad[i + 1] === 0xc4);
    bad.fill(0xee, dht + 5, dht + 20);
    for (let i = 0; i < 100; i++) expect(refusal(bad).code).toBe('corrupt');
    expect(report(whole).sampleSha256).toBe(cases.find((c) => c.name === 'jpeg 4:4:4')!.sampleSha256);
  });

  test('a file with wrong bytes anywhere gives a picture or a refusal, nothing else', () => {
    const random = rng(1, 'damage');
    for (const c of cases) {
      for (let k = 0; k < 4; k++) {
        const bytes = bytesOf(c.name);
        for (let j = 0; j <= random.int(3); j++) bytes[random.int(bytes.length)] = random.int(256);
        const answer = pixelReport(c.name, bytes);
        if (answer.ok) expect(answer.width * answer.height).toBeGreaterThan(0);
        else expect(answer.message).toContain(c.name);
      }
    }
  });

  test.each([
    ['', 'empty-file', 'empty'],
    ['This is not an image.\n', 'not-an-image', 'text'],
    ['\xef\xbb\xbf<!DOCTYPE html><html>404', 'not-an-image', 'web page'],
    ['<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', 'not-an-image', 'SVG'],
    ['GIF89a\x01\0\x01\0', 'unsupported-format', 'GIF'],
    ['II*\0\x08\0\0\0', 'unsupported-format', 'TIFF'],
    ['MM\0*\0\0\0\x08', 'unsupported-format', 'TIFF'],
    ['RIFF\x10\0\0\0WEBPVP8L', 'unsupported-format', 'WebP'],
    [`BM\x10\0\0\0\0\0\0\0\x36${'\0'.repeat(40)}`, 'unsupported-format', 'BMP'],
    [`${'\0'.repeat(128)}DICM\x02\0`, 'unsupported-format', 'DICOM'],
    ['PK\x03\x04\x14\0', 'nested-archive', 'zip'],
    ['%PDF-1.7', 'not-an-image', 'PDF'],
    [`${'\0'.repeat(64)}\xff\xd8\xff\xe0`, 'not-an-image', 'not an image'],
  ])('%j is %s', (content, code, word) => {
    const error = refusal(
      Uint8Array.from(content, (c) => c.charCodeAt(0)),
      'scan.png',
    );
    expect(error.code).toBe(code);
    expect(error.message).toContain(word);
    expect(error.message).toContain('scan.png');
  });

  test('bytes after the picture do no harm', () => {
    const whole = bytesOf('jpeg 4:4:4');
    const more = Uint8Array.of(...whole, ...new TextEncoder().encode('GARBAGE'.repeat(50)));
    expect(report(more).sampleSha256).toBe(report(whole).sampleSha256);
  });

  test('what EXIF and comments say of people is in no answer', () => {
    const whole = bytesOf('jpeg 4:4:4');
    const comment = new TextEncoder().encode('PatientName=DOE^JANE');
    const marked = Uint8Array.of(0xff, 0xd8, 0xff, 0xfe, 0, comment.length + 2, ...comment, ...whole.subarray(2));
    expect(JSON.stringify(report(marked))).not.toContain('DOE');
  });
});
