// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FakeWorker } from '../protocol/fake.ts';
import { act, main, mount, open, PATIENCE, unmount } from './fixtures/page.tsx';
import { takeIn } from './parts/takeIn.ts';
import { makePhantom } from './state/dataset.ts';
import { specOf, useStudy } from './state/study.ts';

const SAMPLE = { task: 'chest-xray', seed: 1, patients: 6, imagesPerPatient: 2, contrast: 0.5, noise: 0.5, confounder: false };
let worker: FakeWorker;

beforeEach(async () => {
  worker = await mount();
});
afterEach(unmount);
const button = (name: string | RegExp, where: Element = main()) => {
  const found = [...where.querySelectorAll('button')].find((b) => {
    const said = b.getAttribute('aria-label') ?? b.textContent!;
    return typeof name === 'string' ? said === name : name.test(said);
  });
  if (!found) throw new Error(`There is no button ${name}.`);
  return found;
};
const press = (name: string | RegExp) => act(() => button(name).click());
const drop = (...paths: string[]) =>
  act(() =>
    takeIn(
      paths.map((path) => ({ path, file: new Blob(['x']) })),
      false,
    ),
  );
const sent = (command: string) => worker.commands.filter((c) => c.command === command).map((c) => c.arg as Record<string, unknown>);
const armNames = () => [...main().querySelectorAll('[aria-labelledby=arms-title] li b')].map((b) => b.textContent);
const says = (text: string | RegExp) => vi.waitFor(() => expect(main().textContent).toMatch(text), PATIENCE);

const RAD = 'RadImageNet ResNet50 (Keras training)';
const IMG = 'ImageNet ResNet50 (Keras)';

test('packs at hand stand first; the others by their training, each with how to get it', async () => {
  await open('backbones');
  const heads = [...main().querySelectorAll('h2, h3')].map((h) => h.textContent);
  expect(heads.indexOf('Backbones at hand')).toBeLessThan(heads.indexOf('RadImageNet, not at hand yet'));
  expect(heads).toContain('RadImageNet, Keras training');
  await press(`Get ${RAD}`);
  await press(`Get ${IMG}`);
  expect(main().textContent).toContain('huggingface.co lets pages download this file: 94.9 MB.');
  expect(main().textContent).toContain('resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5');
  expect(main().querySelector('a[href="https://keras.io/api/applications/"]')?.getAttribute('rel')).toContain('noopener');
});

test('both files of a pair are dropped: what they are is told, and one click makes them the arms', async () => {
  await open('backbones');
  await drop('RadImageNet-ResNet50_notop.h5', 'resnet50_notop.h5');
  expect(sent('pack.import').map((a) => (a.files as { path: string }[]).map((f) => f.path))).toEqual([
    ['RadImageNet-ResNet50_notop.h5'],
    ['resnet50_notop.h5'],
  ]);
  await says(`It was taken in as ${RAD}`);
  expect(main().textContent).toContain('The head was left out.');
  expect(useStudy.getState().draft.packs).toBeNull();
  await press('Only these two: ImageNet first (baseline), RadImageNet second');
  expect(armNames()).toEqual([IMG, RAD]);
  expect(main().querySelector('[aria-label="A pair to compare"]')).toBeNull();
});

test('the partner that is not at hand is named with the file to get, and nothing is changed by itself', async () => {
  await open('backbones');
  await drop('radimagenet.h5');
  await says('The faithful baseline for');
  expect(main().textContent).toContain('Its file is resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5.');
  await press(`How to get ${IMG}`);
  expect(main().querySelector('#about-imagenet-resnet50-keras')).not.toBeNull();
  expect(armNames()).toEqual(['Natural-picture starter', 'Radiology starter', 'No pretraining']);
  await press(`Add ${RAD} as an arm`);
  expect(main().textContent).toContain('are different networks');
});

test('a refusal is shown in the room it was dropped in, and the good file beside it is kept', async () => {
  await open('results');
  await drop('bad.pt', 'radimagenet.h5');
  await says('The weights in bad.pt come nearest to resnet50 but do not fit.');
  expect(main().textContent).toContain(`It was taken in as ${RAD}`);
  expect(location.hash).toBe('#/results');
});

test('weights and images of one drop go their own ways', async () => {
  await drop('set/a.png', 'radimagenet.h5', 'set/b.png');
  expect(sent('pack.import')).toHaveLength(1);
  expect((sent('dataset.intake')[0]!.files as { path: string }[]).map((f) => f.path)).toEqual(['set/a.png', 'set/b.png']);
  expect(location.hash).toBe('#/images');
  await says('It was taken in as RadImageNet ResNet50');
});

