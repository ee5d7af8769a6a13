import type { ModelFolder } from "./model-folder.ts";
import { Page } from "./page.ts";
import { ChangeLog } from "./change-log.ts";
import { Random } from "./random.ts";
import { checkState } from "./recovery.ts";

type Step = (page: Page, random: Random) => Promise<void>;

const append =
  (count: number): Step =>
  (page, random) =>
    page.append(count, random);
const save =
  (keepVersions: number): Step =>
  (page, random) =>
    page.save({ editsBetween: 1, isAborted: false, keepVersions }, random);
const reload: Step = async (page) => {
  await page.close();
  const loaded = await page.load();
  checkState(loaded, page.log);
  page.goOnFrom(loaded);
};

/** Every way in which a page uses the storage, in an order that leaves both slots and both journals in use. */
export const SCENARIO: readonly Step[] = [
  (page, random) => page.replace(random),
  save(1),
  append(1),
  append(3),
  save(3),
  append(2),
  save(3),
  append(1),
  (page) => page.describeVersion(new Random(2)),
  (page, random) => page.keepVersions(random),
  reload,
  append(2),
  save(1),
  append(1),
];

/** A page in a new folder. */
export function newPage(folder: ModelFolder): Page {
  return new Page(folder, new ChangeLog());
}

export async function playScenario(page: Page): Promise<void> {
  const random = new Random(1);
  await page.load();
  for (const step of SCENARIO) {
    if (page.folder.isDead) return;
    await step(page, random);
    await page.settled();
  }
}
