import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hdf5Of } from '../../src/formats/weights/fixtures/hdf5.ts';
import { filledFile, kerasLegacy } from '../../src/formats/weights/fixtures/networks.ts';
import { dict, stateDict, torchZip } from '../../src/formats/weights/fixtures/torch.ts';
import { SEED } from './networks.ts';

/** A full-size ResNet50 without its top by fill/1 in both frameworks' files, as tests write them: PyTorch's zip under RadImageNet's names, Keras's legacy HDF5. Answers their paths. */
export function writeWeightFiles(folder: string): string[] {
  const write = (name: string, bytes: Uint8Array) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const { entries, storages } = stateDict(filledFile('resnet50', 'radimagenet-torch', SEED).arrays);
  const keras = filledFile('resnet50', 'keras', SEED).arrays;
  return [
    write('ResNet50.pt', torchZip(dict(entries), storages)),
    write('resnet50_notop.h5', hdf5Of(kerasLegacy('resnet50', 'keras', keras))),
  ];
}
