import { expect } from "@open-wc/testing";
import type { JournalEntry } from "../../../src/worker/protocol.ts";
import { TableStore } from "../../../src/worker/table-store.ts";
import { barrier, change } from "./journal/entries.ts";
import { MemoryFolder } from "./memory-folder.ts";
import { commit, flipBit, numbersOf, reopen } from "./stored-table.ts";

/** Version 3, then `entries`, then version 6, whose record is damaged. */
async function damagedFolder(entries: readonly JournalEntry[]): Promise<MemoryFolder> {
  const folder = new MemoryFolder();
  const { store } = await TableStore.open(folder);
  commit(store, folder, 3);
  await store.tidy();
  store.appendJournal(entries);
  commit(store, folder, 6);
  flipBit(folder, "manifest0", 50);
  return folder;
}

/** As the service does when it has nothing else to do. */
async function openAndTidy(folder: MemoryFolder) {
  const opened = await reopen(folder);
  await opened.store.tidy();
  return opened;
}

/** What is kept of data files, by their former names. */
function keptData(folder: MemoryFolder): [string, Uint8Array][] {
  const kept = [...folder.files].filter(([name]) => /^damaged-\d+-p\d+\.parquet$/.test(name));
  return kept.map(([name, bytes]) => [name.replace(/^damaged-\d+-/, ""), bytes]);
}

const NEWER_DATA: [string, Uint8Array][] = [["p001.parquet", Uint8Array.of(6)]];

describe("a stored table whose newest record is damaged", () => {
  for (const [what, entries] of [
    ["the journal could not hold what came then", [change(4), barrier(5), change(6)]],
    ["the journal lacks what came then", [change(4), change(6)]],
  ] as const) {
    it(`keeps the newer data aside and says so when ${what}`, async () => {
      const folder = await damagedFolder(entries);
      const { store, warnings } = await openAndTidy(folder);
      expect(numbersOf(store.table?.versions)).to.deep.equal([3]);
      expect(keptData(folder)).to.deep.equal(NEWER_DATA);
      const [name] = [...folder.files.keys()].filter((file) => /^damaged-\d+-p/.test(file));
      expect(warnings.length).to.equal(1);
      expect(warnings[0]).to.contain(`one Parquet file beginning with ${name?.slice(0, -"001.parquet".length)}`);
    });
  }

  it("keeps them when the journal is damaged, too", async () => {
    const folder = await damagedFolder([change(4), change(5), change(6)]);
    for (const journal of ["journal0", "journal1"]) flipBit(folder, journal, 60);
    await openAndTidy(folder);
    expect(keptData(folder)).to.deep.equal(NEWER_DATA);
  });

  it("keeps them for good: neither later saves nor loads touch them", async () => {
    const folder = await damagedFolder([barrier(4), change(5)]);
    const { store } = await openAndTidy(folder);
    for (const version of [7, 8, 9]) {
      commit(store, folder, version);
      await store.tidy();
    }
    const { warnings } = await openAndTidy(folder);
    expect([keptData(folder), warnings]).to.deep.equal([NEWER_DATA, []]);
  });

  it("keeps them wherever the opening is cut off", async () => {
    for (let last = 0; ; last++) {
      const folder = await damagedFolder([barrier(4), change(5)]);
      let calls = 0;
      folder.onCall = (call) => {
        if (/^(open|write|truncate|flush)/.test(call) && calls++ >= last) {
          throw new DOMException("killed", "UnknownError");
        }
        return undefined;
      };
      const isOpened = await openAndTidy(folder).then(
        () => true,
        () => false,
      );
      folder.onCall = () => undefined;
      await openAndTidy(folder);
      expect(keptData(folder), `${last} calls`).to.deep.equal(NEWER_DATA);
      if (isOpened) break;
    }
  });

  it("gives the space of the newer data back when the journal has all of the changes", async () => {
    const folder = await damagedFolder([change(4), change(5), change(6)]);
    const { warnings } = await openAndTidy(folder);
    expect(keptData(folder)).to.deep.equal([]);
    expect(folder.files.get("p001.parquet")).to.deep.equal(new Uint8Array());
    expect(warnings[0]).not.to.contain("Parquet");
  });

  it("keeps no data when the record was only cut, as by a save that found no room", async () => {
    const folder = await damagedFolder([barrier(4), change(5)]);
    folder.files.set("manifest0", new Uint8Array());
    await openAndTidy(folder);
    expect(keptData(folder)).to.deep.equal([]);
  });
});
