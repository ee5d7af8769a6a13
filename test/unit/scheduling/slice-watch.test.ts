import { expect } from "@open-wc/testing";
import { JobQueue } from "../../../src/engine/scheduling/job-queue.ts";
import type { Job } from "../../../src/engine/scheduling/job.ts";
import { SliceWatch } from "../../../src/engine/scheduling/slice-watch.ts";
import { rejectionOf } from "../../rejection-of.ts";
import { ManualClock } from "../manual-clock.ts";
import { hold, settled, type Held } from "./fakes.ts";

describe("SliceWatch", () => {
  let clock: ManualClock;
  let log: string[];
  let queue: JobQueue;
  let slice: Held<void>;
  let controller: AbortController;

  beforeEach(() => {
    clock = new ManualClock();
    log = [];
    const note = (what: string) => () => void log.push(`${what} at ${clock.now()}`);
    queue = new JobQueue({ watch: new SliceWatch({ clock, onStuck: note("stuck"), onFreed: note("freed") }) });
    slice = hold();
    controller = new AbortController();
  });

  /** Its only slice lasts until the test ends it. */
  const runHeld = (signal?: AbortSignal) =>
    queue.run(
      async function* (): Job<void> {
        await slice.promise;
        yield;
      },
      { priority: "user-visible", ...(signal && { signal }) },
    );

  it("tells of a slice that goes on for two seconds after its job was to stop, and of its end", async () => {
    const job = rejectionOf(runHeld(controller.signal));
    await clock.goTo(5000);
    controller.abort(new Error("stop"));
    await clock.goTo(6999);
    expect(log).to.deep.equal([]);
    await clock.goTo(8000);
    expect(log).to.deep.equal(["stuck at 7000"]);
    slice.resolve();
    expect((await job).message).to.equal("stop");
    expect(log).to.deep.equal(["stuck at 7000", "freed at 8000"]);
  });

  it("tells of a cleanup that does not end", async () => {
    const job = queue.run(
      async function* (): Job<void> {
        try {
          yield { until: hold().promise };
        } finally {
          await slice.promise;
        }
      },
      { priority: "idle", signal: controller.signal },
    );
    await settled();
    controller.abort(new Error("stop"));
    await settled();
    await clock.goTo(3000);
    expect(log).to.deep.equal(["stuck at 2000"]);
    slice.resolve();
    await rejectionOf(job);
  });

  it("gives each slice its time", async () => {
    const cleanup = hold();
    const job = queue.run(
      async function* (): Job<void> {
        try {
          await slice.promise;
          yield;
        } finally {
          await cleanup.promise;
        }
      },
      { priority: "idle", signal: controller.signal },
    );
    await settled();
    controller.abort(new Error("stop"));
    await clock.goTo(1500);
    slice.resolve();
    await settled();
    await clock.goTo(3000);
    expect(log).to.deep.equal([]);
    cleanup.resolve();
    await rejectionOf(job);
    await clock.goTo(9000);
    expect(log).to.deep.equal([]);
  });

  it("lets a slice take its time that nobody wants to stop, though others behind it are", async () => {
    const job = runHeld();
    await settled();
    const waiting = rejectionOf(queue.run(async function* (): Job<void> {}, { priority: "idle", signal: controller.signal })); // prettier-ignore
    controller.abort(new Error("stop"));
    await waiting;
    await clock.goTo(9000);
    expect(log).to.deep.equal([]);
    slice.resolve();
    await job;
  });

  it("counts no time in which the page did not run", async () => {
    const job = rejectionOf(runHeld(controller.signal));
    await settled();
    controller.abort(new Error("stop"));
    await clock.goTo(400);
    clock.sleepUntil(60_000);
    await clock.goTo(61_400);
    expect(log).to.deep.equal([]);
    await clock.goTo(61_500);
    expect(log).to.deep.equal(["stuck at 61500"]);
    slice.resolve();
    await job;
  });
});
