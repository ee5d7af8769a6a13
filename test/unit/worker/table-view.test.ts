import { expect } from "@open-wc/testing";
import { PersistenceService } from "../../../src/worker/persistence-service.ts";
import type { OpenResult, Request, RequestMap, RequestType } from "../../../src/worker/protocol.ts";
import { TableStore } from "../../../src/worker/table-store.ts";
import { TableView } from "../../../src/worker/table-view.ts";
import { plainCodec } from "../../simulator/plain-codec.ts";
import { change, sequencesOf } from "./journal/entries.ts";
import { MemoryFolder } from "./memory-folder.ts";
import { commit, flipBit, makeNewer, numbersOf } from "./stored-table.ts";

const OPEN = { table: "t", parquetWasmUrl: "x.wasm", access: "read" } as const;

/** A page that reads a folder, or that finds none. */
function reader(folder: MemoryFolder | null) {
  const refuse = () => Promise.reject(new Error("A reader creates nothing."));
  const folders = { open: refuse, find: () => Promise.resolve(folder), remove: refuse };
  const service = new PersistenceService(folders, plainCodec);
  return <Type extends RequestType>(type: Type, payload: RequestMap[Type]["payload"]) =>
    service.handle({ id: 1, type, payload } as Request) as Promise<RequestMap[Type]["result"]>;
}

async function heldTable() {
  const folder = new MemoryFolder();
  const { store } = await TableStore.open(folder);
  for (const version of [1, 2]) commit(store, folder, version);
  store.appendJournal([change(3)]);
  return { folder, store };
}

describe("a table that is opened to be read", () => {
  it("is read while another page holds it, and takes and writes nothing", async () => {
    const { folder, store } = await heldTable();
    folder.calls.length = 0;
    const before = new Map([...folder.files].map(([name, bytes]) => [name, bytes.slice()]));
    const { table, former, journal, warnings }: OpenResult = await reader(folder)("open", OPEN);
    expect([numbersOf(table?.versions), numbersOf(former)]).to.deep.equal([[2], [1]]);
    expect(table?.id).to.equal(store.table?.id);
    expect([sequencesOf(journal).at(-1), warnings]).to.deep.equal([3, []]);
    expect([folder.calls, folder.files]).to.deep.equal([[], before]);
  });

  it("is none where there is no folder", async () => {
    const { table, journal } = await reader(null)("open", OPEN);
    expect([table, journal]).to.deep.equal([null, []]);
  });

  it("shows later changes of the journal", async () => {
    const { folder, store } = await heldTable();
    const call = reader(folder);
    await call("open", OPEN);
    store.appendJournal([change(4), change(5)]);
    expect(sequencesOf((await call("readJournal", { after: 3 })).journal)).to.deep.equal([4, 5]);
  });

  it("is the older one while the newer slot is being written", async () => {
    const { folder } = await heldTable();
    flipBit(folder, "manifest0", 50);
    const { view } = await TableView.open(folder);
    expect(numbersOf(view.table?.versions)).to.deep.equal([1]);
  });

  it("is read again when both slots read as damaged or a commit came between", async () => {
    const { folder, store } = await heldTable();
    const read = folder.read.bind(folder);
    let reads = 0;
    folder.read = async (name) => {
      const bytes = await read(name);
      if (name.startsWith("manifest") && reads++ < 2) bytes[50] = (bytes[50] ?? 0) ^ 1;
      if (name === "journal1" && reads === 4) commit(store, folder, 3);
      return bytes;
    };
    const { view } = await TableView.open(folder);
    expect(numbersOf(view.table?.versions)).to.deep.equal([3]);
  });

  it("is damaged, and not empty, when both slots stay so", async () => {
    const { folder } = await heldTable();
    for (const slot of ["manifest0", "manifest1"]) flipBit(folder, slot, 50);
    expect(await TableView.open(folder).catch((error: unknown) => error)).to.have.property("code", "storage-corrupt");
  });

  it("is not there, nor empty, when a later release wrote it", async () => {
    const { folder } = await heldTable();
    for (const slot of ["manifest0", "manifest1"]) makeNewer(folder, slot);
    expect(await TableView.open(folder).catch((error: unknown) => error)).to.have.property("code", "storage-io");
  });

  it("refuses whatever would write", async () => {
    const { folder } = await heldTable();
    const call = reader(folder);
    const { table } = await call("open", OPEN);
    const [segment] = table?.versions[0]?.segments ?? [];
    if (!segment) throw new Error("There is a segment.");
    const rest = {
      columns: [],
      layouts: [],
      nextColumnId: 0,
      nextRowId: 0,
      compression: "none",
      keepVersions: 1,
    } as const;
    const refusals = await Promise.allSettled([
      call("appendJournal", { entries: [change(4)] }),
      call("setAside", { segment }),
      call("setAsideJournal", undefined),
      call("keepVersions", { versions: [] }),
      call("beginSave", { version: 3, segments: [], ...rest }),
      call("deleteTable", { table: "t" }),
    ]);
    for (const refusal of refusals) expect(refusal).to.have.nested.property("reason.code", "storage-locked");
  });
});
