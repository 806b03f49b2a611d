import { startWorker } from '../../hosts/worker/start.ts';
import { type Client, CommandError, connect } from '../../protocol/client.ts';
import type { Answer, Arg, CommandName, Events, Failure } from '../../protocol/messages.ts';

/** What the page needs of a worker. */
export interface WorkerLike {
  postMessage(message: unknown): void;
  addEventListener(type: string, listener: (event: never) => void): void;
  terminate(): void;
  /** Name of the Web Lock it holds while it lives. */
  lock?: string;
}
type Ear = { [E in keyof Events]?: (data: Events[E]) => void };

/** Asked when commands wait and nothing is heard: any answer, a failure too, shows that the worker lives. */
const SILENCE_MS = 10_000;
const GIVE_UP_MS = 30_000;
/** Some answers take the worker a long computation in one piece, in which it hears nothing. */
const LONG: ReadonlySet<CommandName> = new Set([
  ...(['run.report', 'run.export', 'try.predict', 'dataset.phantom', 'dataset.intake'] as const),
  ...(['pack.import', 'pack.download', 'pack.half', 'pack.keepHalf', 'pack.export', 'preprocess.plausible'] as const),
]);
const GIVE_UP_LONG_MS = 300_000;

const GONE: Failure = { code: 'worker-gone', message: 'The worker stopped before it answered.', where: null, expected: true };

let make: () => WorkerLike = startWorker as () => WorkerLike;
let worker: WorkerLike | null = null;
let client: Client | null = null;
let ears: Ear = {};
let onDeath: (why: string) => void = () => {};
const waiting: CommandName[] = [];
let heard = 0;
let watch: ReturnType<typeof setInterval> | undefined;

/** Tests hand in their own worker. */
export function takeWorkerFrom(factory: () => WorkerLike): void {
  make = factory;
}

/** Starts (or starts anew) the worker and listens to it. `died` is told once if it stops. */
export function openLink(listeners: Ear, died: (why: string) => void): void {
  closeLink();
  ears = listeners;
  onDeath = died;
  heard = Date.now();
  try {
    worker = make();
  } catch (error) {
    died(String(error));
    return;
  }
  const mine = worker;
  client = connect(mine as Worker);
  let locked = false;
  mine.addEventListener('message', () => {
    heard = Date.now();
    if (!locked && mine.lock) void navigator.locks?.request(mine.lock, () => worker === mine && bury('ended')).catch(() => {});
    locked = true;
  });
  mine.addEventListener('error', (event: ErrorEvent) => {
    event.preventDefault();
    if (worker === mine) bury(event.message || 'error');
  });
  for (const name of Object.keys(ears) as (keyof Events)[]) client.on(name, (data) => (ears[name] as (d: unknown) => void)(data));
  watch = setInterval(listen, 2_000);
}

function listen(): void {
  const silent = Date.now() - heard;
  if (waiting.length === 0 || document.visibilityState === 'hidden') {
    heard = Date.now();
    return;
  }
  if (silent > (waiting.some((c) => LONG.has(c)) ? GIVE_UP_LONG_MS : GIVE_UP_MS)) bury('silent');
  else if (silent > SILENCE_MS) client?.call('images.thumbs', { dataset: '' as never, samples: [], size: 1 }).catch(() => {});
}

function bury(why: string): void {
  const old = client;
  closeLink();
  old?.abandon(GONE);
  onDeath(why);
}

function closeLink(): void {
  clearInterval(watch);
  worker?.terminate();
  worker = null;
  client = null;
}

/** Sends a command. Rejects with CommandError, also when the worker is gone. */
export async function call<C extends CommandName>(command: C, arg: Arg<C>): Promise<Answer<C>> {
  if (!client) throw new CommandError(GONE);
  if (waiting.length === 0) heard = Date.now();
  waiting.push(command);
  try {
    return await client.call(command, arg);
  } finally {
    waiting.splice(waiting.indexOf(command), 1);
  }
}

/** An error of a command as data, whatever was thrown. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CommandError) return error.failure;
  return { code: 'bug', message: error instanceof Error ? error.message : String(error), where: null, expected: false };
}
