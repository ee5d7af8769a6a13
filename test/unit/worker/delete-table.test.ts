import { expect } from "@open-wc/testing";
import { TableStore } from "../../../src/worker/table-store.ts";
import { change } from "./journal/entries.ts";
import { codeOf, MemoryRoot, OPEN, pageOf, planOf, save } from "./page.ts";
import { makeNewer } from "./stored-table.ts";

const TABLE = { table: "t" };

/** Versions 1 and 2 and a change, in tables `t` and `other` that nobody has open. */
async function storedRoot(): Promise<MemoryRoot> {
  const root = new MemoryRoot();
  for (const table of ["t", "other"]) {
    const call = pageOf(root);
    await call("open", { ...OPEN, table });
    for (const version of [1, 2]) await save(call, version, Uint8Array.of(version));
    await call("appendJournal", { entries: [change(3)] });
    await call("close", undefined);
  }
  return root;
}

describe("the deletion of a table", () => {
  it("leaves nothing of it, and other tables as they are, with an open store or without", async () => {
    for (const isOpen of [true, false]) {
      const root = await storedRoot();
      const other = new Map(root.folders.get("other")?.files);
      const call = pageOf(root);
      if (isOpen) await call("open", OPEN);
      await call("deleteTable", TABLE);
      expect([...root.folders.keys()], `open: ${isOpen}`).to.deep.equal(["other"]);
      expect(root.folders.get("other")?.files).to.deep.equal(other);
      await call("deleteTable", TABLE);
    }
  });

  it("leaves the table alone that is open under another name, and the save of it that is under way", async () => {
    const root = await storedRoot();
    const call = pageOf(root);
    await call("open", { ...OPEN, table: "other" });
    await call("beginSave", planOf(3));
    await call("deleteTable", TABLE);
    expect((await call("commitSave", undefined)).version).to.equal(3);
    await call("appendJournal", { entries: [change(4)] });
    expect([...root.folders.keys()]).to.deep.equal(["other"]);
  });

  it("takes a table that a later release wrote, which cannot be opened", async () => {
    for (const isTried of [true, false]) {
      const root = await storedRoot();
      const folder = await root.open("t");
      for (const slot of ["manifest0", "manifest1"]) makeNewer(folder, slot);
      const before = new Map([...folder.files].map(([name, bytes]) => [name, bytes.slice()]));
      const call = pageOf(root);
      if (isTried) expect(await codeOf(call("open", OPEN))).to.equal("storage-io");
      expect(folder.files).to.deep.equal(before);
      await call("deleteTable", TABLE);
      expect([...root.folders.keys()]).to.deep.equal(["other"]);
      expect((await call("open", OPEN)).table).to.equal(null);
    }
  });

  it("takes a table of which nothing can be read", async () => {
    const root = await storedRoot();
    const folder = await root.open("t");
    for (const bytes of folder.files.values()) bytes.fill(7);
    folder.onCall = (call) => (call.startsWith("read") ? 0 : undefined);
    const call = pageOf(root);
    expect(await codeOf(call("open", OPEN))).to.equal("storage-io");
    await call("deleteTable", TABLE);
    expect([...root.folders.keys()]).to.deep.equal(["other"]);
  });

  it("is refused while another tab has the table, which stays as it is", async () => {
    const root = await storedRoot();
    const other = pageOf(root);
    await other("open", OPEN);
    const call = pageOf(root);
    expect(await codeOf(call("deleteTable", TABLE))).to.equal("storage-locked");
    expect((await other("open", OPEN)).table?.versions.at(-1)?.version).to.equal(2);
    await other("close", undefined);
    await call("deleteTable", TABLE);
    expect([...root.folders.keys()]).to.deep.equal(["other"]);
  });

  it("is told when the folder cannot be removed, and can be tried again", async () => {
    const root = await storedRoot();
    const call = pageOf(root);
    await call("open", OPEN);
    const remove = root.remove.bind(root);
    root.remove = () => Promise.reject(new DOMException("busy", "UnknownError"));
    await expectRejection(call("deleteTable", TABLE));
    root.remove = remove;
    await call("deleteTable", TABLE);
    expect([...root.folders.keys()]).to.deep.equal(["other"]);
    expect((await save(call, 1, Uint8Array.of(1))).table.versions.length).to.equal(1);
  });

  it("leaves a state that there was or none, wherever it is cut off without an open store", async () => {
    for (let last = 0; ; last++) {
      const root = await storedRoot();
      const folder = await root.open("t");
      let calls = 0;
      folder.onCall = (call) => {
        if (/^(write|truncate|flush)/.test(call) && calls++ >= last) throw new DOMException("killed", "UnknownError");
        return undefined;
      };
      const isErased = await TableStore.eraseUnopened(folder).then(
        () => true,
        () => false,
      );
      folder.onCall = () => undefined;
      const { store, journal } = await TableStore.open(folder);
      const newest = store.table?.versions.at(-1)?.version;
      if (newest === undefined) expect(journal, `${last} calls`).to.deep.equal([]);
      else expect([newest, ...journal.map(({ sequence }) => sequence)].at(-1), `${last} calls`).to.equal(3);
      if (isErased) break;
    }
  });
});

async function expectRejection(work: Promise<unknown>): Promise<void> {
  expect(await work.then(() => null).catch((error: unknown) => error)).to.be.instanceOf(Error);
}
