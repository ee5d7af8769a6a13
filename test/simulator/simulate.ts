import { type BrowserRules, BROWSERS } from "./browser-rules.ts";
import { ChangeLog } from "./change-log.ts";
import { type CrashPoint, crashNow } from "./crash-point.ts";
import { damaged } from "./damage.ts";
import { runHistory } from "./history.ts";
import { ModelDisk } from "./model-disk.ts";
import { ModelFolder } from "./model-folder.ts";
import { Page, Violation } from "./page.ts";
import { Random } from "./random.ts";
import { recover, resume } from "./recovery.ts";

const LIVES = 4;
/** Part of the crashes of a history that are recovered from: more histories show more than more crashes of one. */
const SAMPLED = 0.25;

/** Crashes `count` times or a few more, in histories of which each has the seed one above the last one's. */
export async function simulateCrashes(options: { seed: number; count: number }): Promise<number> {
  let crashes = 0;
  for (let seed = options.seed; crashes < options.count; seed++) crashes += await simulateHistory(seed);
  return crashes;
}

/** One table through some lives, of which each ends by a crash. Returns the number of crashes that were recovered from. */
export async function simulateHistory(seed: number): Promise<number> {
  const random = new Random(seed);
  const rules = random.pick(BROWSERS);
  let doing = "opening a new table";
  let crashes = 0;
  try {
    let page = new Page(new ModelFolder(new ModelDisk(), rules, random), new ChangeLog());
    await page.load();
    for (let life = 0; life < LIVES; life++) {
      doing = `life ${life}`;
      const points: CrashPoint[] = [];
      await runHistory(page, 3 + random.below(12), random, (point) => void points.push(point));
      for (const point of points) {
        if (random.chance(SAMPLED)) crashes += await survive(point, rules, random);
      }
      page = await recover(random.pick(points), rules, random);
    }
    return crashes;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Violation(`Seed ${seed}, ${rules.name}, ${doing}: ${reason}`, { cause: error });
  }
}

/** Recovers, crashes while doing so and again when some changes were added, and recovers. */
async function survive(point: CrashPoint, rules: BrowserRules, random: Random): Promise<number> {
  if (random.chance(0.15)) return surviveDamage(point, rules, random);
  const isResumed = point.kind === "kill" && point.log.sequence > 0 && random.chance(0.3);
  const amid: CrashPoint[] = [];
  const page = isResumed
    ? await resume(point, rules, random)
    : await recover(point, rules, random, (crash) => void amid.push(crash));
  if (amid.length > 0 && random.chance(0.5)) {
    await recover(random.pick(amid), rules, random);
    return 2;
  }
  if (!isResumed && random.chance(0.5)) return 1;
  await page.append(1 + random.below(3), random);
  if (random.chance(0.4)) await page.save({ isAborted: false, editsBetween: 1, keepVersions: 2 }, random);
  await recover(crashNow(page, random), rules, random);
  return 2;
}

/** What is left of the table can be worked with. */
async function surviveDamage(point: CrashPoint, rules: BrowserRules, random: Random): Promise<number> {
  const page = await recover(damaged(point, random), rules, random);
  await page.append(1 + random.below(3), random);
  if (random.chance(0.5)) await page.save({ isAborted: false, editsBetween: 0, keepVersions: 1 }, random);
  await recover({ ...crashNow(page, random), damage: "survived" }, rules, random);
  return 2;
}
