import type { CrashPoint } from "./crash-point.ts";
import type { Bytes } from "./model-file.ts";
import { flipBit } from "./model-folder.ts";
import type { Random } from "./random.ts";

const DAMAGES: readonly ((content: Bytes, random: Random) => Bytes)[] = [
  (content, random) => {
    const copy = content.slice();
    flipBit(copy, random);
    return copy;
  },
  (content, random) => content.slice(0, random.below(usedLength(content) + 1)),
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

function usedLength(content: Bytes): number {
  return content.findLastIndex((byte) => byte !== 0) + 1;
}
