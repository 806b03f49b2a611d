import { InputError } from './notice.ts';

/** Side of the smallest input that keras-applications allows, in pixels: below it a map vanishes, or means little. */
const SMALLEST: Readonly<Record<string, number>> = {
  resnet50: 32,
  densenet121: 32,
  inception_v3: 75,
  inception_resnet_v2: 75,
  mobilenet_v2: 32,
};

/** The smallest input of an architecture; 1 where none is stated. A width in the id (`mobilenet_v2-0.35`) changes nothing. */
export const smallestInput = (architecture: string): number => SMALLEST[architecture.replace(/-\d+(\.\d+)?$/, '')] ?? 1;

/** Throws InputError `input-too-small` where a network cannot take images of this side. */
export function checkInputSize(pack: { id: string; name: string; architecture: string }, size: number): void {
  const least = smallestInput(pack.architecture);
  if (size >= least) return;
  throw new InputError(
    'input-too-small',
    `${pack.name || pack.id} needs images of at least ${least} × ${least} pixels, and its preprocessing makes them ${size} × ${size}. Choose a larger size.`,
    pack.id,
  );
}