test('a file for a place goes there, and its refusal is told there', async () => {
  await open('backbones');
  await press(`Get ${IMG}`);
  const input = main().querySelector<HTMLInputElement>(`input[aria-label="Choose the file for ${IMG}"]`)!;
  Object.defineProperty(input, 'files', { value: [new File(['x'], 'bad.h5')], configurable: true });
  await act(() => input.dispatchEvent(new Event('change', { bubbles: true })));
  expect(sent('pack.import')[0]!.slot).toBe('imagenet-resnet50-keras');
  await vi.waitFor(() => expect(main().querySelector('.get [role=alert]')?.textContent).toContain('do not fit'), PATIENCE);
});

test('a download names its host in the privacy chip', async () => {
  await open('backbones');
  expect(document.querySelector('.top')!.textContent).toContain('may talk to no other host until you click');
  await press(`Get ${RAD}`);
  await press('Download from huggingface.co');
  await vi.waitFor(
    () => expect(document.querySelector('.top')!.textContent).toContain('Hosts you let it talk to: huggingface.co.'),
    PATIENCE,
  );
  expect(sent('pack.download')).toEqual([{ pack: 'radimagenet-resnet50-keras' }]);
});

test('an imported pack: its training can be said, float16 is measured before it is kept, it is removed only when sure', async () => {
  await act(() => makePhantom(SAMPLE));
  await open('backbones');
  await drop('radimagenet.h5');
  await press(RAD);
  const select = main().querySelector<HTMLSelectElement>('select[aria-label="Which training these weights are from"]')!;
  await act(() => {
    select.value = 'radimagenet-torch';
    select.dispatchEvent(new Event('change', { bubbles: true }));
  });
  expect(sent('pack.family')).toEqual([{ pack: 'radimagenet-resnet50-keras', family: 'radimagenet-torch' }]);
  await press(`Store in float16 … ${RAD}: first measure what it costs`);
  await says('On 40 images');
  expect(sent('pack.keepHalf')).toEqual([]);
  await press('Store in float16');
  expect(sent('pack.keepHalf')).toHaveLength(1);
  await press(`Remove ${RAD} from this browser`);
  expect(sent('pack.remove')).toEqual([]);
  await press('Yes, remove');
  expect(sent('pack.remove')).toHaveLength(1);
});

test('the policy of preprocessing reaches the spec, in words and in a preview', async () => {
  await act(() => makePhantom(SAMPLE));
  await open('experiment');
  const radio = (value: string) => act(() => main().querySelector<HTMLInputElement>(`input[value=${value}]`)!.click());
  expect(specOf(useStudy.getState().draft)!.arms.map((a) => a.preprocess)).toEqual(['pack', 'pack', 'pack']);
  await radio('study');
  expect(new Set(specOf(useStudy.getState().draft)!.arms.map((a) => a.preprocess))).toEqual(new Set(['radimagenet-study@1']));
  await radio('custom');
  const preset = main().querySelector<HTMLSelectElement>('fieldset[aria-label="Preprocessing of Radiology starter"] select')!;
  await act(() => {
    preset.value = 'unit@1';
    preset.dispatchEvent(new Event('change', { bubbles: true }));
  });
  expect(specOf(useStudy.getState().draft)!.arms.map((a) => a.preprocess)).toEqual(['pack', 'unit@1', 'pack']);
  expect(main().textContent).toContain('antialiased bilinear, RGB, 0 … 255 to 0 … 1');
  await act(() => {
    const details = [...main().querySelectorAll('details')].find((d) => d.textContent!.includes('What the networks see'))!;
    details.open = true;
    details.dispatchEvent(new Event('toggle'));
  });
  await vi.waitFor(() => expect(main().querySelectorAll('.channels canvas')).toHaveLength(9), PATIENCE);
  expect(sent('preprocess.preview').map((a) => a.preprocess)).toEqual(['grey-unit@1', 'unit@1', 'grey-unit@1']);
});

test('plausibility is shown in the order of its divergence and changes no arm', async () => {
  await act(() => makePhantom(SAMPLE));
  await open('experiment');
  const before = specOf(useStudy.getState().draft);
  await press('Compare preprocessings for Radiology starter');
  await says('ruled out');
  expect([...main().querySelectorAll('.plausible tbody code')].map((c) => c.textContent)).toEqual([
    'keras-tf@1',
    'radimagenet-study@1',
    'keras-caffe@1',
  ]);
  expect(main().textContent).toContain('It never changes an arm.');
  expect(specOf(useStudy.getState().draft)).toEqual(before);
});
