import { InputError } from '../../domain/notice.ts';
import type { BlobStore } from '../../storage/index.ts';

const FOLDER = 'downloads';
const ABOUT = 'about.json';

/** What an unfinished download is of. `total` in bytes, where the server said. */
export interface About {
  url: string;
  total: number | null;
}

/** Kept bytes of unfinished downloads, as pieces in order: `downloads/<id>/000000` and on, so that memory stays bounded while they come. */
export interface DownloadParts {
  /** Bytes kept, by pack. */
  sizes(): Promise<ReadonlyMap<string, number>>;
  about(id: string): Promise<About | null>;
  begin(id: string, about: About): Promise<void>;
  size(id: string): Promise<number>;
  append(id: string, bytes: Uint8Array): Promise<void>;
  /** All of it in one piece. Rejects with 'download-damaged' where a piece is gone. */
  whole(id: string): Promise<Uint8Array<ArrayBuffer>>;
  remove(id: string): Promise<void>;
}

export function downloadParts(blobs: BlobStore): DownloadParts {
  const folder = (id: string) => `${FOLDER}/${id}`;
  const pieces = async (id: string) => (await blobs.list(folder(id))).filter((path) => !path.endsWith(`/${ABOUT}`));
  const size = async (id: string) => {
    const sizes = await Promise.all((await pieces(id)).map((path) => blobs.size(path)));
    return sizes.reduce((a, b) => a + b, 0);
  };
  return {
    size,
    async sizes() {
      const ids = [...new Set((await blobs.list(FOLDER)).map((path) => path.split('/')[1]!))];
      return new Map(await Promise.all(ids.map(async (id) => [id, await size(id)] as const)));
    },
    async about(id) {
      const bytes = await blobs.get(`${folder(id)}/${ABOUT}`);
      return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as About);
    },
    async begin(id, about) {
      await blobs.remove(folder(id));
      await blobs.put(`${folder(id)}/${ABOUT}`, new TextEncoder().encode(JSON.stringify(about)));
    },
    async append(id, bytes) {
      const last = (await pieces(id)).at(-1);
      const next = last === undefined ? 0 : Number(last.slice(last.lastIndexOf('/') + 1)) + 1;
      await blobs.put(`${folder(id)}/${String(next).padStart(6, '0')}`, bytes);
    },
    async whole(id) {
      const bytes = new Uint8Array(await size(id));
      let end = 0;
      for (const path of await pieces(id)) {
        const piece = await blobs.get(path);
        if (!piece || end + piece.length > bytes.length) throw damaged(id);
        bytes.set(piece, end);
        end += piece.length;
      }
      if (end !== bytes.length) throw damaged(id);
      return bytes;
    },
    remove: (id) => blobs.remove(folder(id)),
  };
}

const damaged = (id: string) =>
  new InputError('download-damaged', `What had come of the download of ${id} is damaged. Start the download again.`, id);
