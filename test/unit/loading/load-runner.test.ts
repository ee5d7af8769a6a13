import { expect } from "@open-wc/testing";
import type { CurrentTable } from "../../../src/engine/current-table.ts";
import { Emitter } from "../../../src/engine/emitter.ts";
import type { EngineEvents } from "../../../src/engine/engine-events.ts";
import { EngineStatus } from "../../../src/engine/engine-status.ts";
import type { TableFaces } from "../../../src/engine/faces/table-faces.ts";
import { LoadRunner } from "../../../src/engine/loading/load-runner.ts";
import { Operations } from "../../../src/engine/operations.ts";
import { ReadyGate } from "../../../src/engine/ready-gate.ts";
import { rejectionOf } from "../../rejection-of.ts";
import { hold, settled } from "../scheduling/fakes.ts";

const NO_ROWS = { rowCount: 0, firstId: 0, endId: 0 };

describe("LoadRunner, when the database has lost the table", () => {
  const closing = new AbortController();
  let log: string[];
  let table: { exists: boolean; schema: unknown; extent: unknown };
  let ready: ReadyGate;
  let status: EngineStatus;
  let loads: LoadRunner;

  beforeEach(() => {
    log = [];
    table = { exists: false, schema: { columns: [] }, extent: NO_ROWS };
    ready = new ReadyGate();
    const events = new Emitter<EngineEvents>();
    status = new EngineStatus(events);
    const note = (what: string) => () => void log.push(what);
    loads = new LoadRunner({
      table: table as unknown as CurrentTable,
      faces: { show: note("shown"), showNothing: note("nothing shown") } as unknown as TableFaces,
      ready,
      status,
      operations: new Operations({ onCancelled: () => undefined, onChange: () => undefined }),
      events,
      closing: closing.signal,
    });
  });

  function recover(until: Promise<void>): Promise<void> {
    return loads.recover(async () => {
      log.push("recovery");
      await until;
      table.exists = true;
    });
  }

  const load = (name: string, signal?: AbortSignal) =>
    loads.run("api", signal, () => {
      log.push(name);
      return Promise.resolve(true);
    });

  it("brings it back before the loads that are asked for meanwhile", async () => {
    const back = hold();
    const recovery = recover(back.promise);
    const loading = load("load");
    await settled();
    expect([...log, status.state]).to.deep.equal(["recovery", "loading"]);
    back.resolve();
    await Promise.all([recovery, loading, ready.wait()]);
    expect([...log, status.state]).to.deep.equal(["recovery", "shown", "load", "shown", "ready"]);
  });

  it("goes on when a load that waits for it is cancelled", async () => {
    const back = hold();
    const recovery = recover(back.promise);
    const controller = new AbortController();
    const loading = load("load", controller.signal);
    await settled();
    controller.abort(new Error("stop"));
    expect((await rejectionOf(loading)).message).to.equal("stop");
    expect(status.state).to.equal("loading");
    back.resolve();
    await Promise.all([recovery, ready.wait()]);
    expect([...log, status.state]).to.deep.equal(["recovery", "shown", "ready"]);
  });

  it("leaves it to the load under way to bring another", async () => {
    const end = hold();
    const loading = loads.run("api", undefined, async () => {
      await end.promise;
      table.exists = true;
      return true;
    });
    await settled();
    const recovery = recover(Promise.resolve());
    end.resolve();
    await Promise.all([loading, recovery, ready.wait()]);
    expect([...log, status.state]).to.deep.equal(["shown", "ready"]);
  });

  it("brings it back when the load under way fails", async () => {
    const end = hold();
    const loading = loads.run("api", undefined, async () => {
      await end.promise;
      return true;
    });
    await settled();
    const recovery = recover(Promise.resolve());
    end.reject(new Error("died"));
    expect((await rejectionOf(loading)).message).to.include("died");
    await Promise.all([recovery, ready.wait()]);
    expect([...log, status.state]).to.deep.equal(["recovery", "shown", "ready"]);
  });
});
