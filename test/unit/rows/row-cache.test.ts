import { expect } from "@open-wc/testing";
import { RowCache } from "../../../src/engine/rows/row-cache.ts";
import type { BlockKey, CachedBlock } from "../../../src/engine/rows/row-cache.ts";

const key = (block: number, generation = 1, group = 0): BlockKey => ({ generation, block, group });
const block = (byteLength: number): CachedBlock => ({
  rowIds: new Float64Array(0),
  columns: new Map([[0, { byteLength, get: () => null }]]),
  readAt: 0,
});

describe("RowCache", () => {
  it("drops what was touched longest ago once it is full", () => {
    const cache = new RowCache(5000);
    for (const number of [1, 2, 3]) cache.put(key(number), block(1400));
    cache.touch(key(1));
    cache.put(key(4), block(1400));
    expect([1, 2, 3, 4].map((number) => cache.get(key(number)) !== undefined)).to.deep.equal([true, false, true, true]);
    expect(cache.byteLength).to.be.at.most(5000);
  });

  it("keeps what is needed, even beyond its capacity", () => {
    const cache = new RowCache(1000);
    for (const number of [1, 2, 3]) cache.put(key(number), block(900), ({ block }) => block !== 2);
    expect([1, 2, 3].map((number) => cache.get(key(number)) !== undefined)).to.deep.equal([true, false, true]);
  });

  it("tells generations, blocks and groups apart", () => {
    const cache = new RowCache();
    const keys = [key(0), key(1), key(0, 2), key(0, 1, 1), key(78_124, 9999, 2000)];
    for (const one of keys) cache.put(one, block(1));
    expect(new Set(keys.map((one) => cache.get(one)))).to.have.property("size", keys.length);
  });

  it("forgets generations that are not retained, and counts no bytes for them", () => {
    const cache = new RowCache();
    cache.put(key(0, 1), block(100));
    const { byteLength } = cache;
    cache.put(key(0, 2), block(5000));
    cache.retain((generation) => generation === 1);
    expect(cache.get(key(0, 2))).to.equal(undefined);
    expect(cache.byteLength).to.equal(byteLength);
  });

  it("counts a replaced block once", () => {
    const cache = new RowCache();
    cache.put(key(0), block(5000));
    cache.put(key(0), block(100));
    expect(cache.byteLength).to.be.below(1000);
  });
});
