import { mobilenetId } from '../../src/backbones/mobilenetV2.ts';

/** Statistics of a stage's map over all elements, shape in the framework's order. */
export interface TapStatistics {
  shape: readonly number[];
  mean: number;
  rms: number;
  max: number;
}

/** One case of a `backbones/1` file, checked. */
export interface GoldenCase {
  id: string;
  lib: 'keras' | 'torchvision' | 'timm';
  /** Architecture id of this studio. */
  architecture: string;
  variant: 'keras' | 'torch';
  seed: number;
  height: number;
  width: number;
  images: number;
  bnEpsilon: number | undefined;
  /** Weight file beside the JSON; without it, weights are fill/1. */
  weights: string | undefined;
  /** images x length, row by row. */
  features: Float32Array;
  tolerance: number;
  taps: Readonly<Record<string, TapStatistics>>;
}

/** The cases of a file, each checked or, where it cannot be tried, the sentence that says why. Throws an Error where the file is not of the schema. */
export function parseCases(text: string, name: string): { id: string; case: GoldenCase | string }[] {
  const file = JSON.parse(text) as Record<string, unknown>;
  if (file.schema !== 'backbones/1') throw new Error(`${name}: the schema is ${JSON.stringify(file.schema)}, not "backbones/1"`);
  if (!Array.isArray(file.cases)) throw new Error(`${name}: it has no list "cases"`);
  return file.cases.map((raw: Record<string, unknown>, i) => {
    const id = typeof raw?.id === 'string' ? raw.id : `case ${i}`;
    try {
      return { id, case: parseCase(raw, id, file.fill) };
    } catch (error) {
      return { id, case: (error as Error).message };
    }
  });
}

const LIBS = { keras: 'keras', torchvision: 'torch', timm: 'torch' } as const;

function parseCase(raw: Record<string, unknown>, id: string, rule: unknown): GoldenCase {
  const lib = raw.lib as keyof typeof LIBS;
  if (!Object.hasOwn(LIBS, String(raw.lib))) throw new Error(`the library "${raw.lib}" is not known`);
  if (raw.variant !== LIBS[lib]) throw new Error(`${lib} has the variant ${LIBS[lib]}, not "${raw.variant}"`);
  const whole = (name: string) => {
    const value = raw[name];
    if (!Number.isInteger(value) || (value as number) < (name === 'seed' ? Number.MIN_SAFE_INTEGER : 1))
      throw new Error(`"${name}" is ${JSON.stringify(value)}`);
    return value as number;
  };
  const positive = (name: string) => {
    const value = raw[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'number' || !(value > 0)) throw new Error(`"${name}" is ${JSON.stringify(value)}`);
    return value;
  };
  const weights = (raw.weights as { file?: unknown } | undefined)?.file;
  if (raw.weights !== undefined && typeof weights !== 'string') throw new Error('"weights" names no file');
  if (weights === undefined && rule !== 'fill/1') throw new Error(`the rule "${rule}" is not fill/1`);
  const tolerance = positive('tolerance');
  if (tolerance === undefined) throw new Error('it has no tolerance');
  const images = whole('images');
  const features = float32s(String(raw.features));
  if (features.length !== images * whole('featureLength'))
    throw new Error(`${features.length} features for ${images} images of ${raw.featureLength}`);
  return {
    id,
    lib,
    variant: LIBS[lib],
    architecture: architectureOf(String(raw.network), positive('alpha')),
    ...{ seed: whole('seed'), height: whole('height'), width: whole('width'), images },
    bnEpsilon: positive('bnEpsilon'),
    weights: weights as string | undefined,
    features,
    tolerance,
    taps: (raw.taps ?? {}) as GoldenCase['taps'],
  };
}

/** The studio's architecture for a framework's network name: timm's MobileNetV2 has its width in hundredths behind it. */
export function architectureOf(network: string, alpha: number | undefined): string {
  const hundredths = /^mobilenetv2_(\d{3})$/.exec(network)?.[1];
  if (hundredths) return mobilenetId(Number(hundredths) / 100);
  if (network === 'mobilenet_v2') return mobilenetId(alpha ?? 1);
  if (alpha !== undefined) throw new Error(`${network} has no width, yet "alpha" is ${alpha}`);
  return network;
}

function float32s(base64: string): Float32Array {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => view.getFloat32(4 * i, true));
}
