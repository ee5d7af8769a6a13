import { expect } from "@open-wc/testing";
import { decodeManifest, encodeManifest } from "../../../src/worker/manifest.ts";
import { TableStore } from "../../../src/worker/table-store.ts";
import { crc32c } from "../../../src/worker/crc32c.ts";
import { MemoryFolder } from "./memory-folder.ts";
import { commit, flipBit, reopen } from "./stored-table.ts";

async function storedFolder(): Promise<{ folder: MemoryFolder; store: TableStore; id: number }> {
  const folder = new MemoryFolder();
  const { store } = await TableStore.open(folder);
  return { folder, store, id: commit(store, folder, 1).id };
}

/** Rewrites a slot as the release before wrote it: without an id. */
function makeFormer(folder: MemoryFolder, name: string): void {
  const slot = decodeManifest(folder.files.get(name) ?? new Uint8Array());
  if (slot.state !== "valid") throw new Error(`${name} is ${slot.state}.`);
  const bytes = encodeManifest(slot.manifest);
  const former = new Uint8Array(bytes.length - 8);
  former.set(bytes.subarray(0, 20));
  former.set(bytes.subarray(28), 20);
  const view = new DataView(former.buffer);
  view.setUint32(4, 2, true);
  view.setUint32(8, former.length, true);
  view.setUint32(former.length - 4, crc32c(former.subarray(0, -4)), true);
  folder.files.set(name, former);
}

describe("the id of a stored table", () => {
  it("comes with the first save and stays through every later one, in both records", async () => {
    const { folder, store, id } = await storedFolder();
    expect(id).to.be.greaterThan(0);
    expect(commit(store, folder, 2, 2).id).to.equal(id);
    expect(store.describe(2, { name: "two", kept: true }).id).to.equal(id);
    expect(store.keepVersions([2])?.id).to.equal(id);
    for (const slot of ["manifest0", "manifest1"]) {
      const copy = new MemoryFolder();
      for (const [name, bytes] of folder.files) copy.files.set(name, bytes.slice());
      flipBit(copy, slot, 50);
      const { store: found } = await TableStore.open(copy);
      expect(found.table?.id, `without ${slot}`).to.equal(id);
      expect(commit(found, copy, 3).id, `without ${slot}`).to.equal(id);
    }
  });

  it("is another one after a deletion, in this page and the next", async () => {
    const { folder, store, id } = await storedFolder();
    store.erase();
    const next = commit(store, folder, 2).id;
    store.erase();
    const { store: found } = await reopen(folder);
    const last = commit(found, folder, 3).id;
    expect(new Set([0, id, next, last]).size).to.equal(4);
  });

  it("is 0 for a table of a release that gave none, and stays so", async () => {
    const { folder } = await storedFolder();
    makeFormer(folder, "manifest1");
    const { store } = await reopen(folder);
    expect(store.table?.id).to.equal(0);
    for (const version of [2, 3]) expect(commit(store, folder, version).id).to.equal(0);
    expect((await reopen(folder)).store.table?.id).to.equal(0);
  });
});
