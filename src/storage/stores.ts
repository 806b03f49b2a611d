/**
 * Bytes by path. A path is names joined by '/', each of letters, digits, '.', '_' and '-', such as `images/<hash>`.
 * A put that is interrupted leaves nothing, or the old or the new bytes whole: half a blob is never read as a blob.
 */
export interface BlobStore {
  /** The bytes, or null where there are none or they are damaged. */
  get(path: string): Promise<Uint8Array | null>;
  /** Keeps a copy. Throws InputError 'quota' where no room is left. */
  put(path: string, bytes: Uint8Array): Promise<void>;
  /** Removes the blob of this path and all blobs below it as a folder; nothing there is no error. */
  remove(path: string): Promise<void>;
  /** Paths at and below `folder`, sorted; all with ''. */
  list(folder: string): Promise<string[]>;
  /** Bytes kept at and below `folder`. */
  size(folder: string): Promise<number>;
}

/** Plain data (what JSON can hold) by kind and id; both are names as in a path. Each get gives a copy of its own. */
export interface RecordStore {
  /** The value, or null where there is none. */
  get(kind: string, id: string): Promise<unknown>;
  /** Throws InputError 'quota' where no room is left. */
  put(kind: string, id: string, value: unknown): Promise<void>;
  remove(kind: string, id: string): Promise<void>;
  /** Ids of this kind, sorted. */
  list(kind: string): Promise<string[]>;
}
