import type { Random } from "./random.ts";

export type Bytes = Uint8Array<ArrayBuffer>;

const SECTOR_BYTES = 512;

/** One file of the model, a value. */
export interface ModelFile {
  /** Its content when it was last flushed, then after each call since; the last is what everybody reads. */
  readonly versions: readonly [Bytes, ...Bytes[]];
  /** Byte ranges written since the last flush. */
  readonly written: readonly { readonly at: number; readonly end: number }[];
}

export const EMPTY_FILE: ModelFile = { versions: [new Uint8Array()], written: [] };

export function durableFile(content: Bytes): ModelFile {
  return { versions: [content], written: [] };
}

export function contentOf(file: ModelFile): Bytes {
  return file.versions.at(-1) ?? file.versions[0];
}

export function written(file: ModelFile, bytes: Uint8Array, at: number): ModelFile {
  if (bytes.length === 0) return file;
  const end = at + bytes.length;
  const content = resized(contentOf(file), Math.max(contentOf(file).length, end));
  content.set(bytes, at);
  return { versions: [...file.versions, content], written: [...file.written, { at, end }] };
}

export function truncated(file: ModelFile, byteLength: number): ModelFile {
  return { ...file, versions: [...file.versions, resized(contentOf(file), byteLength)] };
}

export function flushed(file: ModelFile): ModelFile {
  return durableFile(contentOf(file));
}

/**
 * What a power loss may leave: the length and each sector as at any time since the last flush, each on its own, which is
 * every subset and order of the calls. What was written since may be garbage as well: noise, zeros, or bytes of `strays`
 * that once lay there. Bytes beside a write in its sector are safe, as SQLite takes for granted on today's disks
 * ("powersafe overwrite").
 */
export function afterPowerLoss(file: ModelFile, random: Random, strays: readonly Bytes[]): ModelFile {
  if (file.versions.length === 1) return file;
  const { length } = random.pick(file.versions);
  const content = new Uint8Array(length);
  const garbageChance = random.pick([0, 0, 0.1, 0.5]);
  const newestChance = random.pick([0, 0.5, 0.9, 1]);
  for (let start = 0; start < length; start += SECTOR_BYTES) {
    const end = Math.min(start + SECTOR_BYTES, length);
    const version = random.chance(newestChance) ? contentOf(file) : random.pick(file.versions);
    content.set(version.subarray(start, end), start);
    if (random.chance(garbageChance)) spoil(content, file, start, end, random, strays);
  }
  return durableFile(content);
}

function spoil(
  content: Bytes,
  file: ModelFile,
  start: number,
  end: number,
  random: Random,
  strays: readonly Bytes[],
): void {
  const kind = random.pick(["noise", "zeros", "stray"] as const);
  const stray = random.pick(strays);
  for (const range of file.written) {
    for (let at = Math.max(start, range.at); at < Math.min(end, range.end); at++) {
      content[at] = kind === "noise" ? random.below(256) : kind === "zeros" ? 0 : (stray[at] ?? 0);
    }
  }
}

function resized(content: Bytes, byteLength: number): Bytes {
  const copy = new Uint8Array(byteLength);
  copy.set(content.subarray(0, byteLength));
  return copy;
}
