import type { CrashPoint } from "./crash-point.ts";
import { crashAt, crashNow } from "./crash-point.ts";
import { randomFault } from "./injected-faults.ts";
import type { Page } from "./page.ts";
import type { Random } from "./random.ts";

/** What a user, and a disk that fills up, may do next. */
const STEPS: readonly { readonly weight: number; readonly run: (page: Page, random: Random) => Promise<void> }[] = [
  { weight: 8, run: (page, random) => page.append(1, random) },
  { weight: 4, run: (page, random) => page.append(2 + random.below(6), random) },
  { weight: 1, run: (page, random) => page.replace(random) },
  { weight: 6, run: (page, random) => page.save(saveOptions(random, false), random) },
  { weight: 1, run: (page, random) => page.save(saveOptions(random, true), random) },
  { weight: 1, run: (page, random) => page.keepVersions(random) },
  { weight: 0.3, run: (page, random) => page.delete(random) },
];

const TOTAL_WEIGHT = STEPS.reduce((sum, { weight }) => sum + weight, 0);

/** Runs `count` random steps on `page`; each call of the disk is a crash that `onCrash` is told of. */
export async function runHistory(
  page: Page,
  count: number,
  random: Random,
  onCrash: (point: CrashPoint) => void,
): Promise<void> {
  const { folder } = page;
  folder.hooks.onChange = (call, changes) => onCrash(crashAt(page, call, changes, random));
  for (let index = 0; index < count; index++) {
    if (random.chance(0.12)) folder.hooks.faultOf = randomFault(random);
    else if (random.chance(0.06)) folder.capacityBytes = folder.disk.usedBytes + random.below(1500);
    await randomStep(random)(page, random);
    await page.settled();
    delete folder.hooks.faultOf;
    folder.capacityBytes = Infinity;
    onCrash(crashNow(page, random));
  }
  delete folder.hooks.onChange;
}

function randomStep(random: Random): (page: Page, random: Random) => Promise<void> {
  let at = random.next() * TOTAL_WEIGHT;
  for (const { weight, run } of STEPS) {
    at -= weight;
    if (at < 0) return run;
  }
  throw new RangeError("The weights do not add up.");
}

function saveOptions(random: Random, isAborted: boolean): Parameters<Page["save"]>[0] {
  return { isAborted, editsBetween: random.below(4), keepVersions: 1 + random.below(3) };
}
