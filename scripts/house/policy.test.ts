import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseCatalog } from '../../src/domain/catalog.ts';
import { DOWNLOADS, isAllowed, PAGE_POLICY, SERVED_POLICY } from '../lib/policy.mjs';
import { ROOT } from './files.ts';

const connect = (policy: string) => policy.split('; ').find((p) => p.startsWith('connect-src '));

test('what is served lets a worker fetch every listed download, and no other host', () => {
  const { entries } = parseCatalog(JSON.parse(readFileSync(join(ROOT, 'models/catalog.json'), 'utf8')));
  const urls = entries.flatMap((e) => (e.source.kind === 'download' ? [e.source.url] : []));
  expect(urls.length).toBeGreaterThan(0);
  expect(urls.filter((url) => !isAllowed(url))).toEqual([]);
  // Where Hugging Face was seen to send downloads on to.
  expect(isAllowed('https://cdn-lfs-us-1.hf.co/x')).toBe(true);
  expect(isAllowed('https://cas-bridge.xethub.hf.co/x')).toBe(true);
  for (const url of ['https://example.org/', 'https://huggingface.co.example.org/', 'https://evilhf.co/', 'http://huggingface.co/'])
    expect(isAllowed(url)).toBe(false);
  expect(connect(SERVED_POLICY)).toBe(`connect-src 'self' ${DOWNLOADS.join(' ')}`);
});

test('the page itself talks to its own address alone', () => {
  expect(connect(PAGE_POLICY)).toBe("connect-src 'self'");
  for (const policy of [PAGE_POLICY, SERVED_POLICY]) expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
});
