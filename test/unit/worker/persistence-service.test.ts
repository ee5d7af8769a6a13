import { expect } from "@open-wc/testing";
import { PersistenceService } from "../../../src/worker/persistence-service.ts";
import type { Request, RequestMap, RequestType, SavePlan } from "../../../src/worker/protocol.ts";
import type { SegmentCodec } from "../../../src/worker/parquet-codec.ts";
import { plainCodec } from "../../simulator/plain-codec.ts";
import { change, sequencesOf } from "./journal/entries.ts";
import { MemoryFolder } from "./memory-folder.ts";

const OPEN = { table: "t", parquetWasmUrl: "x.wasm", access: "write" } as const;

function planOf(version: number): SavePlan {
  return {
    version,
    columns: [],
    layouts: [],
    nextColumnId: 0,
    nextRowId: 1,
    compression: "none",
    keepVersions: 1,
    segments: [],
  };
}

/** A page over `folder`, whose codec starts when `codecReady` resolves. */
function page(folder: MemoryFolder, codecReady = Promise.resolve()) {
  const found = () => Promise.resolve(folder);
  const remove = () => {
    folder.files.clear();
    return Promise.resolve();
  };
  const codec: SegmentCodec = { ...plainCodec, init: () => codecReady };
  const service = new PersistenceService({ open: found, find: found, remove }, codec);
  return <Type extends RequestType>(type: Type, payload: RequestMap[Type]["payload"]) =>
    service.handle({ id: 1, type, payload } as Request) as Promise<RequestMap[Type]["result"]>;
}

describe("journal of the persistence service", () => {
  it("takes changes while a save waits", async () => {
    let start: () => void = () => undefined;
    const call = page(new MemoryFolder(), new Promise((resolve) => (start = resolve)));
    await call("open", OPEN);
    const saved = call("beginSave", planOf(1)).then(() => call("commitSave", undefined));
    await call("appendJournal", { entries: [change(1), change(2)] });
    expect(sequencesOf((await call("readJournal", { after: 1 })).journal)).to.deep.equal([2]);
    start();
    expect((await saved).version).to.equal(1);
  });

  it("takes changes that come before the table is open, and before it is closed", async () => {
    const folder = new MemoryFolder();
    const call = page(folder);
    void call("open", OPEN);
    await call("beginSave", planOf(0));
    await call("commitSave", undefined);
    await call("close", undefined);
    const results = [
      call("open", OPEN),
      call("appendJournal", { entries: [change(1)] }),
      call("close", undefined),
      call("open", OPEN),
    ] as const;
    await Promise.all(results);
    expect(sequencesOf((await results[3]).journal)).to.deep.equal([1]);
  });

  it("makes a new place for changes that follow a deletion", async () => {
    const folder = new MemoryFolder();
    const call = page(folder);
    await call("open", OPEN);
    await call("appendJournal", { entries: [change(1)] });
    const deleted = call("deleteTable", undefined);
    await call("appendJournal", { entries: [change(2)] });
    await deleted;
    expect(sequencesOf((await call("readJournal", { after: 0 })).journal)).to.deep.equal([2]);
  });

  it("rejects changes when the table is closed", async () => {
    const call = page(new MemoryFolder());
    await call("open", OPEN);
    await call("close", undefined);
    const appended = call("appendJournal", { entries: [change(1)] });
    expect(await appended.catch((error: unknown) => error)).to.have.property("code", "storage-io");
  });

  it("keeps the segments that a save under way reuses, although their versions are forgotten", async () => {
    const folder = new MemoryFolder();
    const call = page(folder);
    await call("open", OPEN);
    const save = async (version: number, reuse: SavePlan["segments"][number]["reuse"]) => {
      await call("beginSave", { ...planOf(version), keepVersions: 3, segments: [{ firstId: 0, endId: 1, reuse }] });
      if (!reuse) await call("writeChunk", { index: 0, ipc: Uint8Array.of(version), last: true });
      return (await call("commitSave", undefined)).table.versions.at(-1)?.segments[0];
    };
    const first = await save(1, null);
    await save(2, null);
    if (!first) throw new Error("A segment was saved.");
    const reuse = [{ firstId: 0, endId: 1, reuse: first }];
    await call("beginSave", { ...planOf(3), segments: reuse });
    await call("keepVersions", { versions: [] });
    const { table } = await call("commitSave", undefined);
    expect(table.versions.at(-1)?.segments).to.deep.equal([first]);
    expect(folder.files.get(first.file)?.length).to.equal(first.byteLength);
  });
});
