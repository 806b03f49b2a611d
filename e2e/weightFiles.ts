import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Lib, layoutOf } from '../src/backbones/layouts/index.ts';
import { writeSafetensors } from '../src/formats/arrays/safetensors.ts';
import { hdf5Of } from '../src/formats/weights/fixtures/hdf5.ts';
import { type Arrays, filledFile, kerasLegacy, type LegacyOptions } from '../src/formats/weights/fixtures/networks.ts';
import { tfjsLayers } from '../src/formats/weights/fixtures/tfjs.ts';
import { dict, stateDict, torchLegacy, torchZip } from '../src/formats/weights/fixtures/torch.ts';

type KerasLib = 'keras' | 'keras-2' | 'keras-old';

/**
 * A network's arrays by fill/1 as `filled` names them, under the names of another library: the golden cases are filled by the names of a fresh
 * Keras, torchvision or timm, while people's files have older names or a wrapper's.
 */
export function namedArrays(architecture: string, filled: Lib, seed: number, names: Lib = filled): Arrays {
  const { arrays } = filledFile(architecture, filled, seed);
  if (names === filled) return arrays;
  const own = new Map(layoutOf(architecture, filled).map((b) => [b.graphTensor, b.name]));
  return new Map(layoutOf(architecture, names).map((b) => [b.name, arrays.get(own.get(b.graphTensor)!)!]));
}

/** Writes files into a folder and says where they are. */
export const weightFilesIn = (folder: string) => {
  const put = (name: string, bytes: Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  const torchBytes = (arrays: Arrays, legacy = false): Uint8Array => {
    const { entries, storages } = stateDict(arrays, legacy);
    return legacy ? torchLegacy(dict(entries), storages) : torchZip(dict(entries), storages);
  };
  return {
    put,
    keras: (name: string, architecture: string, arrays: Arrays, lib: KerasLib = 'keras', options: LegacyOptions = {}) =>
      put(name, hdf5Of(kerasLegacy(architecture, lib, arrays, options))),
    torch: (name: string, arrays: Arrays) => put(name, torchBytes(arrays)),
    legacyTorch: (name: string, arrays: Arrays) => put(name, torchBytes(arrays, true)),
    safetensors: (name: string, arrays: Arrays) => put(name, writeSafetensors(arrays)),
    /** `model.json` and its quantised shards. */
    tfjs: (architecture: string, arrays: Arrays) =>
      tfjsLayers(architecture, arrays, { quantised: true, shard: 50_000 }).files.map((f) => put(f.name, f.bytes)),
  };
};
