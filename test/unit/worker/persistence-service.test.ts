import { expect } from "@open-wc/testing";
import type { SavePlan, StoredSegment } from "../../../src/worker/protocol.ts";
import { decodeRows, encodeRows } from "../../simulator/cells.ts";
import { barrier, change, sequencesOf } from "./journal/entries.ts";
import { MemoryFolder } from "./memory-folder.ts";
import { type Call, codeOf, MemoryRoot, OPEN, pageOf, planOf, save } from "./page.ts";

function page(folder: MemoryFolder, codecReady = Promise.resolve()): Call {
  const root = new MemoryRoot();
  root.folders.set("t", folder);
  return pageOf(root, () => codecReady);
}

describe("journal of the persistence service", () => {
  it("takes changes while a save waits", async () => {
    let start: () => void = () => undefined;
    const call = page(new MemoryFolder(), new Promise((resolve) => (start = resolve)));
    await call("open", OPEN);
    const saved = call("beginSave", planOf(1)).then(() => call("commitSave", undefined));
    await call("appendJournal", { entries: [barrier(1), change(2)] });
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
    await call("appendJournal", { entries: [barrier(1)] });
    const deleted = call("deleteTable", { table: "t" });
    await call("appendJournal", { entries: [barrier(2)] });
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
    const saveReusing = async (version: number, reuse: SavePlan["segments"][number]["reuse"]) => {
      await call("beginSave", { ...planOf(version), keepVersions: 3, segments: [{ firstId: 0, endId: 1, reuse }] });
      if (!reuse) await call("writeChunk", { index: 0, ipc: Uint8Array.of(version), last: true });
      return (await call("commitSave", undefined)).table.versions.at(-1)?.segments[0];
    };
    const first = await saveReusing(1, null);
    await saveReusing(2, null);
    if (!first) throw new Error("A segment was saved.");
    const reuse = [{ firstId: 0, endId: 1, reuse: first }];
    await call("beginSave", { ...planOf(3), segments: reuse });
    await call("keepVersions", { versions: [] });
    const { table } = await call("commitSave", undefined);
    expect(table.versions.at(-1)?.segments).to.deep.equal([first]);
    expect(folder.files.get(first.file)?.length).to.equal(first.byteLength);
  });
});

describe("holds of the persistence service", () => {
  const rows = (version: number): Uint8Array => encodeRows([version, null, 3]);

  async function saveRows(call: Call, version: number): Promise<StoredSegment> {
    const { table } = await save(call, version, rows(version));
    await call("abortSave", undefined);
    const segment = table.versions.at(-1)?.segments[0];
    if (!segment) throw new Error("There is a segment.");
    return segment;
  }

  it("keep what a version holds readable until all are released, though newer ones took its place", async () => {
    const folder = new MemoryFolder();
    const call = page(folder);
    await call("open", OPEN);
    const segment = await saveRows(call, 1);
    const [first, second] = [await call("holdVersion", { version: 1 }), await call("holdVersion", { version: 1 })];
    for (const version of [2, 3, 4, 5]) await saveRows(call, version);
    const { ipc } = await call("readSegment", { segment });
    expect(decodeRows(ipc)).to.deep.equal([1, null, 3]);
    await call("releaseVersion", first);
    await call("releaseVersion", first);
    expect(await codeOf(call("readSegment", { segment }))).to.equal(null);
    await call("releaseVersion", second);
    expect(await codeOf(call("readSegment", { segment }))).to.equal("unknown-version");
    await saveRows(call, 6);
    await call("abortSave", undefined);
    expect(folder.files.get(segment.file)).not.to.deep.equal(rows(1));
  });

  it("keep a version readable that is deleted", async () => {
    const call = page(new MemoryFolder());
    await call("open", OPEN);
    const segment = await saveRows(call, 1);
    await call("describeVersion", { version: 1, name: "one", kept: true });
    await saveRows(call, 2);
    await call("holdVersion", { version: 1 });
    const { table } = await call("deleteVersions", { versions: [1, 2] });
    expect(table.versions.map(({ version }) => version)).to.deep.equal([2]);
    expect(await codeOf(call("readSegment", { segment }))).to.equal(null);
    expect(await codeOf(call("holdVersion", { version: 1 }))).to.equal("unknown-version");
  });
});
