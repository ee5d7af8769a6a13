import { expect } from "@open-wc/testing";
import { InputPacing } from "../../../src/engine/scheduling/input-pacing.ts";
import { JobQueue, type JobOptions } from "../../../src/engine/scheduling/job-queue.ts";
import type { Job } from "../../../src/engine/scheduling/job.ts";
import type { Priority } from "../../../src/engine/scheduling/priority.ts";
import { hold, settled, slices } from "./fakes.ts";
import { rejectionOf } from "../../rejection-of.ts";
import { ManualClock } from "../manual-clock.ts";

describe("JobQueue", () => {
  let queue: JobQueue;
  let log: string[];

  beforeEach(() => {
    queue = new JobQueue();
    log = [];
  });

  const run = (name: string, priority: Priority, count: number) => queue.run(slices(log, name, count), { priority });

  it("resolves with what the job returns", async () => {
    expect(await run("a", "idle", 3)).to.equal("a");
    expect(log).to.deep.equal(["a", "a", "a"]);
  });

  it("rejects with what the job throws, and goes on", async () => {
    const failure = new Error("broken");
    const failing = queue.run(
      async function* (): Job<void> {
        yield;
        throw failure;
      },
      { priority: "urgent" },
    );
    const next = run("b", "urgent", 2);
    expect(await rejectionOf(failing)).to.equal(failure);
    expect(await next).to.equal("b");
  });

  it("rejects with what the job's factory throws", async () => {
    const failure = new Error("no job");
    const failing = queue.run(
      (): Job<void> => {
        throw failure;
      },
      { priority: "urgent" },
    );
    expect(await rejectionOf(failing)).to.equal(failure);
  });

  describe("order", () => {
    it("is by priority for jobs that are queued together", async () => {
      const all = [run("i", "idle", 1), run("b", "background", 1), run("v", "user-visible", 1), run("u", "urgent", 1)];
      await Promise.all(all);
      expect(log).to.deep.equal(["u", "v", "b", "i"]);
    });

    it("is by arrival inside a priority, each job to its end", async () => {
      await Promise.all([run("a", "background", 3), run("b", "background", 2), run("c", "background", 1)]);
      expect(log.join("")).to.equal("aaabbc");
    });

    it("lets an urgent job in after the slice that is under way", async () => {
      const slice = hold();
      const heavy = queue.run(
        async function* (): Job<void> {
          log.push("heavy");
          await slice.promise;
          yield;
          log.push("heavy");
        },
        { priority: "background" },
      );
      await settled();
      const urgent = run("urgent", "urgent", 2);
      await settled();
      expect(log).to.deep.equal(["heavy"]);
      slice.resolve();
      await Promise.all([heavy, urgent]);
      expect(log).to.deep.equal(["heavy", "urgent", "urgent", "heavy"]);
    });
  });

  describe("share", () => {
    it("gives a waiting lower priority one slice in eight", async () => {
      await Promise.all([run("u", "urgent", 24), run("b", "background", 5)]);
      expect(log.join("")).to.equal("uuuuuuub".repeat(3) + "uuubb");
    });

    it("rotates over the lower priorities", async () => {
      await Promise.all([
        run("u", "urgent", 42),
        run("v", "user-visible", 3),
        run("b", "background", 3),
        run("i", "idle", 3),
      ]);
      const shares = log.join("").slice(0, 48).replaceAll("u", "");
      expect(shares).to.equal("vbivbi");
    });

    it("does not starve idle behind a stream of urgent jobs", async () => {
      const state = { idleRuns: true };
      const idle = run("i", "idle", 10).finally(() => (state.idleRuns = false));
      while (state.idleRuns) await run("u", "urgent", 1);
      await idle;
      expect(log.filter((name) => name === "i")).to.have.length(10);
    });

    it("is not saved up while nothing lower waits", async () => {
      const parked = hold();
      const lower = queue.run(
        async function* (): Job<void> {
          yield { until: parked.promise };
          log.push("b");
        },
        { priority: "background" },
      );
      await settled();
      const urgent = queue.run(
        async function* (): Job<void> {
          for (let slice = 0; slice < 20; slice++) {
            log.push("u");
            if (slice === 9) parked.resolve();
            yield;
          }
        },
        { priority: "urgent" },
      );
      await Promise.all([lower, urgent]);
      expect(log.indexOf("b")).to.be.greaterThan(15);
      expect(log.indexOf("b")).to.be.lessThan(20);
    });
  });

  describe("a parked job", () => {
    it("lets others run until its promise settles, fulfilled or rejected", async () => {
      const parked = hold();
      const failing = hold();
      const job = queue.run(
        async function* (): Job<void> {
          yield { until: parked.promise };
          log.push("parked");
          yield { until: failing.promise };
          log.push("rejected");
        },
        { priority: "urgent" },
      );
      expect(await run("idle", "idle", 2)).to.equal("idle");
      expect(log).to.deep.equal(["idle", "idle"]);
      parked.resolve();
      await settled();
      failing.reject(new Error("ignored"));
      await job;
      expect(log).to.deep.equal(["idle", "idle", "parked", "rejected"]);
    });

    it("can wait for a job that it queued itself", async () => {
      const outer = queue.run(
        async function* (): Job<string> {
          const inner = run("inner", "background", 2);
          yield { until: inner };
          return `outer of ${await inner}`;
        },
        { priority: "urgent" },
      );
      expect(await outer).to.equal("outer of inner");
    });

    it("goes on only once when its old promise settles after an abort", async () => {
      const controller = new AbortController();
      const parked = hold();
      const cleanup = hold();
      const job = queue.run(
        async function* (): Job<void> {
          try {
            yield { until: parked.promise };
          } finally {
            log.push("cleanup");
            yield { until: cleanup.promise };
            log.push("clean");
          }
        },
        { priority: "urgent", signal: controller.signal },
      );
      await settled();
      controller.abort();
      await settled();
      parked.resolve();
      await settled();
      expect(log).to.deep.equal(["cleanup"]);
      cleanup.resolve();
      expect(await rejectionOf(job)).to.equal(controller.signal.reason);
      expect(log).to.deep.equal(["cleanup", "clean"]);
    });
  });

  describe("abort", () => {
    let controller: AbortController;
    beforeEach(() => (controller = new AbortController()));

    const abortable = (job: () => Job<unknown>, priority: Priority = "background") =>
      queue.run(job, { priority, signal: controller.signal });

    it("before the call rejects and starts nothing", async () => {
      controller.abort(new Error("early"));
      const job = abortable(() => slices(log, "a", 1));
      expect((await rejectionOf(job)).message).to.equal("early");
      expect(log).to.deep.equal([]);
    });

    it("of a queued job rejects at once and never starts it", async () => {
      const slice = hold();
      const running = queue.run(
        async function* (): Job<void> {
          yield;
          await slice.promise;
        },
        { priority: "urgent" },
      );
      await settled();
      const job = abortable(() => slices(log, "a", 1));
      controller.abort(new Error("stop"));
      expect((await rejectionOf(job)).message).to.equal("stop");
      slice.resolve();
      await running;
      await settled();
      expect(log).to.deep.equal([]);
    });

    it("of a running job lets it clean up at its next yield, ahead of everything else", async () => {
      const slice = hold();
      const job = abortable(async function* (): Job<void> {
        try {
          await slice.promise;
          yield;
          log.push("never");
        } finally {
          log.push("cleanup");
        }
      }, "idle");
      await settled();
      controller.abort(new Error("stop"));
      const urgent = run("urgent", "urgent", 1);
      await settled();
      expect(log).to.deep.equal([]);
      slice.resolve();
      expect((await rejectionOf(job)).message).to.equal("stop");
      await urgent;
      expect(log).to.deep.equal(["cleanup", "urgent"]);
    });

    it("of a parked job takes effect at once", async () => {
      const job = abortable(async function* (): Job<void> {
        try {
          yield { until: hold().promise };
        } finally {
          log.push("cleanup");
        }
      });
      await settled();
      controller.abort(new Error("stop"));
      expect((await rejectionOf(job)).message).to.equal("stop");
      expect(log).to.deep.equal(["cleanup"]);
    });

    it("of a job about to park takes effect without waiting for the promise", async () => {
      const slice = hold();
      const job = abortable(async function* (): Job<void> {
        await slice.promise;
        yield { until: hold().promise };
      });
      await settled();
      controller.abort(new Error("stop"));
      slice.resolve();
      expect((await rejectionOf(job)).message).to.equal("stop");
    });

    it("rejects only after the cleanup", async () => {
      const cleanup = hold();
      const job = abortable(async function* (): Job<void> {
        try {
          yield { until: hold().promise };
        } finally {
          await cleanup.promise;
          log.push("clean");
        }
      }).catch(() => log.push("rejected"));
      await settled();
      controller.abort();
      await settled();
      expect(log).to.deep.equal([]);
      cleanup.resolve();
      await job;
      expect(log).to.deep.equal(["clean", "rejected"]);
    });

    it("in the slice in which the job returns leaves its value as the outcome", async () => {
      const slice = hold();
      const job = abortable(async function* (): Job<string> {
        yield;
        await slice.promise;
        return "committed";
      });
      await settled();
      controller.abort();
      slice.resolve();
      expect(await job).to.equal("committed");
    });

    it("in the slice in which the job throws is the outcome", async () => {
      const slice = hold();
      const job = abortable(async function* (): Job<string> {
        yield;
        await slice.promise;
        throw new Error("broken by the abort");
      });
      await settled();
      controller.abort(new Error("stop"));
      slice.resolve();
      expect((await rejectionOf(job)).message).to.equal("stop");
    });

    it("is the outcome when the cleanup throws", async () => {
      const failCleanup = () => {
        throw new Error("cleanup failed");
      };
      const job = abortable(async function* (): Job<void> {
        try {
          yield { until: hold().promise };
        } finally {
          failCleanup();
        }
      });
      await settled();
      controller.abort(new Error("stop"));
      expect((await rejectionOf(job)).message).to.equal("stop");
      expect(await run("next", "idle", 1)).to.equal("next");
    });

    it("after the end changes nothing", async () => {
      expect(await abortable(() => slices(log, "a", 2))).to.equal("a");
      controller.abort();
      expect(await run("b", "idle", 1)).to.equal("b");
    });
  });

  describe("while there is input", () => {
    const SLICE_MS = 10;
    let clock: ManualClock;

    beforeEach(() => {
      clock = new ManualClock();
      const pacing = new InputPacing(clock);
      pacing.noteInput();
      queue = new JobQueue({ pacing });
    });

    /** Notes the time at which each of its slices begins. */
    async function* timed(name: string, count: number): Job<string> {
      for (let slice = 1; slice <= count; slice++) {
        log.push(`${name}${clock.now()}`);
        await clock.goTo(clock.now() + SLICE_MS);
        if (slice < count) yield;
      }
      return name;
    }

    const runTimed = (name: string, count: number, options: JobOptions) => queue.run(timed(name, count), options);

    async function goTo(time: number): Promise<void> {
      await settled();
      while (clock.now() < time) {
        await clock.goTo(clock.now() + 1);
        await settled();
      }
    }

    it("leaves as much time after each slice as it took", async () => {
      const job = runTimed("b", 3, { priority: "background" });
      await goTo(60);
      expect(await job).to.equal("b");
      expect(log).to.deep.equal(["b0", "b20", "b40"]);
    });

    it("runs one after the other without a pause what is urgent or not paced", async () => {
      const urgent = runTimed("u", 3, { priority: "urgent" });
      const unpaced = runTimed("v", 2, { priority: "user-visible", paced: false });
      await Promise.all([urgent, unpaced]);
      expect(log).to.deep.equal(["u0", "u10", "u20", "v30", "v40"]);
    });

    it("runs an urgent job in the pause, which it does not lengthen", async () => {
      const heavy = runTimed("v", 2, { priority: "user-visible" });
      await goTo(13);
      const urgent = runTimed("u", 1, { priority: "urgent" });
      await goTo(50);
      await Promise.all([heavy, urgent]);
      expect(log).to.deep.equal(["v0", "u13", "v23"]);
    });

    it("pauses for all paced jobs together", async () => {
      const jobs = [runTimed("v", 1, { priority: "user-visible" }), runTimed("i", 1, { priority: "idle" })];
      await goTo(50);
      await Promise.all(jobs);
      expect(log).to.deep.equal(["v0", "i20"]);
    });

    it("does not let a stream of urgent jobs keep a paced one from its share", async () => {
      const state = { pacedRuns: true };
      const paced = runTimed("b", 3, { priority: "background" }).finally(() => (state.pacedRuns = false));
      while (state.pacedRuns) await runTimed("u", 1, { priority: "urgent" });
      await paced;
      expect(log.length).to.be.at.most(3 * 10);
    });

    it("cleans up in the pause what is aborted there", async () => {
      const controller = new AbortController();
      const job = queue.run(
        async function* (): Job<void> {
          try {
            yield* timed("b", 9);
          } finally {
            log.push(`cleanup${clock.now()}`);
          }
        },
        { priority: "background", signal: controller.signal },
      );
      await goTo(15);
      controller.abort(new Error("stop"));
      expect((await rejectionOf(job)).message).to.equal("stop");
      expect(log).to.deep.equal(["b0", "cleanup15"]);
    });

    it("goes on without a pause when the input ends", async () => {
      await goTo(195);
      const job = runTimed("b", 3, { priority: "background" });
      await goTo(230);
      expect(await job).to.equal("b");
      expect(log).to.deep.equal(["b195", "b205", "b215"]);
    });
  });

  describe("close", () => {
    it("rejects what is queued, running and parked at once, and what comes later", async () => {
      const slice = hold();
      const parked = queue.run(
        async function* (): Job<void> {
          try {
            yield { until: hold().promise };
          } finally {
            log.push("cleanup");
          }
        },
        { priority: "urgent" },
      );
      const running = queue.run(
        async function* (): Job<void> {
          yield;
          await slice.promise;
          yield;
          log.push("never");
        },
        { priority: "urgent" },
      );
      const queued = run("queued", "idle", 1);
      await settled();
      const death = new Error("dead");
      queue.close(death);
      for (const job of [running, parked, queued, run("later", "urgent", 1)]) {
        expect(await rejectionOf(job)).to.equal(death);
      }
      slice.resolve();
      await settled();
      expect(log).to.deep.equal(["cleanup"]);
    });

    it("leaves a job that was to stop the reason for that", async () => {
      const controller = new AbortController();
      const slice = hold();
      const job = queue.run(
        async function* (): Job<void> {
          await slice.promise;
          yield;
        },
        { priority: "idle", signal: controller.signal },
      );
      await settled();
      controller.abort(new Error("stop"));
      queue.close(new Error("dead"));
      expect((await rejectionOf(job)).message).to.equal("stop");
      slice.resolve();
    });
  });
});
