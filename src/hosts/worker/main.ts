import { InputError } from '../../domain/notice.ts';
import type { FromWorker, ToWorker } from '../../protocol/messages.ts';
import { asFailure, type Handlers, serve } from '../../protocol/serve.ts';
import { browserStores } from '../../storage/browser.ts';
import { featureStore } from '../../storage/features.ts';
import { checkStudy, usedClasses } from '../../study/check.ts';
import { reportOf } from '../../study/report/index.ts';
import { allowedHosts } from './allowedHosts.ts';
import { addClass, listed, renameClass, setLabels } from './datasets.ts';
import { installDecoders } from './decoders.ts';
import { downloadParts } from './downloadParts.ts';
import { engines } from './engines.ts';
import { full, thumbs } from './images.ts';
import { intakeFiles, intakePhantom } from './intake.ts';
import { packCommands } from './packCommands.ts';
import { packLibrary } from './packLibrary.ts';
import { bundledPacks } from './packs.ts';
import { preprocessCommands } from './preprocessing.ts';
import { watchRequests } from './requests.ts';
import { storedPacks } from './storedPacks.ts';
import { browserPorts, exported, runAndKeep } from './studies.ts';
import { finalHeads, tryImage } from './tryOut.ts';
import { summary, workspace } from './workspace.ts';

/** The packs lie beside the page; this script lies in its `assets` folder, or under `src` while developing. */
const MODELS = new URL(import.meta.env.DEV ? '/models/' : '../models/', import.meta.url).href;

const scope = self as unknown as {
  postMessage(message: FromWorker, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToWorker>) => void): void;
};
const opened = browserStores().then(({ blobs, records }) => ({ w: workspace(blobs, records), features: featureStore(blobs) }));
const stored = opened.then(async ({ w }) => {
  const kept = storedPacks(w.blobs, (work) => (navigator.locks ? navigator.locks.request('radtune-packs', work) : work()));
  await kept.tidy().catch((error) => console.warn(asFailure(error).message));
  return kept;
});
const parts = opened.then(({ w }) => downloadParts(w.blobs));
const hosts = allowedHosts((list) => wire.emit('hosts', list));
const packs = packLibrary(bundledPacks(MODELS), stored, async () => (await parts).sizes());
const engine = engines(
  (pack) => packs.weights(pack),
  (state) => wire.emit('backend', state),
);
const heads = finalHeads();

/** One long job at a time; Cancel is for it. */
let running = false;
let cancelled = false;

async function exclusive<T>(work: () => Promise<T>): Promise<T> {
  if (running) throw new InputError('busy', 'Something is running already. Wait for it, or cancel it.');
  running = true;
  cancelled = false;
  try {
    return await work();
  } finally {
    running = false;
  }
}

/** Starts the engines beside the reading of images: they are ready when training begins, and a page that is only looked at never loads them. */
function warmUp(): void {
  engine.pool().catch((error) => console.warn(asFailure(error).message));
}

async function state() {
  const { w } = await opened;
  const [catalog, datasets, runs, pending] = await Promise.all([packs.catalog(), w.datasets(), w.runs(), w.pending()]);
  return { backend: engine.state, catalog, datasets: datasets.map(listed), runs, pending: running ? null : pending, hosts: hosts.list() };
}

