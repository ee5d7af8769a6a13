import { expect } from "@open-wc/testing";
import { TableStore } from "../../../src/worker/table-store.ts";
import { barrier, change, sequencesOf } from "./journal/entries.ts";
import { MemoryFolder } from "./memory-folder.ts";
import { commit, flipBit, numbersOf, reopen } from "./stored-table.ts";

const changes = (...sequences: number[]) => sequences.map(change);

/** Versions 3 (older slot) and 6 (newer slot), then changes 7 and 8 in `journal0`, a record each. */
async function usedFolder(): Promise<MemoryFolder> {
  const folder = new MemoryFolder();
  const { store } = await TableStore.open(folder);
  commit(store, folder, 1);
  store.appendJournal(changes(2, 3));
  commit(store, folder, 3);
  store.appendJournal(changes(4, 5, 6));
  commit(store, folder, 6);
  store.appendJournal(changes(7));
  store.appendJournal(changes(8));
  return folder;
}

function codeOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return null;
}

describe("table store", () => {
  it("opens with the versions of both slots and the changes after them", async () => {
    const { store, journal, warnings } = await reopen(await usedFolder());
    expect(numbersOf(store.table?.versions)).to.deep.equal([6]);
    expect(numbersOf(store.former)).to.deep.equal([3]);
    expect(sequencesOf(journal).filter((sequence) => sequence > 3)).to.deep.equal([4, 5, 6, 7, 8]);
    expect(warnings).to.deep.equal([]);
  });

  it("has every later change when only the older slot is left", async () => {
    const folder = await usedFolder();
    flipBit(folder, "manifest1", 50);
    const { store, journal, warnings } = await reopen(folder);
    expect(numbersOf(store.table?.versions)).to.deep.equal([3]);
    expect(sequencesOf(journal).filter((sequence) => sequence > 3)).to.deep.equal([4, 5, 6, 7, 8]);
    expect(warnings.length).to.equal(1);
  });

  it("keeps a damaged journal aside and tells of it once", async () => {
    const folder = await usedFolder();
    flipBit(folder, "journal0", 60);
    const damaged = folder.files.get("journal0")?.slice();
    const { warnings } = await reopen(folder);
    expect(warnings.length).to.equal(1);
    const kept = [...folder.files].filter(([file]) => /^damaged-\d+-journal/.test(file)).map(([, bytes]) => bytes);
    expect(kept).to.deep.equal([damaged]);
    await reopen(folder);
    expect([...folder.files.keys()].filter((file) => file.startsWith("damaged-")).length).to.equal(1);
  });

  it("opens although a full disk leaves no room to begin the journals, which begin when there is", async () => {
    const folder = new MemoryFolder();
    folder.onCall = (call) => (call.startsWith("write journal") ? 0 : undefined);
    const { store } = await TableStore.open(folder);
    expect(codeOf(() => store.appendJournal([barrier(1)]))).to.equal("storage-quota");
    folder.onCall = () => undefined;
    store.appendJournal([barrier(2)]);
    expect(sequencesOf(store.readJournal(0))).to.deep.equal([2]);
  });

  it("takes no change before the first save, which nothing could make again, unless a barrier tells so", async () => {
    const folder = new MemoryFolder();
    const { store } = await TableStore.open(folder);
    expect(codeOf(() => store.appendJournal([change(1), barrier(2)]))).to.equal("storage-io");
    expect(store.readJournal(0)).to.deep.equal([]);
    store.appendJournal([barrier(3), change(4)]);
    store.appendJournal(changes(5));
    expect(sequencesOf(store.readJournal(0))).to.deep.equal([3, 4, 5]);
    store.erase();
    expect(codeOf(() => store.appendJournal(changes(6)))).to.equal("storage-io");
    commit(store, folder, 6);
    store.appendJournal(changes(7));
    expect(sequencesOf((await reopen(folder)).journal)).to.deep.equal([7]);
  });

  it("takes no change that is sent again without its barrier when that was forgotten", async () => {
    const folder = new MemoryFolder();
    const { store } = await TableStore.open(folder);
    store.appendJournal([barrier(1), change(2)]);
    const { store: next } = await reopen(folder);
    expect(codeOf(() => next.appendJournal(changes(2, 3)))).to.equal("storage-io");
    next.appendJournal([barrier(1), ...changes(2, 3)]);
    expect(sequencesOf(next.readJournal(0))).to.deep.equal([1, 2, 3]);
  });

  it("puts no older version in a newer one's place", async () => {
    const folder = await usedFolder();
    const { store } = await reopen(folder);
    const before = store.table;
    expect(codeOf(() => commit(store, folder, 5))).to.equal("storage-io");
    expect((await reopen(folder)).store.table).to.deep.equal(before);
    const { store: next } = await reopen(folder);
    for (const version of [6, 6, 7]) expect(numbersOf(commit(next, folder, version).versions)).to.deep.equal([version]);
  });

  for (const name of ["manifest0", "manifest1", "journal0", "journal1"]) {
    it(`changes nothing when ${name} cannot be read`, async () => {
      const folder = await usedFolder();
      const before = new Map([...folder.files].map(([file, bytes]) => [file, bytes.slice()]));
      folder.onCall = (call) => (call === `read ${name}` ? 0 : undefined);
      expect(await reopen(folder).catch((error: unknown) => error)).to.have.property("code", "storage-io");
      expect(folder.files).to.deep.equal(before);
      expect(folder.held.size).to.equal(0);
    });
  }

  it("is a whole table or none wherever its erasure is cut off, and leaves no change to the next one", async () => {
    for (let last = 0; ; last++) {
      const folder = await usedFolder();
      const { store } = await reopen(folder);
      let calls = 0;
      folder.onCall = (call) => {
        if (/^(write|truncate|flush)/.test(call) && calls++ >= last) throw new DOMException("killed", "UnknownError");
        return undefined;
      };
      const isErased = codeOf(() => store.erase()) === null;
      folder.onCall = () => undefined;
      const found = await reopen(folder);
      const newest = numbersOf(found.store.table?.versions)?.at(-1);
      if (newest === undefined) {
        expect(found.journal, `${last} calls`).to.deep.equal([]);
        commit(found.store, folder, 2);
        expect((await reopen(folder)).journal, `${last} calls`).to.deep.equal([]);
      } else {
        const rest = sequencesOf(found.journal).filter((sequence) => sequence > newest);
        expect([newest, ...rest].at(-1), `${last} calls`).to.equal(8);
      }
      if (isErased) break;
    }
  });

  it("sets a damaged segment aside under a name that nothing overwrites", async () => {
    const folder = await usedFolder();
    const { store } = await reopen(folder);
    const segment = store.table?.versions[0]?.segments[0];
    if (!segment) throw new Error("There is a segment.");
    const content = folder.files.get(segment.file);
    await store.setAside(segment);
    await store.setAside(segment);
    expect([store.references(segment), store.canReuse(segment)]).to.deep.equal([true, false]);
    for (let version = 9; version < 14; version++) {
      commit(store, folder, version);
      await store.tidy();
    }
    const kept = [...folder.files].filter(([name]) => name.startsWith("damaged-"));
    expect(kept.map(([name]) => name.replace(/\d+/, "…"))).to.deep.equal([`damaged-…-${segment.file}`]);
    expect(kept[0]?.[1]).to.deep.equal(content);
  });

  it("forgets versions in both slots, and gives their space back", async () => {
    const folder = new MemoryFolder();
    const { store } = await TableStore.open(folder);
    for (const version of [1, 2, 3, 4]) commit(store, folder, version, 3);
    expect(numbersOf(store.keepVersions([3])?.versions)).to.deep.equal([3, 4]);
    await store.tidy();
    const filled = [...folder.files].filter(([name, bytes]) => name.startsWith("p") && bytes.length > 0);
    expect(filled.length).to.equal(2);
    flipBit(folder, `manifest${(store.table?.generation ?? 0) % 2}`, 50);
    const { store: found } = await reopen(folder);
    expect([numbersOf(found.table?.versions), numbersOf(found.former)]).to.deep.equal([[3, 4], []]);
  });

  it("does not count the versions that are kept when it thins out the others", async () => {
    const folder = new MemoryFolder();
    const { store } = await TableStore.open(folder);
    for (const version of [1, 2, 3]) commit(store, folder, version, 2);
    store.describe(2, { name: "before the rise", kept: true });
    for (const version of [4, 5, 6]) commit(store, folder, version, 2);
    expect(numbersOf(store.table?.versions)).to.deep.equal([2, 5, 6]);
    const { store: found } = await reopen(folder);
    expect(found.table?.versions.map(({ name, kept }) => [name, kept])).to.deep.equal([
      ["before the rise", true],
      [null, false],
      [null, false],
    ]);
    found.describe(2, { name: null, kept: false });
    commit(found, folder, 7, 2);
    expect(numbersOf(found.table?.versions)).to.deep.equal([6, 7]);
  });

  it("describes a version that is saved once more as before", async () => {
    const folder = new MemoryFolder();
    const { store } = await TableStore.open(folder);
    commit(store, folder, 1);
    store.describe(1, { name: "one", kept: true });
    commit(store, folder, 1);
    expect(store.table?.versions).to.have.length(1);
    expect(store.table?.versions[0]).to.include({ name: "one", kept: true });
  });

  it("changes nothing when a version to describe is not there", async () => {
    const { store } = await reopen(await usedFolder());
    const before = store.table;
    expect(codeOf(() => store.describe(2, { name: "x", kept: true }))).to.equal("unknown-version");
    expect(store.table).to.deep.equal(before);
  });

  it("always keeps the newest version, which the journal continues", async () => {
    const folder = await usedFolder();
    const { store } = await reopen(folder);
    expect(numbersOf(store.keepVersions([])?.versions)).to.deep.equal([6]);
    expect(sequencesOf((await reopen(folder)).journal).slice(-2)).to.deep.equal([7, 8]);
  });

  it("loses nothing when there is no room to forget versions", async () => {
    for (let last = 0; ; last++) {
      const folder = new MemoryFolder();
      const { store } = await TableStore.open(folder);
      for (const version of [1, 2, 3]) commit(store, folder, version, 3);
      let writes = 0;
      folder.onCall = (call) => (call.startsWith("write manifest") && writes++ >= last ? 0 : undefined);
      const code = codeOf(() => store.keepVersions([2]));
      folder.onCall = () => undefined;
      const kept = numbersOf((await reopen(folder)).store.table?.versions);
      expect(kept, `${last} writes`).to.deep.equal(last === 0 ? [1, 2, 3] : [2, 3]);
      if (code === null) break;
      expect(code).to.equal("storage-quota");
    }
  });
});
