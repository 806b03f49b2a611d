import type { DroppedFile } from '../../protocol/messages.ts';

/** Files of a chooser, with their folders where a folder was chosen. */
export function chosen(list: FileList | null): DroppedFile[] {
  return Array.from(list ?? [], (file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** Everything in a drop, folders walked through. Entries must be taken before the first await: the list is emptied after the event. */
export async function dropped(data: DataTransfer): Promise<DroppedFile[]> {
  const items = Array.from(data.items).filter((i) => i.kind === 'file');
  const entries = items.map((i) => i.webkitGetAsEntry?.() ?? null);
  const loose = Array.from(data.files, (file) => ({ path: file.name, file }));
  if (!entries.some((e) => e !== null)) return loose;
  const out: DroppedFile[] = [];
  for (const entry of entries) if (entry) await walk(entry, out);
  return out;
}

async function walk(entry: FileSystemEntry, out: DroppedFile[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    out.push({ path: entry.fullPath.replace(/^\//, ''), file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader hands out a hundred entries at a time; only an empty answer is the end.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return;
    for (const inner of batch) await walk(inner, out);
  }
}

/** What to call a data set: the one folder or archive that everything lies in, else the first file's name. */
export function nameOf(files: readonly DroppedFile[]): string {
  const tops = new Set(files.map((f) => f.path.split('/')[0]!));
  const first = [...tops][0] ?? '';
  return first.replace(/\.(zip|png|jpe?g|csv)$/i, '').replaceAll('_', ' ');
}
