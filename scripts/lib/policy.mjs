/**
 * Where a worker may fetch from besides its own address: the hosts of the downloads in models/catalog.json, and those that Hugging Face keeps its files on.
 * A worker has the policy of its own script's answer, not the page's, so this is for servers; within it, src/hosts/worker/allowedHosts.ts lets nothing through
 * that was not asked for.
 */
export const DOWNLOADS = ['https://huggingface.co', 'https://*.huggingface.co', 'https://*.hf.co'];

/** Whether a policy's list of sources lets an https address through. */
export const isAllowed = (url, sources = DOWNLOADS) =>
  sources.some((s) => {
    const { protocol, host } = new URL(url);
    const wanted = s.replace('https://', '');
    return protocol === 'https:' && (wanted.startsWith('*.') ? host.endsWith(wanted.slice(1)) : host === wanted);
  });

/** Scripts, workers and requests of this address only, and no code made from text but WebAssembly. */
const policy = (connect) => [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  `connect-src ${["'self'", ...connect].join(' ')}`,
  "img-src 'self' blob: data:",
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
];

/** With every file that `npm start` serves, the workers' scripts among them. */
export const SERVED_POLICY = [...policy(DOWNLOADS), "frame-ancestors 'none'"].join('; ');

/** In the built page itself, so that it holds on any static host: the page talks to its own address alone. */
export const PAGE_POLICY = policy([]).join('; ');

/** Vite plugin: puts the page's policy into the built page. The development server needs more than it allows. */
export function pagePolicy() {
  return {
    name: 'radtune-policy',
    apply: 'build',
    transformIndexHtml: () => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: PAGE_POLICY }, injectTo: 'head-prepend' },
    ],
  };
}
