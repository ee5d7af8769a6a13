import { StorageError } from "../../src/worker/storage-error.ts";
import type { CrashPoint } from "./crash-point.ts";
import { crashAt, crashNow } from "./crash-point.ts";
import { randomFault, randomReadFault } from "./injected-faults.ts";
import type { ModelFolder } from "./model-folder.ts";
import type { Page } from "./page.ts";
import type { Random } from "./random.ts";
import { checkState } from "./recovery.ts";

/** What a user, and a disk that fills up, may do next. */
const STEPS: readonly { readonly weight: number; readonly run: (page: Page, random: Random) => Promise<void> }[] = [
  { weight: 8, run: (page, random) => page.append(1, random) },
  { weight: 4, run: (page, random) => page.append(2 + random.below(6), random) },
  { weight: 1, run: (page, random) => page.replace(random) },
  { weight: 6, run: (page, random) => page.save(saveOptions(random, false), random) },
  { weight: 1, run: (page, random) => page.save(saveOptions(random, true), random) },
  { weight: 1, run: (page, random) => page.keepVersions(random) },
  { weight: 0.4, run: (page, random) => page.describeVersion(random) },
  { weight: 0.6, run: (page, random) => page.delete(random) },
  { weight: 1, run: reopen },
  { weight: 1, run: restartWorker },
  { weight: 1, run: follow },
];

const TOTAL_WEIGHT = STEPS.reduce((sum, { weight }) => sum + weight, 0);

/** Runs `count` random steps on `page`; each call of the disk is a crash that `onCrash` is told of. */
export async function runHistory(
  page: Page,
  count: number,
  random: Random,
  onCrash: (point: CrashPoint) => void,
): Promise<void> {
  page.folder.hooks.onChange = (call, changes) => onCrash(crashAt(page, call, changes, random));
  for (let index = 0; index < count; index++) {
    const { folder } = page;
    if (random.chance(0.2)) folder.hooks.faultOf = randomFault(random);
    else if (random.chance(0.06)) folder.capacityBytes = folder.disk.usedBytes + random.below(1500);
    await randomStep(random)(page, random);
    await page.settled();
    endFaults(page.folder);
    onCrash(crashNow(page, random));
  }
  delete page.folder.hooks.onChange;
}

function randomStep(random: Random): (page: Page, random: Random) => Promise<void> {
  let at = random.next() * TOTAL_WEIGHT;
  for (const { weight, run } of STEPS) {
    at -= weight;
    if (at < 0) return run;
  }
  throw new RangeError("The weights do not add up.");
}

/** A load that fails leaves all as it is: the next one finds it. */
async function reopen(page: Page, random: Random): Promise<void> {
  await page.close();
  if (random.chance(0.4)) page.folder.hooks.faultOf ??= randomReadFault(random);
  const loaded = await page.load().catch((error: unknown) => {
    if (!(error instanceof StorageError)) throw error;
    endFaults(page.folder);
    return page.load();
  });
  checkState(loaded, page.log);
  page.goOnFrom(loaded);
}

async function restartWorker(page: Page, random: Random): Promise<void> {
  endFaults(page.folder);
  checkState(await page.restartWorker(), page.log);
  await page.sendAgain(random);
}

async function follow(page: Page): Promise<void> {
  endFaults(page.folder);
  try {
    checkState(await page.follow(), page.log);
  } catch (error) {
    // The first save failed in the middle.
    if (!(error instanceof StorageError) || page.log.acknowledged > 0) throw error;
  }
}

function endFaults(folder: ModelFolder): void {
  delete folder.hooks.faultOf;
  folder.capacityBytes = Infinity;
}

function saveOptions(random: Random, isAborted: boolean): Parameters<Page["save"]>[0] {
  return { isAborted, editsBetween: random.below(4), keepVersions: 1 + random.below(3) };
}
