/** Work goes on this long before messages (Cancel, a click in the gallery) are let in. */
const EVERY_MS = 40;
let last = 0;

/** Lets waiting messages in, where some time has passed since the last time. */
export function pause(): Promise<void> {
  if (performance.now() - last < EVERY_MS) return Promise.resolve();
  return new Promise((resolve) =>
    setTimeout(() => {
      last = performance.now();
      resolve();
    }, 0),
  );
}
