import { expect } from "@open-wc/testing";
import { StorageError } from "../../src/worker/storage-error.ts";
import { BROWSERS, type BrowserRules } from "./browser-rules.ts";
import { crashNow } from "./crash-point.ts";
import { ModelDisk } from "./model-disk.ts";
import { type Call, type Fault, ModelFolder } from "./model-folder.ts";
import type { Page } from "./page.ts";
import { Random } from "./random.ts";
import { checkState, recover } from "./recovery.ts";
import { newPage, playScenario } from "./scenario.ts";

const throws = (error: string): Fault => ({ kind: "throws", error });
const count = (value: number): Fault => ({ kind: "count", count: value });

const FAULTS: Partial<Record<Call["kind"], readonly Fault[]>> = {
  list: [throws("UnknownError"), { kind: "hangs" }, { kind: "dies" }],
  open: [throws("UnknownError"), throws("QuotaExceededError"), { kind: "hangs" }, { kind: "dies" }],
  readAll: [throws("NotReadableError"), { kind: "hangs" }, { kind: "dies" }],
  read: [throws("UnknownError"), count(0), count(3), { kind: "dies" }],
  write: [throws("QuotaExceededError"), count(0), count(5), count(4_294_967_288), { kind: "dies" }],
  truncate: [throws("UnknownError"), throws("QuotaExceededError"), { kind: "dies" }],
  getSize: [throws("UnknownError"), { kind: "dies" }],
  flush: [throws("UnknownError"), throws("QuotaExceededError"), { kind: "dies" }],
  close: [{ kind: "dies" }],
};

const [RULES] = BROWSERS as [BrowserRules];

interface Trial {
  /** The fault happened. */
  readonly hasHappened: boolean;
  readonly page: Page;
}

/** Plays the scenario while `fault` hits the `failing`th call of the kind, and the later ones when it is for good. */
async function tryFault(kind: Call["kind"], fault: Fault, failing: number, isForGood: boolean): Promise<Trial> {
  const folder = new ModelFolder(new ModelDisk(), RULES, new Random(failing));
  const page = newPage(folder);
  let seen = 0;
  let isStuck: () => void = () => undefined;
  const stuck = new Promise<void>((resolve) => (isStuck = resolve));
  folder.hooks.faultOf = (call) => {
    if (call.kind !== kind) return undefined;
    const index = seen++;
    if (index < failing || (index > failing && !isForGood)) return undefined;
    if (fault.kind === "hangs") isStuck();
    return fault;
  };
  const played = playScenario(page).catch((error: unknown) => {
    if (!(error instanceof StorageError) || error.message.length < 20) throw error;
  });
  // The page ends a worker that does not answer.
  void stuck.then(() => setTimeout(() => folder.die()));
  await played;
  delete folder.hooks.faultOf;
  return { hasHappened: seen > failing, page };
}

/** The page starts its worker anew, then goes on; nothing that was acknowledged is missing, nor after a power loss. */
async function goOn(page: Page, random: Random): Promise<void> {
  checkState(await page.restartWorker(), page.log);
  await page.sendAgain(random);
  await page.append(2, random);
  await page.save({ editsBetween: 0, isAborted: false, keepVersions: 1 }, random);
  expect(page.log.acknowledged, "saving goes on").to.equal(page.log.sequence);
  await page.append(1, random);
  await recover(crashNow(page, random, "power loss"), RULES, random);
}

describe("storage whose calls fail", () => {
  for (const [kind, faults] of Object.entries(FAULTS) as [Call["kind"], readonly Fault[]][]) {
    for (const fault of faults) {
      const what =
        fault.kind === "throws"
          ? `throws ${fault.error}`
          : fault.kind === "count"
            ? `gives ${fault.count}`
            : fault.kind;
      it(`keeps what was acknowledged when any ${kind} ${what}`, async () => {
        for (const isForGood of [false, true]) {
          for (let failing = 0; ; failing++) {
            const { hasHappened, page } = await tryFault(kind, fault, failing, isForGood);
            if (!hasHappened) break;
            try {
              await goOn(page, new Random(failing));
            } catch (error) {
              throw new Error(`call ${failing}, ${isForGood ? "for good" : "once"}: ${String(error)}`, {
                cause: error,
              });
            }
          }
        }
      });
    }
  }
});
