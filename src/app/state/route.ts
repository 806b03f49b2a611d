import { useSyncExternalStore } from 'react';

export const ROOMS = ['images', 'backbones', 'experiment', 'results', 'report'] as const;
export type Room = (typeof ROOMS)[number];
export type Route = 'start' | Room | 'about';

/** The room named by the address. The address never holds data. */
export function route(): Route {
  const name = location.hash.replace(/^#\/?/, '');
  return name === 'about' || (ROOMS as readonly string[]).includes(name) ? (name as Route) : 'start';
}

export const href = (to: Route): string => (to === 'start' ? '#/' : `#/${to}`);

export function go(to: Route): void {
  if (route() !== to) location.hash = href(to);
}

const subscribe = (changed: () => void) => {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
};

export const useRoute = (): Route => useSyncExternalStore(subscribe, route);
