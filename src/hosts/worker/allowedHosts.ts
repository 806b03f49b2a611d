import { InputError } from '../../domain/notice.ts';

/** The hosts that this page may talk to; none until the user asks for a download. */
export interface AllowedHosts {
  list(): readonly string[];
  allow(host: string): void;
  /** The only way to another origin: refuses hosts that are not on the list (InputError 'host-not-allowed'). No credentials, no referrer; redirects are followed, and where they led is put on the list. */
  fetch(url: string, init: { headers?: Record<string, string>; signal: AbortSignal }): Promise<Response>;
}

export function allowedHosts(changed: (hosts: readonly string[]) => void, get: typeof fetch = (...args) => fetch(...args)): AllowedHosts {
  const hosts: string[] = [];
  const allow = (host: string) => {
    if (hosts.includes(host)) return;
    hosts.push(host);
    changed([...hosts]);
  };
  return {
    list: () => [...hosts],
    allow,
    async fetch(url, init) {
      const { host, protocol } = new URL(url);
      if (!hosts.includes(host))
        throw new InputError('host-not-allowed', `This page may not talk to ${host}: no download from there was asked for.`, host);
      const response = await get(url, {
        ...init,
        credentials: 'omit',
        redirect: 'follow',
        referrerPolicy: 'no-referrer',
        cache: 'no-store',
      });
      const end = new URL(response.url || url);
      if (protocol === 'https:' && end.protocol !== 'https:') {
        await response.body?.cancel();
        throw new InputError('host-not-allowed', `${host} sent the download on to ${end.host} without encryption. It was not read.`, host);
      }
      // Where a listed host keeps its files is its choice; that the page talked to it is shown.
      allow(end.host);
      return response;
    },
  };
}
