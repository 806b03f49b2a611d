import { startWorker } from '../../src/hosts/worker/start.ts';
import { connect } from '../../src/protocol/client.ts';

const longTasks: number[] = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) longTasks.push(entry.duration);
}).observe({ type: 'longtask', buffered: true });

let frames: number[] = [];
let last = 0;
function frame(now: number): void {
  if (last > 0) frames.push(now - last);
  last = now;
  requestAnimationFrame(frame);
}
requestAnimationFrame(frame);

const client = connect(startWorker());

/** What the script that opened this page calls: the product's worker, asked as the page asks it. */
const imports = {
  /** Waits until the worker has answered for the first time. */
  async ready(): Promise<void> {
    await client.call('hello', { wanted: 'wasm' });
  },
  /** Imports the chosen file. Milliseconds until the pack is kept and listed, the page's longest task meanwhile (0: none above 50 ms), its longest frame. */
  async run(): Promise<{ ms: number; longest: number; frame: number; pack: string; notices: string[] }> {
    const file = document.querySelector('input')!.files![0]!;
    longTasks.length = 0;
    frames = [];
    const began = performance.now();
    const { pack, notices } = await client.call('pack.import', { files: [{ path: file.name, file }], slot: null });
    const ms = performance.now() - began;
    await new Promise((done) => setTimeout(done, 100));
    return { ms, longest: Math.max(0, ...longTasks), frame: Math.max(0, ...frames), pack: pack.id, notices: notices.map((n) => n.code) };
  },
  /** Forgets the pack, so that the next import is the first again. */
  async remove(id: string): Promise<void> {
    await client.call('pack.remove', { pack: id as never });
  },
};

export type Imports = typeof imports;
(globalThis as unknown as { imports: Imports }).imports = imports;
