import { heapBytes } from './backends/wasm.ts';
import { choose } from './choose.ts';
import { type EngineParts, type ImageExtractor, openExtractor } from './extractImages.ts';
import { type FromEngine, type ToEngine, toFailure } from './poolMessages.ts';

/** The engine's end of its line to the pool: a Worker's global scope, Node's parentPort, or a test's pair of queues. */
export interface EngineSide {
  post(message: FromEngine, transfer?: ArrayBuffer[]): void;
  onMessage(listener: (message: ToEngine) => void): void;
}

/** Serves one engine: starts a backend, opens packs, turns images into rows. Call it once, at the start of the worker. */
export function serveEngine(port: EngineSide, parts: EngineParts, start: typeof choose = choose): void {
  let open: { job: number; extractor: ImageExtractor } | null = null;

  async function work(message: ToEngine): Promise<void> {
    switch (message.kind) {
      case 'start':
        port.post({ kind: 'started', choice: await start(message.wanted, message.options) });
        return;
      case 'open': {
        open?.extractor.dispose();
        open = null;
        open = { job: message.job, extractor: await openExtractor(message.spec, parts) };
        port.post({ kind: 'opened', job: message.job });
        return;
      }
      case 'image': {
        // The rest of a job that failed to open, or was given up.
        if (open?.job !== message.job) return;
        const values = await open.extractor.features(message.bytes, message.name);
        port.post({ kind: 'row', job: message.job, index: message.index, values, heap: heapBytes() }, [values.buffer as ArrayBuffer]);
      }
    }
  }

  let queue: Promise<void> = Promise.resolve();
  port.onMessage((message) => {
    queue = queue.then(() =>
      work(message).catch((error) => {
        const job = message.kind === 'start' ? null : message.job;
        port.post({ kind: 'failed', job, index: message.kind === 'image' ? message.index : null, error: toFailure(error) });
      }),
    );
  });
}
