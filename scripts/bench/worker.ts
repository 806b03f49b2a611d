import { open, type Runner, type Task } from './runners.ts';

/** What the page asks of a worker: open a task, or run so many images. */
export type Ask = { kind: 'open'; task: Task } | { kind: 'run'; images: number };
/** Milliseconds of all images together, and the features of the last. */
export type Said = { device: string } | { ms: number; features: Float32Array; heap: number } | { error: string };

const scope = self as unknown as Pick<Worker, 'postMessage' | 'addEventListener'>;
let runner: Runner;

async function answer(ask: Ask): Promise<Said> {
  if (ask.kind === 'open') {
    runner = await open(ask.task);
    return { device: runner.device };
  }
  const began = performance.now();
  let features = new Float32Array();
  for (let i = 0; i < ask.images; i++) features = (await runner.features()) as Float32Array<ArrayBuffer>;
  return { ms: performance.now() - began, features, heap: runner.heap() };
}

scope.addEventListener('message', (event) => {
  answer((event as MessageEvent<Ask>).data).then(
    (said) => scope.postMessage(said),
    (error) => scope.postMessage({ error: String((error as Error)?.stack ?? error) } satisfies Said),
  );
});
