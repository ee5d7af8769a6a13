import { expect } from "@open-wc/testing";
import { change, sequencesOf } from "./journal/entries.ts";
import type { MemoryFolder } from "./memory-folder.ts";
import { type Call, codeOf, MemoryRoot, OPEN, pageOf, save } from "./page.ts";

const NAMES = ["journal0", "journal1"];

/** A table with changes in both journals. */
async function openTable(): Promise<{ folder: MemoryFolder; call: Call }> {
  const root = new MemoryRoot();
  const call = pageOf(root);
  await call("open", OPEN);
  for (const version of [1, 3, 5]) {
    await save(call, version, Uint8Array.of(version));
    await call("appendJournal", { entries: [change(version + 1)] });
  }
  return { folder: await root.open("t"), call };
}

function copies(folder: MemoryFolder): [string, Uint8Array][] {
  return [...folder.files].filter(([name]) => name.startsWith("damaged-"));
}

function journals(folder: MemoryFolder): Uint8Array[] {
  return NAMES.map((name) => folder.files.get(name)?.slice() ?? new Uint8Array());
}

describe("a journal that is set aside", () => {
  it("is kept as it is, where nothing overwrites it, and goes on", async () => {
    const { folder, call } = await openTable();
    const before = journals(folder);
    await call("setAsideJournal", undefined);
    expect(journals(folder)).to.deep.equal(before);
    const first = copies(folder);
    expect(first.map(([name]) => name.replace(/\d+/, "…"))).to.deep.equal(NAMES.map((name) => `damaged-…-${name}`));
    expect(first.map(([, bytes]) => bytes)).to.deep.equal(before);
    await call("appendJournal", { entries: [change(7)] });
    for (const version of [7, 8, 9]) await save(call, version, Uint8Array.of(version));
    await call("setAsideJournal", undefined);
    expect(copies(folder).slice(0, 2)).to.deep.equal(first);
    expect(copies(folder).length).to.equal(4);
  });

  it("leaves nothing behind when there is no room for it, and the journal as it is", async () => {
    const { folder, call } = await openTable();
    folder.onCall = (name) => (/^write damaged-\d+-journal1/.test(name) ? 0 : undefined);
    expect(await codeOf(call("setAsideJournal", undefined))).to.equal("storage-quota");
    expect(copies(folder)).to.deep.equal([]);
    expect(sequencesOf((await call("readJournal", { after: 5 })).journal)).to.deep.equal([6]);
  });

  it("needs an open table", async () => {
    expect(await codeOf(pageOf(new MemoryRoot())("setAsideJournal", undefined))).to.equal("storage-io");
  });
});
