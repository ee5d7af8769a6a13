import { expect } from "@open-wc/testing";
import type { OperationName } from "../../../src/engine/engine-events.ts";
import { Operations } from "../../../src/engine/operations.ts";
import { rejectionOf } from "../../rejection-of.ts";
import { hold, settled, type Held } from "../scheduling/fakes.ts";

describe("the operations under way", () => {
  let changes: string[];
  let cancelled: OperationName[];
  let operations: Operations;

  beforeEach(() => {
    changes = [];
    cancelled = [];
    operations = new Operations({
      onChange: (running) => changes.push(running.join("+")),
      onCancelled: ({ operation }) => cancelled.push(operation),
    });
  });

  /** Runs until the test settles it; its own signal is told by `signals`. */
  function start(
    name: OperationName,
    signal?: AbortSignal,
  ): { held: Held<string>; outcome: Promise<string>; stop: AbortSignal } {
    const held = hold<string>();
    let stop = AbortSignal.abort();
    const outcome = operations.run(name, signal, (own) => {
      stop = own;
      return held.promise;
    });
    outcome.catch(() => undefined);
    return { held, outcome, stop };
  }

  it("are told in the order of their start", async () => {
    const load = start("load");
    const view = start("view");
    expect(operations.running).to.deep.equal(["load", "view"]);
    load.held.resolve("done");
    expect(await load.outcome).to.equal("done");
    view.held.reject(new Error("failed"));
    expect(await rejectionOf(view.outcome)).to.include({ message: "failed" });
    expect(changes).to.deep.equal(["load", "load+view", "view", ""]);
    expect(cancelled).to.deep.equal([]);
  });

  it("are all stopped by cancel(), each told when it has ended", async () => {
    const transform = start("transform");
    const view = start("view");
    const cancelling = operations.cancel();
    expect([transform.stop.aborted, view.stop.aborted]).to.deep.equal([true, true]);
    await settled();
    expect(cancelled).to.deep.equal([]);
    view.held.reject(view.stop.reason);
    await settled();
    expect(cancelled).to.deep.equal(["view"]);
    expect(operations.running).to.deep.equal(["transform"]);
    transform.held.reject(transform.stop.reason);
    expect(await cancelling).to.equal(true);
    expect(cancelled).to.deep.equal(["view", "transform"]);
    expect(await rejectionOf(transform.outcome)).to.include({ name: "AbortError" });
  });

  it("were not cancelled when they came to their end, or failed, by themselves", async () => {
    const undo = start("undo");
    const redo = start("redo");
    const cancelling = operations.cancel();
    undo.held.resolve("done");
    redo.held.reject(new Error("failed"));
    expect(await cancelling).to.equal(false);
    expect(await undo.outcome).to.equal("done");
    expect(cancelled).to.deep.equal([]);
  });

  it("are stopped by the signal of their caller, which is no cancel", async () => {
    const controller = new AbortController();
    const load = start("load", controller.signal);
    const reason = new Error("no");
    controller.abort(reason);
    expect(load.stop.reason).to.equal(reason);
    load.held.reject(reason);
    expect(await rejectionOf(load.outcome)).to.equal(reason);
    expect(cancelled).to.deep.equal([]);
  });

  it("do not start for a signal that has aborted", async () => {
    const reason = new Error("no");
    const { outcome } = start("export", AbortSignal.abort(reason));
    expect(await rejectionOf(outcome)).to.equal(reason);
    expect(changes).to.deep.equal([]);
  });

  it("tells that there was nothing to cancel", async () => {
    expect(await operations.cancel()).to.equal(false);
  });
});
