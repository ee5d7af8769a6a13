import { crc32c } from "../../../src/worker/crc32c.ts";
import type { StoredSegment, StoredTable, StoredVersion } from "../../../src/worker/protocol.ts";
import { type OpenedStore, TableStore } from "../../../src/worker/table-store.ts";
import type { MemoryFolder } from "./memory-folder.ts";

/** As the next page finds the folder. */
export function reopen(folder: MemoryFolder): Promise<OpenedStore> {
  folder.held.clear();
  return TableStore.open(folder);
}

/** A version of one segment of its own, with the file that it names. */
export function commit(store: TableStore, folder: MemoryFolder, version: number, keepVersions = 1): StoredTable {
  const file = store.pool.take();
  folder.files.set(file, Uint8Array.of(version));
  const table = store.commit(versionOf(version, segmentOf(file, version)), new Uint8Array(), keepVersions);
  store.pool.release(file);
  return table;
}

function versionOf(version: number, segment: StoredSegment): StoredVersion {
  const rest = { rows: 1, columns: [], nextColumnId: 0, nextRowId: 1, name: null, kept: false };
  return { version, savedAt: version, segments: [segment], ...rest };
}

function segmentOf(file: string, content: number): StoredSegment {
  return { file, byteLength: 1, rows: 1, firstId: 0, endId: 1, sha256: content.toString(16).padStart(64, "0") };
}

export function numbersOf(versions: readonly StoredVersion[] | undefined): number[] | undefined {
  return versions?.map(({ version }) => version);
}

/** As a later release writes it. */
export function makeNewer(folder: MemoryFolder, slot: string): void {
  const bytes = folder.files.get(slot) ?? new Uint8Array();
  const view = new DataView(bytes.buffer);
  view.setUint32(4, 99, true);
  const end = view.getUint32(8, true) - 4;
  view.setUint32(end, crc32c(bytes.subarray(0, end)), true);
}

export function flipBit(folder: MemoryFolder, name: string, byte: number): void {
  const bytes = folder.files.get(name);
  if (bytes) bytes[byte] = (bytes[byte] ?? 0) ^ 1;
}
