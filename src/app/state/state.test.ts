// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type FakeWorker, fakeWorker } from '../../protocol/fake.ts';
import { begin } from './begin.ts';
import { label, makePhantom, redo, undo, useDataset } from './dataset.ts';
import { useJob } from './job.ts';
import { takeWorkerFrom } from './link.ts';
import { closeRun, showRun, useResults } from './results.ts';
import { isStale } from './stale.ts';
import { cancel, check, edit, specOf, train, useStudy } from './study.ts';
import { attempt, useView } from './view.ts';
import { useWorkspace } from './workspace.ts';

let workers: FakeWorker[] = [];
/** Milliseconds an answer takes; a run ten times that for each of its eleven steps. */
let pace = 0;
const sent = (command: string) =>
  workers
    .at(-1)!
    .commands.filter((c) => c.command === command)
    .map((c) => c.arg as Record<string, unknown>);
const sample = { task: 'chest-xray', seed: 1, patients: 6, imagesPerPatient: 3, contrast: 0.5, noise: 0.5, confounder: false };

beforeEach(async () => {
  workers = [];
  takeWorkerFrom(() => {
    const worker = fakeWorker(pace);
    workers.push(worker);
    return worker;
  });
  localStorage.clear();
  useDataset.setState({ dataset: null, past: [], future: [] });
  closeRun();
  await begin();
});
afterEach(() => {
  pace = 0;
});

test('a label is sent, undone and redone as the labels that were there', async () => {
  await makePhantom(sample);
  const { samples, classes } = useDataset.getState().dataset!;
  const classOf = (i: number) => useDataset.getState().dataset!.labels.find((l) => l.sample === samples[i]!.id)?.cls ?? null;
  const before = [classOf(0), classOf(4)];
  await label([samples[0]!.id, samples[4]!.id], classes[1]!.id);
  expect([classOf(0), classOf(4)]).toEqual([classes[1]!.id, classes[1]!.id]);
  await label([samples[0]!.id], null);
  expect(classOf(0)).toBeNull();
  await undo();
  await undo();
  expect([classOf(0), classOf(4)]).toEqual(before);
  await undo();
  expect([classOf(0), classOf(4)]).toEqual(before);
  await redo();
  expect([classOf(0), classOf(4)]).toEqual([classes[1]!.id, classes[1]!.id]);
});

test('a label that an image has already is not sent', async () => {
  await makePhantom(sample);
  const { labels } = useDataset.getState().dataset!;
  await label([labels[0]!.sample], labels[0]!.cls);
  expect(sent('labels.set')).toEqual([]);
});

test('the default study compares both starters and the untrained network, natural pictures as the baseline', async () => {
  await makePhantom(sample);
  const spec = specOf(useStudy.getState().draft)!;
  expect(spec.arms.map((a) => a.pack)).toEqual(['starter-natural', 'starter-radiology', 'random-starter']);
  expect(spec.split).toEqual({ kind: 'kfold', folds: 5, repeats: 1 });
  expect(spec.seeds).toEqual([1]);
  expect(spec.margin).toBe(0.02);
  expect(spec.arms.every((a) => a.head.kind === 'logistic')).toBe(true);
});

test('training ends in results of that run; a changed label makes them stale', async () => {
  await makePhantom(sample);
  await check();
  expect(useStudy.getState().check).toEqual([]);
  await train();
  const { run, report, record } = useResults.getState();
  expect(report?.run).toBe(run);
  expect(record).not.toHaveProperty('predictions');
  expect(isStale(record, useDataset.getState().dataset)).toBe(false);
  await label([useDataset.getState().dataset!.samples[0]!.id], null);
  expect(isStale(record, useDataset.getState().dataset)).toBe(true);
  expect(useJob.getState().kind).toBeNull();
});

test('a cancelled run is no failure and is offered again', async () => {
  pace = 4;
  await begin();
  await makePhantom(sample);
  const running = attempt(() => train());
  await vi.waitFor(() => expect(useJob.getState().progress).not.toBeNull(), { timeout: 30_000 });
  await cancel();
  expect(await running).toBe(false);
  expect(useView.getState().failure).toBeNull();
  expect(useWorkspace.getState().pending?.spec.arms).toHaveLength(3);
});

test('another positive class is asked of the worker, not computed here', async () => {
  await makePhantom(sample);
  await train();
  const { run } = useResults.getState();
  await showRun(run!, 'c-no');
  expect(useResults.getState().report?.stats.positive).toBe('no finding');
  expect(sent('run.report').at(-1)).toEqual({ run, positive: 'c-no' });
});

test('a dead worker fails what waits, at once, and says so; nothing is left running', async () => {
  pace = 4;
  await begin();
  await makePhantom(sample);
  const running = attempt(() => train());
  await vi.waitFor(() => expect(useJob.getState().progress).not.toBeNull(), { timeout: 30_000 });
  workers.at(-1)!.die();
  expect(await running).toBe(false);
  expect(useJob.getState().kind).toBeNull();
  expect(useWorkspace.getState()).toMatchObject({ status: 'dead', revived: true });
  await begin();
  expect(useWorkspace.getState().status).toBe('ready');
  expect(workers).toHaveLength(3);
});

test('an edit of the draft takes back what was said of the earlier one', async () => {
  await makePhantom(sample);
  await check();
  edit({ folds: 3 });
  expect(useStudy.getState().check).toBeNull();
  expect(specOf(useStudy.getState().draft)?.split).toMatchObject({ folds: 3 });
  edit({ folds: 5 });
});

test('another data set is opened without the results of the one before', async () => {
  await makePhantom(sample);
  await train();
  expect(useResults.getState().run).not.toBeNull();
  useDataset.setState({ dataset: { ...useDataset.getState().dataset!, id: 'other' as never } });
  await makePhantom(sample);
  expect(useResults.getState()).toMatchObject({ run: null, report: null });
});
