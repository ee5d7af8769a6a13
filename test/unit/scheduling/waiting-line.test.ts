import { expect } from "@open-wc/testing";
import { JobQueue } from "../../../src/engine/scheduling/job-queue.ts";
import type { Job } from "../../../src/engine/scheduling/job.ts";
import type { Priority } from "../../../src/engine/scheduling/priority.ts";
import { WaitingLine } from "../../../src/engine/scheduling/waiting-line.ts";
import { hold, settled } from "./fakes.ts";
import { rejectionOf } from "../../rejection-of.ts";

describe("WaitingLine", () => {
  let queue: JobQueue;
  let line: WaitingLine;
  let log: string[];

  beforeEach(() => {
    queue = new JobQueue();
    log = [];
  });

  /** A job that enters, waits inside until the test lets it out, and leaves. */
  function visit(name: string, priority: Priority, signal?: AbortSignal) {
    const exit = hold();
    const job = async function* (): Job<void> {
      const leave = yield* line.enter(priority);
      try {
        log.push(name);
        yield { until: exit.promise };
      } finally {
        leave();
      }
    };
    const done = queue.run(job, signal ? { priority, signal } : { priority });
    return { exit, done };
  }

  describe("with one place", () => {
    beforeEach(() => (line = new WaitingLine({ urgent: 1, "user-visible": 1, background: 1, idle: 1 })));

    it("lets in by priority, then by arrival", async () => {
      const first = visit("first", "idle");
      await settled();
      const visits = [visit("i", "idle"), visit("b1", "background"), visit("b2", "background"), visit("u", "urgent")];
      await settled();
      expect(log).to.deep.equal(["first"]);
      for (const { exit } of [first, ...visits]) exit.resolve();
      await Promise.all([first, ...visits].map(({ done }) => done));
      expect(log).to.deep.equal(["first", "u", "b1", "b2", "i"]);
    });

    it("forgets a job that is aborted while it waits", async () => {
      const controller = new AbortController();
      const first = visit("first", "idle");
      await settled();
      const aborted = visit("aborted", "urgent", controller.signal);
      const last = visit("last", "idle");
      await settled();
      controller.abort();
      await rejectionOf(aborted.done);
      first.exit.resolve();
      await settled();
      expect(log).to.deep.equal(["first", "last"]);
      last.exit.resolve();
      await last.done;
    });

    it("passes the place on when a job is aborted between getting it and going on", async () => {
      const controller = new AbortController();
      const first = visit("first", "urgent");
      await settled();
      const aborted = visit("aborted", "background", controller.signal);
      const last = visit("last", "background");
      await settled();
      const blocker = hold();
      const blocking = queue.run(
        async function* (): Job<void> {
          first.exit.resolve();
          await settled();
          yield;
          await blocker.promise;
        },
        { priority: "urgent" },
      );
      await settled();
      await settled();
      controller.abort();
      blocker.resolve();
      await Promise.all([blocking, rejectionOf(aborted.done), first.done]);
      await settled();
      expect(log).to.deep.equal(["first", "last"]);
      last.exit.resolve();
      await last.done;
    });
  });

  it("keeps places free for the more urgent", async () => {
    line = new WaitingLine({ urgent: 4, "user-visible": 3, background: 2, idle: 1 });
    const idle = [visit("i1", "idle"), visit("i2", "idle")];
    await settled();
    const background = [visit("b1", "background"), visit("b2", "background")];
    await settled();
    const visible = [visit("v1", "user-visible"), visit("v2", "user-visible")];
    await settled();
    const urgent = [visit("u1", "urgent"), visit("u2", "urgent")];
    await settled();
    expect(log).to.deep.equal(["i1", "b1", "v1", "u1"]);
    const all = [...idle, ...background, ...visible, ...urgent];
    for (const { exit } of all) exit.resolve();
    await Promise.all(all.map(({ done }) => done));
    expect(log).to.have.length(8);
  });
});
