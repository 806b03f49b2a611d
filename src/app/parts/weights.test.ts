import { expect, test } from 'vitest';
import { asWeights, sortFiles } from './weights.ts';

const files = (...paths: string[]) => paths.map((path) => ({ path, file: new Blob() }));
const paths = (of: readonly { path: string }[]) => of.map((f) => f.path);

test.each([
  'RadImageNet-ResNet50_notop.h5',
  'a/b/weights.HDF5',
  'net.keras',
  'ResNet50.pt',
  'resnet50-0676ba61.pth',
  'best.pth.tar',
  'model.safetensors',
  'pytorch_model.bin',
])('%s is taken for weights', (name) => {
  const { weights, images, left } = sortFiles(files(name));
  expect(weights.map(paths)).toEqual([[name]]);
  expect([...images, ...left]).toEqual([]);
});

test.each(['set/a.png', 'scan.jpg', 'set.zip', 'labels.csv', 'notes.txt', 'meta.json', 'a/slice'])('%s goes to the images', (name) => {
  const { weights, images } = sortFiles(files(name));
  expect(weights).toEqual([]);
  expect(paths(images)).toEqual([name]);
});

test('a model.json takes the shards of its own folder, and one pack does not take those of another', () => {
  const { weights } = sortFiles(
    files('a/model.json', 'a/group1-shard1of2.bin', 'a/group1-shard2of2', 'b/model.json', 'b/group1-shard1of1.bin', 'c/other.bin'),
  );
  expect(weights.map(paths)).toEqual([
    ['a/model.json', 'a/group1-shard1of2.bin', 'a/group1-shard2of2'],
    ['b/model.json', 'b/group1-shard1of1.bin'],
    ['c/other.bin'],
  ]);
});

test('a mixed drop goes both ways and loses no file', () => {
  const all = files('set/x/1.png', 'set/labels.csv', 'ResNet50.pt', 'DenseNet121.h5', 'set/readme.txt');
  const { weights, images, left } = sortFiles(all);
  expect(weights.map(paths)).toEqual([['ResNet50.pt'], ['DenseNet121.h5']]);
  expect(paths(images)).toEqual(['set/x/1.png', 'set/labels.csv', 'set/readme.txt']);
  expect(left).toEqual([]);
});

test('the papers of a weights folder are told to be left, not read as images', () => {
  const { weights, images, left } = sortFiles(files('p/weights.safetensors', 'p/pack.json', 'p/LICENSE', 'p/README.md'));
  expect(weights.map(paths)).toEqual([['p/weights.safetensors']]);
  expect(images).toEqual([]);
  expect(paths(left)).toEqual(['p/pack.json', 'p/LICENSE', 'p/README.md']);
});

test('an archive holds images, but where packs are kept a pack', () => {
  expect(sortFiles(files('x.zip')).weights).toEqual([]);
  expect(sortFiles(files('x.zip'), true).weights.map(paths)).toEqual([['x.zip']]);
});

test('files chosen as weights are all tried, whatever their names', () => {
  expect(asWeights(files('weights', 'x.png', 'm/model.json', 'm/group1-shard1of1.bin')).map(paths)).toEqual([
    ['m/model.json', 'm/group1-shard1of1.bin'],
    ['weights'],
    ['x.png'],
  ]);
});
