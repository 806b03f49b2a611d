/** Counts the requests that this worker makes to other hosts, and tells after each. It should never have anything to tell. */
export function watchRequests(tell: (foreign: number) => void): void {
  let foreign = 0;
  new PerformanceObserver((list) => {
    const before = foreign;
    for (const entry of list.getEntries()) {
      const { protocol, origin } = new URL(entry.name, self.location.href);
      if (protocol.startsWith('http') && origin !== self.location.origin) foreign++;
    }
    if (foreign !== before) tell(foreign);
  }).observe({ type: 'resource', buffered: true });
}
