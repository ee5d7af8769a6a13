import { HEADER_BYTES } from "../../src/worker/journal/journal-format.ts";
import type { CrashPoint } from "./crash-point.ts";
import type { Bytes } from "./model-file.ts";
import { flipBit } from "./model-folder.ts";
import type { Random } from "./random.ts";

const DAMAGES: readonly ((content: Bytes, random: Random) => Bytes)[] = [
  (content, random) => {
    const copy = content.slice();
    flipBit(copy.subarray(0, usedLength(copy)), random);
    return copy;
  },
  (content, random) => content.slice(0, random.below(usedLength(content) + 1)),
  (content, random) => content.slice(0, random.pick(placesLike(content, HEADER_BYTES))),
  () => new Uint8Array(),
  // Zeros would look like room that was never used.
  (content, random) => content.slice().fill(1 + random.below(255), random.below(content.length + 1)),
];

/** The same crash, and one file of the table is not what was written to it. */
export function damaged(point: CrashPoint, random: Random): CrashPoint {
  const disk = point.disk.afterKill();
  const prefix = random.pick(["", "journal", "manifest"]);
  const names = disk.names.filter((name) => name.startsWith(prefix) && disk.contentOf(disk.find(name) ?? 0).length > 0);
  const name = names.length > 0 ? random.pick(names) : "nothing";
  const file = disk.find(name);
  if (file !== undefined) disk.damage(file, random.pick(DAMAGES)(disk.contentOf(file), random));
  return { ...point, disk, damage: "fresh", at: `${point.at} with damage of ${name}` };
}

/** Offsets at which the same word lies as at `offset`: in a journal the records begin there. */
function placesLike(content: Bytes, offset: number): number[] {
  const view = new DataView(content.buffer);
  const places = [Math.min(offset, content.length)];
  for (let at = offset + 4; at + 4 <= usedLength(content); at++) {
    if (view.getUint32(at) === view.getUint32(offset)) places.push(at);
  }
  return places;
}

function usedLength(content: Bytes): number {
  return content.findLastIndex((byte) => byte !== 0) + 1;
}
