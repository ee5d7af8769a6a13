import { joinScans } from "../../src/worker/journal/journal-content.ts";
import { scanJournal } from "../../src/worker/journal/journal-scan.ts";
import { equalBytes } from "../../src/worker/storage.ts";
import { decodeManifest } from "../../src/worker/manifest.ts";
import type { BrowserRules } from "./browser-rules.ts";
import type { ChangeLog } from "./change-log.ts";
import { crashAt, type CrashPoint } from "./crash-point.ts";
import { ModelFolder } from "./model-folder.ts";
import type { Bytes } from "./model-file.ts";
import { isEqual, Page, Violation } from "./page.ts";
import type { Random } from "./random.ts";
import { type Loaded, readVersion } from "./worker-client.ts";

/** A new page finds what `point` left; see `examine`. What goes wrong names the crash. */
export async function recover(...[point, ...rest]: Parameters<typeof examine>): Promise<Page> {
  try {
    return await examine(point, ...rest);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Violation(`${point.kind} at ${point.at}: ${reason}`, { cause: error });
  }
}

/**
 * A new page loads what `point` left with the real code; what it finds is compared with what was acknowledged. Resolves
 * to the page, which can go on. `onCrash` is told of crashes while it loads.
 */
async function examine(
  point: CrashPoint,
  rules: BrowserRules,
  random: Random,
  onCrash?: (point: CrashPoint) => void,
): Promise<Page> {
  const page = new Page(new ModelFolder(point.disk.afterKill(), rules, random), point.log.clone());
  const records = [...point.damagedRecords, ...damagedRecords(point.disk.contents())];
  if (onCrash) {
    page.folder.hooks.onChange = (call, changes) => {
      // What a killed process left is not on the disk yet, so it may look otherwise after a power loss.
      const crash = crashAt(page, call, changes, random);
      const isSafe = point.kind === "power loss" || crash.kind === "kill";
      onCrash({ ...crash, damage: point.damage, damagedRecords: isSafe ? records : [] });
    };
  }
  const loaded = await page.load();
  await page.settled();
  delete page.folder.hooks.onChange;
  checkState(loaded, page.log, point.damage === "fresh");
  if (point.damage === "none") {
    checkNoFalseAlarm(loaded);
    checkSavedIsOffered(loaded, page.log);
    checkKeptAreOffered(loaded, page.log);
  } else page.log.forgetKept();
  checkAllKept(records, page);
  if (point.damage === "none" && random.chance(0.2)) await checkVersions(page, loaded);
  page.goOnFrom(loaded);
  return page;
}

/** The worker died in the middle of `point`, and the page lives on. */
export async function resume(point: CrashPoint, rules: BrowserRules, random: Random): Promise<Page> {
  const page = new Page(new ModelFolder(point.disk.afterKill(), rules, random), point.log.clone(), point.outstanding);
  checkState(await page.load(), page.log);
  await page.sendAgain(random);
  return page;
}

/** Compares what was loaded with what was acknowledged. */
export function checkState(loaded: Loaded, log: ChangeLog, isDamaged = false): void {
  const { sequence, state, isReported, table } = loaded;
  if (table && log.tableId !== 0 && table.id !== log.tableId) {
    throw new Violation(`Table ${log.tableId} was found as ${table.id}.`);
  }
  const known = `${log.acknowledged} of ${log.sequence} was acknowledged`;
  if (!log.mayFind(sequence)) {
    if (!isDamaged) throw new Violation(`Change ${sequence} was found; ${known}.`);
    if (!isReported) throw new Violation(`Change ${sequence} was found and no damage told; ${known}.`);
    if (!log.mayFindDamaged(sequence)) throw new Violation(`Change ${sequence} never was; ${known}.`);
  }
  if (!isEqual(state, sequence === 0 ? null : log.stateAt(sequence))) {
    throw new Violation(`The state after change ${sequence} is not the one that there was.`);
  }
}

/** A crash tears what was not acknowledged; it damages no journal. */
function checkNoFalseAlarm({ warnings }: Loaded): void {
  const alarm = warnings.find((warning) => /journal .* was damaged/.test(warning));
  if (alarm) throw new Violation(`Without damage it was told: ${alarm}`);
}

/** The last acknowledged snapshot itself, not only the changes in it. */
function checkSavedIsOffered({ table }: Loaded, { acknowledged, saved }: ChangeLog): void {
  const newest = table?.versions.at(-1)?.version ?? 0;
  if (acknowledged > 0 && newest < saved) throw new Violation(`Version ${saved} was saved; the newest is ${newest}.`);
}

function checkKeptAreOffered({ table }: Loaded, { kept }: ChangeLog): void {
  const offered = table?.versions.filter((version) => version.kept).map(({ version }) => version) ?? [];
  const missing = [...kept].find((version) => !offered.includes(version));
  if (missing !== undefined) throw new Violation(`Version ${missing} was to be kept; there are ${offered.join(", ")}.`);
}

function checkAllKept(records: readonly Bytes[], page: Page): void {
  const kept = [...page.folder.disk.contents().values()];
  for (const record of records) {
    if (!kept.some((bytes) => equalBytes(bytes, record))) throw new Violation("A damaged record was thrown away.");
  }
}

/** Every version that is offered is whole and what was saved. */
async function checkVersions(page: Page, { versions }: Loaded): Promise<void> {
  for (const version of versions) {
    const cells = await readVersion(page.client, version);
    if (!cells || !isEqual(cells, page.log.stateAt(version.version))) {
      throw new Violation(`Version ${version.version} is offered and not what was saved.`);
    }
  }
}

/**
 * What nobody may throw away: records that cannot be read and, when none can, the data; those that the other one does not
 * name, when the journal could not hold what came after it.
 */
function damagedRecords(contents: ReadonlyMap<string, Bytes>): Bytes[] {
  const slots = ["manifest0", "manifest1"].map((name) => contents.get(name) ?? new Uint8Array());
  const states = slots.map((slot) => decodeManifest(slot).state);
  const damaged = slots.filter((_, index) => states[index] === "damaged");
  if (damaged.length === 0) return damaged;
  const [manifest] = slots.map(decodeManifest).flatMap((slot) => (slot.state === "valid" ? slot.manifest : []));
  if (manifest && !hasBarrierAfter(contents, manifest.versions.at(-1)?.version ?? 0)) return damaged;
  const named = new Set(manifest?.versions.flatMap(({ segments }) => segments.map(({ file }) => file)));
  const data = [...contents].filter(([name, bytes]) => name.startsWith("p") && bytes.length > 0 && !named.has(name));
  return [...damaged, ...data.map(([, bytes]) => bytes)];
}

function hasBarrierAfter(contents: ReadonlyMap<string, Bytes>, version: number): boolean {
  const [first, second] = ["journal0", "journal1"].map((name) => scanJournal(contents.get(name) ?? new Uint8Array()));
  const entries = first && second ? joinScans([first, second], 0).entries : [];
  return entries.some(({ sequence, isBarrier }) => isBarrier && sequence > version);
}
