/** What a room may import. `rooms` are folders or single files below src, `packages` are npm packages; `?url` stands for a package's files by address, no code. */
export interface Room {
  rooms: readonly string[];
  packages: readonly string[];
  /** Files that may use Node's own modules; '*' for all. */
  node?: readonly string[];
}

const PURE_AND_PARTS = [
  'util',
  'domain',
  'stats',
  'phantoms',
  'imaging',
  'formats',
  'backbones',
  'learn',
  'study',
  'drawing',
  'engine',
  'storage',
];

/** The whole truth about arrows between rooms; docs/architecture.md shows the same table. */
export const ROOMS: Record<string, Room> = {
  util: { rooms: [], packages: ['@noble/hashes'] },
  domain: { rooms: ['util'], packages: ['valibot'] },
  // Of domain only the error that a person is shown: a table of predictions can be a bad input.
  stats: { rooms: ['util', 'domain/notice.ts'], packages: [] },
  imaging: { rooms: ['util', 'domain'], packages: [] },
  phantoms: { rooms: ['util', 'imaging', 'domain'], packages: [] },
  formats: { rooms: ['util', 'domain'], packages: ['@jsquash/jpeg', 'fflate', 'papaparse'] },
  backbones: { rooms: ['util', 'domain'], packages: [] },
  learn: { rooms: ['util', 'domain', 'stats'], packages: [] },
  study: { rooms: ['util', 'domain', 'stats', 'learn', 'imaging'], packages: [] },
  drawing: { rooms: ['util', 'domain'], packages: ['d3-scale', 'd3-shape'] },
  engine: {
    rooms: ['util', 'domain', 'backbones', 'imaging', 'study/ports.ts'],
    packages: [
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-backend-wasm',
      '@tensorflow/tfjs-backend-webgl',
      '@tensorflow/tfjs-backend-webgpu',
    ],
  },
  storage: { rooms: ['util', 'domain', 'study/ports.ts'], packages: ['idb'], node: ['disk.ts'] },
  protocol: { rooms: ['util', 'domain'], packages: [] },
  'hosts/worker': { rooms: [...PURE_AND_PARTS, 'protocol'], packages: ['@tensorflow/tfjs-backend-wasm?url', '@jsquash/jpeg?url'] },
  'hosts/cli': { rooms: PURE_AND_PARTS, packages: [], node: ['*'] },
  app: {
    rooms: ['util', 'domain', 'imaging', 'drawing', 'protocol', 'hosts/worker/start.ts'],
    packages: ['react', 'react-dom', 'zustand', '@tanstack/react-virtual', 'intl-messageformat'],
  },
};
