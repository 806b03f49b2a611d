import type { Dataset } from '../../domain/dataset.ts';
import { type Hash, type Id, id } from '../../domain/ids.ts';
import { InputError } from '../../domain/notice.ts';
import { writePng } from '../../formats/images/pngWrite.ts';
import { addTo, intake } from '../../formats/intake.ts';
import { makePhantom, TASKS } from '../../phantoms/index.ts';
import type { DroppedFile, PhantomRequest, ProgressEvent } from '../../protocol/messages.ts';
import { canonicalJson } from '../../util/canonicalJson.ts';
import { csvCell } from '../../util/csvCell.ts';
import { hash } from '../../util/hash.ts';
import { installDecoders } from './decoders.ts';
import { pause } from './pause.ts';
import type { Workspace } from './workspace.ts';
import { writeBehind } from './writeBehind.ts';

type Tell = (p: ProgressEvent) => void;

/** Reads what was dropped into a new data set, or adds it to one. */
export async function intakeFiles(
  w: Workspace,
  files: readonly DroppedFile[],
  name: string,
  into: Id<'dataset'> | null,
  tell: Tell,
  cancelled: () => boolean,
): Promise<Dataset> {
  await installDecoders();
  const entries = files.map(({ path, file }) => ({
    path,
    size: file.size,
    slice: async (start: number, end: number) => new Uint8Array(await file.slice(start, end).arrayBuffer()),
  }));
  const store = writeBehind(w);
  const options = {
    name,
    keep: store.keep,
    onProgress: progress('intake', tell),
    cancelled,
    pause,
  };
  const dataset = into ? await addTo(await w.dataset(into), entries, options) : await beside(w, (await intake(entries, options)).dataset);
  await store.done();
  await w.saveDataset(dataset);
  return dataset;
}

/** The same files dropped again are a data set of their own: the earlier one, with the labels given by hand, stays as it is. */
async function beside(w: Workspace, dataset: Dataset): Promise<Dataset> {
  const taken = new Set((await w.datasets()).map((d) => d.id as string));
  let copy = 1;
  while (taken.has(copy === 1 ? dataset.id : `${dataset.id}-${copy}`)) copy++;
  return copy === 1 ? dataset : { ...dataset, id: id(`${dataset.id}-${copy}`), name: `${dataset.name} (${copy})` };
}

/** Makes a synthetic task and takes it in as its files would be, masks and all. One that was made before is opened as it is. */
export async function intakePhantom(w: Workspace, request: PhantomRequest, tell: Tell, cancelled: () => boolean): Promise<Dataset> {
  const task = TASKS.find((t) => t.id === request.task);
  if (!task) throw new InputError('no-task', `There is no sample task "${request.task}".`);
  const made = id<'dataset'>(`phantom-${task.id}-${hash(canonicalJson(request)).slice(0, 10)}`);
  const earlier = (await w.datasets()).find((d) => d.id === made);
  if (earlier) return earlier;
  const report = progress('phantom', tell);
  const store = writeBehind(w);
  const of = request.patients * request.imagesPerPatient;
  const images: { path: string; size: number; slice(start: number, end: number): Promise<Uint8Array> }[] = [];
  const masks = new Map<string, Hash>();
  const lines = ['file,label,patient,site'];
  const memory = (path: string, bytes: Uint8Array) => ({
    path,
    size: bytes.length,
    slice: async (start: number, end: number) => bytes.subarray(start, end),
  });
  for (const image of makePhantom(request)) {
    await pause();
    if (cancelled()) throw new InputError('cancelled', 'Stopped: the sample was not made.');
    images.push(memory(`images/${image.name}`, writePng(image.frame)));
    if (image.mask) {
      const png = writePng({ ...image.frame, data: image.mask });
      const key = hash(png) as Hash;
      await store.keep(key, png);
      masks.set(image.name, key);
    }
    lines.push([`images/${image.name}`, task.classes[image.truth]!, image.patient, image.site].map(csvCell).join(','));
    report({ done: images.length, of, name: image.name });
  }
  const table = memory('labels.csv', new TextEncoder().encode(lines.join('\n')));
  const { dataset } = await intake([...images, table], {
    name: task.id,
    keep: store.keep,
    onProgress: report,
    cancelled,
    pause,
  });
  await store.done();
  const named: Dataset = {
    ...dataset,
    id: made,
    name: task.id,
    synthetic: true,
    notices: dataset.notices.filter((n) => n.level !== 'info'),
    samples: dataset.samples.map((s) => {
      const mask = masks.get(s.source.name.split('/').at(-1)!);
      return mask ? { ...s, mask } : s;
    }),
  };
  await w.saveDataset(named);
  return named;
}

/** Progress at most ten times a second. */
function progress(job: 'phantom' | 'intake', tell: Tell): (p: { done: number; of: number; name: string }) => void {
  const began = performance.now();
  let last = 0;
  return ({ done, of, name }) => {
    const now = performance.now();
    if (now - last < 100 && done < of) return;
    last = now;
    const perSecond = done > 0 ? done / ((now - began) / 1000) : null;
    tell({ job, stage: 'read', name, done, of, perSecond, secondsLeft: perSecond ? (of - done) / perSecond : null });
  };
}
