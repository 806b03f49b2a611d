import { parentPort } from 'node:worker_threads';
import { type EngineSide, serveEngine } from '../../engine/engineWorker.ts';
import { readSafetensors } from '../../formats/arrays/safetensors.ts';
import { openImage } from '../../formats/images/index.ts';
import { prepare } from '../../imaging/prepare.ts';
import { installDecoders } from './decoders.ts';

/** One engine in a thread of its own. */
const port = parentPort!;
const side: EngineSide = {
  post: (message, transfer) => port.postMessage(message, transfer ?? []),
  onMessage: (listener) => port.on('message', listener),
};
serveEngine(side, {
  async decode(bytes, name) {
    await installDecoders();
    return openImage(bytes, name);
  },
  prepare,
  readTensors: readSafetensors,
});
