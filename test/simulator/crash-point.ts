import type { JournalEntry } from "../../src/worker/protocol.ts";
import type { ChangeLog } from "./change-log.ts";
import type { DiskChange, ModelDisk } from "./model-disk.ts";
import type { Bytes } from "./model-file.ts";
import type { Call } from "./model-folder.ts";
import type { Page } from "./page.ts";
import type { Random } from "./random.ts";

export type CrashKind = "kill" | "power loss";

/** The disk that a crash left, and what was known until then. */
export interface CrashPoint {
  readonly kind: CrashKind;
  /** The call that it came before, amid or after. */
  readonly at: string;
  readonly disk: ModelDisk;
  /** Whether one of its files is not what was written, or was not and the table was loaded since. */
  readonly damage: "none" | "fresh" | "survived";
  readonly log: ChangeLog;
  /** Sent to the journal and not answered. */
  readonly outstanding: readonly JournalEntry[];
  /** Records that were found damaged and must be kept. */
  readonly damagedRecords: readonly Bytes[];
}

/** A crash while `page` makes a call of `changes`. */
export function crashAt(page: Page, call: Call, changes: readonly DiskChange[], random: Random): CrashPoint {
  const disk = page.folder.disk.afterKill();
  const count = random.below(changes.length + 1);
  for (const change of changes.slice(0, count)) disk.apply(change);
  const torn = changes[count];
  if (torn?.kind === "write" && random.chance(0.7)) {
    disk.apply({ ...torn, bytes: torn.bytes.slice(0, random.below(torn.bytes.length + 1)) });
  }
  return crashed(page, disk, `${call.kind} ${call.name}`, random, randomKind(random));
}

/** A crash while nothing is called. */
export function crashNow(page: Page, random: Random, kind = randomKind(random)): CrashPoint {
  return crashed(page, page.folder.disk, "rest", random, kind);
}

function randomKind(random: Random): CrashKind {
  return random.chance(0.35) ? "kill" : "power loss";
}

function crashed(page: Page, disk: ModelDisk, at: string, random: Random, kind: CrashKind): CrashPoint {
  return {
    kind,
    at,
    disk: kind === "kill" ? disk.afterKill() : disk.afterPowerLoss(random),
    damage: "none",
    log: page.log.clone(),
    outstanding: page.outstanding,
    damagedRecords: [],
  };
}
