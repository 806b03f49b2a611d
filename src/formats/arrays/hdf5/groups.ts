import { type Hdf5Bytes, NOWHERE } from './bytes.ts';
import { MESSAGE, type Message, messageOf } from './header.ts';

/** Members of a group, name to address. Soft and external links are left out: what they lead to is listed in its own place. */
export function readLinks(file: Hdf5Bytes, messages: readonly Message[]): Map<string, number> {
  const links = new Map<string, number>();
  const table = messageOf(messages, MESSAGE.symbolTable);
  if (table) {
    const heap = file.address(table.at + 8);
    file.signature(heap, 'HEAP');
    const names = file.address(heap + 24);
    const length = file.u64(heap + 8);
    file.slice(names, length);
    const nameAt = (offset: number) => {
      if (offset >= length) throw file.fail('a name lies outside its table');
      return file.text(names + offset, length - offset);
    };
    symbolNodes(file, file.address(table.at), 0, (node) => {
      const count = file.u16(node + 6);
      for (let i = 0; i < count; i++) {
        file.step();
        const entry = node + 8 + 40 * i;
        const address = file.address(entry + 8);
        // Cache type 2 marks a soft link.
        if (file.u32(entry + 16) !== 2 && address !== NOWHERE) links.set(nameAt(file.u64(entry)), address);
      }
    });
  }
  for (const message of messages) {
    if (message.type === MESSAGE.link) addLink(file, message.at, links);
    if (message.type === MESSAGE.linkInfo) refuseDense(file, message.at + 2 + (file.u8(message.at + 1) & 1 ? 8 : 0));
  }
  return links;
}

/** Many links or attributes of a file written with `libver="latest"` stand in a heap that no writer of weights uses. `at` is the heap's address. */
export function refuseDense(file: Hdf5Bytes, at: number): void {
  if (file.address(at) !== NOWHERE)
    throw file.fail('it was written with the newest format options (dense storage), which are not read. Save it with the default options');
}

function symbolNodes(file: Hdf5Bytes, address: number, depth: number, each: (node: number) => void): void {
  file.step();
  if (address === NOWHERE) throw file.fail('a group has no table');
  if (depth > 32) throw file.fail('a group is nested in itself');
  file.signature(address, 'TREE');
  if (file.u8(address + 4) !== 0) throw file.fail('a group has a tree of another kind');
  const level = file.u8(address + 5);
  const count = file.u16(address + 6);
  for (let i = 0; i < count; i++) {
    const child = file.address(address + 24 + 16 * i + 8);
    if (level > 0) symbolNodes(file, child, depth + 1, each);
    else {
      file.signature(child, 'SNOD');
      each(child);
    }
  }
}

function addLink(file: Hdf5Bytes, start: number, links: Map<string, number>): void {
  const flags = file.u8(start + 1);
  let at = start + 2;
  const kind = flags & 8 ? file.u8(at++) : 0;
  if (flags & 4) at += 8;
  if (flags & 16) at += 1;
  const width = 1 << (flags & 3);
  const length = width === 1 ? file.u8(at) : width === 2 ? file.u16(at) : file.u32(at);
  at += width;
  const name = new TextDecoder().decode(file.slice(at, length));
  if (kind === 0) links.set(name, file.address(at + length));
}
