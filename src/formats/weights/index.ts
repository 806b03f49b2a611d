export type { ImportedWeights } from './bind.ts';
export { importWeights, nameOf, type Wanted } from './importWeights.ts';
export { inspectWeights, type WeightReport } from './inspect.ts';
export { type Digest, makePack } from './makePack.ts';
export { type Networks, type Place, packFromFiles } from './packFromFiles.ts';
export { type Provenance, provenanceOf, retrained } from './provenance.ts';
