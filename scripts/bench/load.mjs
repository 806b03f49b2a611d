import { cpus } from 'node:os';

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

function times() {
  const all = cpus().map((c) => c.times);
  const idle = all.reduce((sum, t) => sum + t.idle, 0);
  return { idle, all: all.reduce((sum, t) => sum + t.user + t.nice + t.sys + t.irq + t.idle, 0) };
}

/** The share of the processor, 0 to 1, that is in use while this program waits: other programs. */
export async function othersBusy(ms = 300) {
  const before = times();
  await wait(ms);
  const after = times();
  return 1 - (after.idle - before.idle) / Math.max(1, after.all - before.all);
}

/** Waits until others use less than a twentieth of the processor, at most so many seconds; answers what they used at the end. */
export async function quietMoment(seconds) {
  let busy = await othersBusy();
  for (const until = Date.now() + 1000 * seconds; busy > 0.05 && Date.now() < until; ) busy = await othersBusy();
  return busy;
}

export function median(values) {
  const sorted = values.filter((v) => v !== null).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
