export { browserStores, type Stores } from './browser.ts';
export { featureStore } from './features.ts';
export { memoryBlobs, memoryRecords } from './memory.ts';
export type { BlobStore, RecordStore } from './stores.ts';
