import { type EngineSide, serveEngine } from '../../engine/engineWorker.ts';
import type { ToEngine } from '../../engine/poolMessages.ts';
import { readSafetensors } from '../../formats/arrays/safetensors.ts';
import { openImage } from '../../formats/images/index.ts';
import { prepare } from '../../imaging/prepare.ts';
import { installDecoders } from './decoders.ts';

/** One engine in a worker of its own. */
const scope = self as unknown as Pick<Worker, 'postMessage' | 'addEventListener'>;
const side: EngineSide = {
  post: (message, transfer) => scope.postMessage(message, transfer ?? []),
  onMessage: (listener) => scope.addEventListener('message', (event) => listener((event as MessageEvent<ToEngine>).data)),
};
serveEngine(side, {
  async decode(bytes, name) {
    await installDecoders();
    return openImage(bytes, name);
  },
  prepare,
  readTensors: readSafetensors,
});
