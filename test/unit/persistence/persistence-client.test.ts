import { expect } from "@open-wc/testing";
import { PersistentTableError } from "../../../src/engine/errors.ts";
import { PersistenceClient } from "../../../src/engine/persistence/persistence-client.ts";
import type { Reply, Request } from "../../../src/worker/protocol.ts";

class FakeWorker extends EventTarget {
  readonly requests: Request[] = [];
  readonly transferred: Transferable[] = [];
  terminated = false;

  postMessage(request: Request, transfer: Transferable[]): void {
    this.requests.push(request);
    this.transferred.push(...transfer);
  }

  terminate(): void {
    this.terminated = true;
  }

  reply(reply: Reply): void {
    this.dispatchEvent(new MessageEvent("message", { data: reply }));
  }
}

function start() {
  const worker = new FakeWorker();
  return { worker, client: new PersistenceClient(worker as FakeWorker & Worker, { parquetWasmUrl: "x.wasm" }) };
}

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

describe("persistence client", () => {
  it("matches replies that come in another order", async () => {
    const { worker, client } = start();
    const segment = { file: "p000.parquet", byteLength: 1, rows: 1, firstId: 0, endId: 1, sha256: "" };
    const [first, second] = [client.readSegment({ segment }), client.readSegment({ segment })];
    const [a, b] = [Uint8Array.of(1), Uint8Array.of(2)];
    worker.reply({ id: worker.requests[1]?.id ?? 0, ok: true, result: { ipc: b } });
    worker.reply({ id: worker.requests[0]?.id ?? 0, ok: true, result: { ipc: a } });
    expect([(await first).ipc, (await second).ipc]).to.deep.equal([a, b]);
  });

  it("transfers the chunk's buffer", () => {
    const { worker, client } = start();
    const ipc = new Uint8Array(8);
    void client.writeChunk({ index: 0, ipc, last: true });
    expect(worker.transferred).to.deep.equal([ipc.buffer]);
  });

  it("turns a failure into an error with its code and words", async () => {
    const { worker, client } = start();
    const saved = failureOf(client.commitSave());
    worker.reply({ id: worker.requests[0]?.id ?? 0, ok: false, failure: { code: "storage-quota", message: "Full." } });
    const error = await saved;
    expect(error).to.be.instanceOf(PersistentTableError).with.property("code", "storage-quota");
    expect(error).to.have.property("message", "Full.");
  });

  it("rejects an aborted call with the signal's reason, and drops the late reply", async () => {
    const { worker, client } = start();
    const abort = new AbortController();
    const opening = failureOf(client.open("a", { signal: abort.signal }));
    abort.abort("enough");
    expect(await opening).to.equal("enough");
    worker.reply({ id: worker.requests[0]?.id ?? 0, ok: true, result: { table: null, warnings: [] } });
    expect(await failureOf(client.open("a", { signal: abort.signal }))).to.equal("enough");
    expect(worker.requests.length).to.equal(1);
  });

  for (const event of [new ErrorEvent("error", { message: "boom" }), new MessageEvent("messageerror")]) {
    it(`rejects what is pending and what comes later after ${event.type}`, async () => {
      const { worker, client } = start();
      const pending = [client.commitSave(), client.open("a")].map(failureOf);
      worker.dispatchEvent(event);
      for (const error of await Promise.all([...pending, failureOf(client.open("a"))])) {
        expect(error).to.be.instanceOf(PersistentTableError).with.property("code", "worker-died");
      }
      expect(worker.terminated).to.equal(true);
    });
  }

  it("rejects what is pending when it is disposed of", async () => {
    const { worker, client } = start();
    const pending = failureOf(client.commitSave());
    client.dispose();
    expect(await pending).to.have.property("code", "disposed");
    expect(worker.terminated).to.equal(true);
  });
});