const handlers: Handlers = {
  ...packCommands({
    library: packs,
    state,
    exclusive,
    emit: (event, data) => wire.emit(event, data),
    date: () => new Date().toISOString(),
    now: () => performance.now(),
    cancelled: () => cancelled,
    hosts,
    parts,
    extractor: () => engine.pool(),
    dataset: async (id) => (await opened).w.dataset(id),
    imageBytes: async (file) => (await opened).w.imageBytes(file),
  }),
  ...preprocessCommands(
    { workspace: opened.then(({ w }) => w), packs },
    {
      packs,
      exclusive,
      dataset: async (id) => (await opened).w.dataset(id),
      async ports(dataset) {
        const { w, features } = await opened;
        return browserPorts(w, packs, features, await engine.pool(), dataset, wire.emit, () => cancelled, 'preprocess');
      },
    },
  ),
  async hello({ wanted }) {
    engine.want(wanted);
    return state();
  },
  async 'dataset.open'({ id }) {
    warmUp();
    return (await opened).w.dataset(id);
  },
  async 'dataset.remove'({ id }) {
    await (await opened).w.removeDataset(id);
    return state();
  },
  'dataset.phantom': (request) =>
    exclusive(async () => {
      warmUp();
      return intakePhantom(
        (await opened).w,
        request,
        (p) => wire.emit('progress', p),
        () => cancelled,
      );
    }),
  'dataset.intake': ({ files, name, into }) =>
    exclusive(async () => {
      warmUp();
      const dataset = await intakeFiles(
        (await opened).w,
        files,
        name,
        into,
        (p) => wire.emit('progress', p),
        () => cancelled,
      );
      return { dataset, skipped: dataset.skipped };
    }),
  'labels.set': async ({ dataset, labels }) => setLabels((await opened).w, dataset, labels),
  'class.add': async ({ dataset, name }) => addClass((await opened).w, dataset, name),
  'class.rename': async ({ dataset, cls, name }) => renameClass((await opened).w, dataset, cls, name),
  async 'images.thumbs'({ dataset, samples, size }) {
    await installDecoders();
    const { w } = await opened;
    return thumbs(w, await w.dataset(dataset), samples, size);
  },
  async 'images.full'({ dataset, sample }) {
    await installDecoders();
    const { w } = await opened;
    return full(w, await w.dataset(dataset), sample);
  },
  async 'study.check'({ spec }) {
    const { w } = await opened;
    return spec.dataset ? checkStudy(spec, usedClasses(await w.dataset(spec.dataset.id))) : [];
  },
  'study.run': ({ spec }) =>
    exclusive(async () => {
      const { w, features } = await opened;
      if (!spec.dataset) throw new InputError('no-dataset', 'Choose images first.');
      const dataset = await w.dataset(spec.dataset.id);
      const ports = browserPorts(w, packs, features, await engine.pool(), dataset, wire.emit, () => cancelled);
      return summary(await runAndKeep(w, spec, ports, dataset));
    }),
  async 'study.cancel'() {
    cancelled = true;
    return null;
  },
  async 'study.forget'() {
    await (await opened).w.setPending(null);
    return null;
  },
  'run.report': async ({ run, positive }) => reportOf(await (await opened).w.run(run), positive),
  'run.export': async ({ run, positive, kind }) => exported((await opened).w, run, positive, kind),
  async 'run.remove'({ run }) {
    await (await opened).w.removeRun(run);
    return state();
  },
  'try.predict': ({ run, image }) =>
    exclusive(async () => {
      const { w, features } = await opened;
      const record = await w.run(run);
      const dataset = await w.dataset(record.spec.dataset!.id);
      const ports = browserPorts(w, packs, features, await engine.pool(), dataset, wire.emit, () => cancelled, 'try');
      const fitted = await heads(record, dataset, ports);
      if ('file' in image)
        return tryImage(fitted, dataset, { bytes: new Uint8Array(await image.file.file.arrayBuffer()), name: image.file.path }, ports);
      const sample = dataset.samples.find((s) => s.id === image.sample);
      if (!sample) throw new InputError('no-sample', 'This image is not in the data set any more.', image.sample);
      return tryImage(fitted, dataset, { bytes: await w.imageBytes(sample.source.file), name: sample.source.name }, ports);
    }),
  'backend.choose': ({ wanted }) => exclusive(() => engine.choose(wanted)),
};

const wire = serve(handlers, (message, transfer) => scope.postMessage(message, transfer));
/** The lock that start.ts tells of, held for life. Nothing is said before it is held, or the page would take this worker for a dead one. */
const held = new Promise<void>((resolve) => {
  if (!navigator.locks) resolve();
  void navigator.locks?.request(self.name, () => {
    resolve();
    return new Promise(() => {});
  });
});
void held.then(() => watchRequests((foreign) => wire.emit('requests', { foreign })));
scope.addEventListener('message', (event) => void held.then(() => wire.receive(event.data)));
