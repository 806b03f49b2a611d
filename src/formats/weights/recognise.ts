import { InputError } from '../../domain/notice.ts';
import { openZip } from '../archives/zip.ts';
import { isHdf5, openHdf5 } from '../arrays/hdf5/index.ts';
import { isSafetensors, listSafetensors } from '../arrays/safetensors.ts';
import { listTfjs, type NamedBytes } from '../arrays/tfjs.ts';
import { isLegacyTorch, readLegacyTorch, readTorchZip } from '../arrays/torch/index.ts';
import { type Container, leftOut, type WeightFile } from './file.ts';
import { listKeras3 } from './keras3.ts';
import { isKerasLegacy, leafOf, listKerasLegacy } from './kerasLegacy.ts';
import { listTorch } from './torchFile.ts';

const KINDS = 'Keras .h5, .weights.h5 and .keras, PyTorch .pt and .pth, safetensors, and model.json with its shards from TensorFlow.js';

/**
 * Recognises a weight file by its content and lists its arrays; values are read when asked for. Several files only for TensorFlow.js: `model.json` and its
 * shards. Throws InputError that says what is wrong and what to do.
 */
export async function recognise(files: readonly NamedBytes[]): Promise<WeightFile> {
  const json = files.find((f) => /\.json$/i.test(f.name)) ?? files[0];
  if (!json) throw new InputError('no-file', `No weight file was given. These are read: ${KINDS}.`);
  const { name, bytes } = json;
  if (bytes.length === 0) throw new InputError('empty', `${name} is empty. Fetch or export it again.`, name);
  if (looksLikeJson(bytes))
    return layers(
      listTfjs(
        json,
        files.filter((f) => f !== json),
      ),
    );
  if (files.length > 1)
    throw new InputError('several-files', `${files.length} files were given; only a TensorFlow.js model.json has others beside it.`, name);
  if (isHdf5(bytes)) return fromHdf5(bytes, name, 'keras-3-weights');
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return fromZip(bytes, name);
  if (isLegacyTorch(bytes)) return listTorch(readLegacyTorch(bytes, name), name, 'torch-legacy');
  if (isSafetensors(bytes)) return { container: 'safetensors', naming: 'keys', tensors: listSafetensors(bytes, name), notices: [] };
  if (bytes[0] === 0x80)
    throw new InputError(
      'pickle-refused',
      `${name} is a Python pickle and not a PyTorch file. Pickles can run code and are not opened. Save the weights with torch.save or as safetensors.`,
      name,
    );
  throw new InputError('unknown-container', `${name} is none of the weight files that are read: ${KINDS}.`, name);
}

function looksLikeJson(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart();
  return start.startsWith('{') && !(bytes.length > 8 && isSafetensors(bytes));
}

/** TensorFlow.js keeps Keras' names, kernels of depthwise layers included. */
const layers = (tensors: ReturnType<typeof listTfjs>): WeightFile => ({
  container: 'tfjs-layers',
  naming: 'layers',
  tensors: tensors.map((t) => ({ ...t, name: `${t.name.slice(0, Math.max(0, t.name.lastIndexOf('/')))}/${leafOf(t.name)}` })),
  notices: [],
});

function fromHdf5(bytes: Uint8Array, name: string, container: Container): WeightFile {
  const fail = (what: string) =>
    new InputError('bad-keras', `${name} is not a usable Keras file: ${what}. It may be damaged; fetch or export it again.`, name);
  const root = openHdf5(bytes, name);
  if (isKerasLegacy(root)) return listKerasLegacy(root, name, fail);
  const found = listKeras3(root, name, container, fail);
  if (found) return found;
  throw new InputError('not-keras', `${name} is an HDF5 file, but not one in which Keras keeps weights: it lists no layers.`, name);
}

async function fromZip(bytes: Uint8Array, name: string): Promise<WeightFile> {
  const { entries } = await openZip({ size: bytes.length, inMemory: true, slice: async (from, to) => bytes.subarray(from, to) }, name);
  const weights = entries.find((e) => e.path === 'model.weights.h5');
  if (weights) {
    const found = fromHdf5(await weights.read(), name, 'keras-zip');
    const rest = entries.map((e) => e.path).filter((p) => p !== weights.path);
    return { ...found, notices: [...found.notices, leftOut(name, 'config-not-read', 'The model’s description is not interpreted.', rest)] };
  }
  if (entries.some((e) => /(^|\/)data\.pkl$/.test(e.path))) return listTorch(await readTorchZip(bytes, name), name, 'torch-zip');
  const npz = entries.some((e) => /\.npz$/.test(e.path));
  throw new InputError(
    'unknown-container',
    `${name} is a zip, but ${npz ? 'its weights are an .npz, which is not read. Save the model with the default options' : 'neither a .keras model nor a PyTorch file'}. These are read: ${KINDS}.`,
    name,
  );
}
