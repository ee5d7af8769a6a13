import { decodeManifest } from "../../src/worker/manifest.ts";
import type { BrowserRules } from "./browser-rules.ts";
import type { CrashPoint } from "./crash-point.ts";
import { ModelFolder } from "./model-folder.ts";
import type { Bytes } from "./model-file.ts";
import { isEqual, Page, Violation } from "./page.ts";
import type { Random } from "./random.ts";
import { type Loaded, readVersion } from "./worker-client.ts";

/** Loads what `point` left with the real code and compares it with what was acknowledged. The page can go on. */
export async function recover(point: CrashPoint, rules: BrowserRules, random: Random): Promise<Page> {
  const page = new Page(new ModelFolder(point.disk.afterKill(), rules, random), point.log.clone());
  const loaded = await page.load();
  checkState(loaded, point);
  if (random.chance(0.2)) await checkVersions(page, loaded);
  page.goOnFrom(loaded);
  return page;
}

function checkState(loaded: Loaded, { log }: CrashPoint): void {
  const { sequence, state } = loaded;
  if (!log.mayFind(sequence)) {
    throw new Violation(`Change ${sequence} was found; ${log.acknowledged} of ${log.sequence} was acknowledged.`);
  }
  if (!isEqual(state, sequence === 0 ? null : log.stateAt(sequence))) {
    throw new Violation(`The state after change ${sequence} is not the one that there was.`);
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

/** What nobody may throw away: records that cannot be read. */
export function damagedRecords(contents: ReadonlyMap<string, Bytes>): Bytes[] {
  return ["manifest0", "manifest1"].flatMap((name) => {
    const bytes = contents.get(name);
    return bytes && decodeManifest(bytes).state === "damaged" ? [bytes] : [];
  });
}
