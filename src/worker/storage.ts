import { quotaError, StorageError } from "./storage-error.ts";

/** One folder of files, flat. What the table store needs of a file system; OPFS is one, a test's model another. */
export interface StorageFolder {
  list(): Promise<string[]>;
  /** Opens for this worker alone, creating the file when it is missing. Rejects as locked while anybody holds it. */
  open(name: string): Promise<StorageFile>;
  /** The content as it is now, without taking the file; rejects with `NotFoundError`. */
  read(name: string): Promise<Uint8Array<ArrayBuffer>>;
  rename(name: string, to: string): Promise<void>;
  remove(name: string): Promise<void>;
}

/** As `FileSystemSyncAccessHandle`, with its return values unchecked. */
export interface StorageFile {
  read(into: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  truncate(byteLength: number): void;
  getSize(): number;
  flush(): void;
  close(): void;
}

/** Opens all or none. */
export async function openTogether(folder: StorageFolder, names: readonly string[]): Promise<StorageFile[]> {
  const files: StorageFile[] = [];
  try {
    for (const name of names) files.push(await folder.open(name));
    return files;
  } catch (error) {
    for (const file of files) file.close();
    throw error;
  }
}

/**
 * Writes all of `bytes` at `start` of the file. A full disk shows in Firefox as a short count, then 0, and some
 * versions of Chromium return 4294967288: only a count that makes sense is believed.
 */
export function writeAll(file: StorageFile, bytes: Uint8Array<ArrayBuffer>, name: string, start = 0): void {
  let at = 0;
  while (at < bytes.length) {
    const written = file.write(bytes.subarray(at), { at: start + at });
    if (!(written > 0 && written <= bytes.length - at)) throw quotaError(`writing ${name}`);
    at += written;
  }
}

/** Reads the first `byteLength` bytes, or fewer where the file ends before. */
export function readAll(file: StorageFile, byteLength: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(byteLength);
  let at = 0;
  while (at < byteLength) {
    const count = file.read(bytes.subarray(at), { at });
    if (!(count > 0 && count <= byteLength - at)) return bytes.subarray(0, at);
    at += count;
  }
  return bytes;
}

/** As `readAll`, but all of it: a file that cannot be read must not be taken for an empty or a damaged one. */
export function readExactly(file: StorageFile, byteLength: number, name: string): Uint8Array<ArrayBuffer> {
  const bytes = readAll(file, byteLength);
  if (bytes.length === byteLength) return bytes;
  throw new StorageError(
    "storage-io",
    `Only ${bytes.length} of ${byteLength} bytes of ${name} could be read. Reload the page; nothing was changed.`,
  );
}

/** Both must start at a multiple of four in their buffers. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  const words = left.length >>> 2;
  const leftWords = new Uint32Array(left.buffer, left.byteOffset, words);
  const rightWords = new Uint32Array(right.buffer, right.byteOffset, words);
  for (let index = 0; index < words; index++) if (leftWords[index] !== rightWords[index]) return false;
  for (let index = words * 4; index < left.length; index++) if (left[index] !== right[index]) return false;
  return true;
}
