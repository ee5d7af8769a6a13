import { expect } from "@open-wc/testing";
import fc from "fast-check";
import { Pool } from "../../../src/worker/pool.ts";

describe("pool", () => {
  it("gives out a free file before it makes a new one", () => {
    const pool = new Pool(["manifest0", "p000.parquet", "p001.parquet", "damaged-1-p000.parquet"]);
    pool.setReferenced(["p000.parquet"]);
    expect(pool.take()).to.equal("p001.parquet");
    expect(pool.take()).to.equal("p002.parquet");
  });

  it("does not give out a file that is being read, and does when the reader is done", () => {
    const pool = new Pool(["p000.parquet"]);
    const unpin = pool.pin("p000.parquet");
    expect(pool.reclaimable()).to.deep.equal([]);
    expect(pool.take()).to.equal("p001.parquet");
    unpin();
    unpin();
    expect(pool.take()).to.equal("p000.parquet");
  });

  it("gives back the space of released files only", () => {
    const pool = new Pool([]);
    const file = pool.take();
    expect(pool.reclaimable()).to.deep.equal([]);
    pool.release(file);
    expect(pool.reclaimable()).to.deep.equal([file]);
    pool.emptied(file);
    expect(pool.reclaimable()).to.deep.equal([]);
    expect(pool.freeCount).to.equal(1);
  });

  it("never gives out or empties a file that is referenced, taken or read", () => {
    const action = fc.record({
      kind: fc.constantFrom("take", "release", "reference", "pin", "unpin", "grow" as const),
      files: fc.array(fc.nat(7), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const pool = new Pool([]);
        const name = (index: number) => `p00${index}.parquet`;
        let referenced = new Set<string>();
        const taken = new Set<string>();
        const pins: [string, () => void][] = [];
        const isBusy = (file: string) =>
          referenced.has(file) || taken.has(file) || pins.some(([pinned]) => pinned === file);
        for (const { kind, files } of actions) {
          if (kind === "take") {
            const before = isBusy;
            const file = pool.take();
            expect(before(file)).to.equal(false);
            taken.add(file);
          } else if (kind === "release") {
            for (const file of files.map(name)) {
              pool.release(file);
              taken.delete(file);
            }
          } else if (kind === "reference") {
            referenced = new Set(files.map(name));
            pool.setReferenced(referenced);
          } else if (kind === "pin") {
            for (const file of files.map(name)) pins.push([file, pool.pin(file)]);
          } else if (kind === "unpin") {
            pins.pop()?.[1]();
          } else {
            pool.grow();
          }
          for (const file of pool.reclaimable()) expect(isBusy(file)).to.equal(false);
        }
      }),
    );
  });
});
