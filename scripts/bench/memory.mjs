import { readdirSync, readFileSync } from 'node:fs';

const read = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process ended, or it is another user's.
    return '';
  }
};

/** Processes started by this one, directly and through others (the browser with all of its own), by id. */
function below(root) {
  const children = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // "pid (name) state parent …"; the name may hold spaces and brackets.
    const parent = Number(/\) \S+ (\d+)/.exec(read(`/proc/${name}/stat`).slice(0, 300))?.[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [];
  for (const next of [root]) {
    const mine = children.get(next) ?? [];
    found.push(...mine);
    for (const child of mine) found.push(...descend(children, child));
  }
  return found;
}

function descend(children, id) {
  return (children.get(id) ?? []).flatMap((child) => [child, ...descend(children, child)]);
}

/** Bytes that all processes below this one take together: proportional set size, in which shared pages count once. Null where there is no /proc. */
export function memoryBelow(root = process.pid) {
  if (process.platform !== 'linux') return null;
  let total = 0;
  for (const id of below(root)) {
    const pss = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${id}/smaps_rollup`));
    const rss = pss ?? /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${id}/status`));
    total += 1024 * Number(rss?.[1] ?? 0);
  }
  return total;
}

/** Seconds of processor time that all processes below this one have used so far; null where there is no /proc. Clock ticks are hundredths of a second on Linux. */
export function processorSeconds(root = process.pid) {
  if (process.platform !== 'linux') return null;
  let ticks = 0;
  for (const id of below(root)) {
    // After the name's bracket: state is field 3, user and system time are fields 14 and 15.
    const fields = read(`/proc/${id}/stat`)
      .replace(/^.*\) /s, '')
      .split(' ');
    ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  }
  return ticks / 100;
}

/** Follows the memory of all processes below this one, every so many milliseconds; `stop` answers the highest sum in bytes, or null. */
export function watchMemory(every = 50) {
  let peak = memoryBelow();
  const timer = setInterval(() => {
    const now = memoryBelow();
    if (now !== null && now > peak) peak = now;
  }, every);
  return {
    stop() {
      clearInterval(timer);
      return peak === null ? null : Math.max(peak, memoryBelow());
    },
  };
}
