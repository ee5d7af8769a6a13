import { expect } from "@open-wc/testing";
import type { IdRange } from "../../../src/engine/changes/change.ts";
import { chunkSize, inChunks, type ChunkedIds } from "../../../src/engine/changes/transforms/id-chunks.ts";

const MILLION: ChunkedIds = { ranges: [{ firstId: 0, endId: 1_000_000 }], rowsPerId: 1 };

/** The chunks of a work that takes so long for an id, and `startMs` at first. */
async function chunksOf(
  ids: ChunkedIds,
  idMs: number,
  { startMs = 0, hasInput = false } = {},
): Promise<(IdRange & { share: number })[]> {
  const chunks: (IdRange & { share: number })[] = [];
  let time = 0;
  const work = async function* (range: IdRange, share: number) {
    time += chunks.length === 0 ? startMs : 0;
    chunks.push({ ...range, share });
    yield;
    time += (range.endId - range.firstId) * idMs;
  };
  const job = inChunks(ids, work, { now: () => time, pacing: { hasInput } });
  // What runs between two slices is none of its own.
  while (!(await job.next()).done) time += 10_000;
  return chunks;
}

const sizes = (chunks: readonly IdRange[]) => chunks.map(({ firstId, endId }) => endId - firstId);

describe("chunks of ids", () => {
  it("are few for rows that cost little", async () => {
    expect(sizes(await chunksOf(MILLION, 0.0001))).to.deep.equal([20_480, 979_520]);
  });

  it("are as small as slices of 50 ms ask for when rows cost much", async () => {
    const chunks = await chunksOf(MILLION, 0.0025);
    const [probe, ...others] = sizes(chunks);
    expect(probe).to.equal(20_480);
    for (const size of others.slice(0, -1)) expect(size * 0.0025).to.be.within(45, 65);
  });

  it("are smaller while there is input", async () => {
    const [probe, ...others] = sizes(await chunksOf(MILLION, 0.0002, { hasInput: true }));
    expect(probe).to.equal(20_480);
    for (const size of others.slice(0, -1)) expect(size * 0.0002).to.be.within(10, 14);
  });

  it("recover from a first statement that took long to start", async () => {
    const chunks = await chunksOf(MILLION, 0.0001, { startMs: 60 });
    expect(sizes(chunks).length).to.be.lessThan(6);
  });

  it("take a handful of rows where each costs milliseconds", async () => {
    const some = { ranges: [{ firstId: 7, endId: 30_000 }], rowsPerId: 1 };
    expect(sizes(await chunksOf(some, 2)).slice(0, 3)).to.deep.equal([20_480, 256, 256]);
  });

  it("grow with care after a small one that was soon done", () => {
    expect(chunkSize({ ids: 2048, durationMs: 10, rowsPerId: 1 })).to.equal(20_480);
  });

  it("hold back where rows are sparse: a task of the database is then a whole chunk", () => {
    const chunk = { ids: 20_480, durationMs: 18 };
    expect(chunkSize({ ...chunk, rowsPerId: 1 })).to.be.greaterThan(900_000);
    expect(chunkSize({ ...chunk, rowsPerId: 0.01 })).to.be.within(110_000, 120_000);
  });

  it("cover every id once, skip gaps between ranges, and tell the share", async () => {
    const ranges = [
      { firstId: 100, endId: 50_000 },
      { firstId: 600_000, endId: 600_001 },
      { firstId: 9_000_000, endId: 9_500_000 },
    ];
    const chunks = await chunksOf({ ranges, rowsPerId: 1 }, 0.001);
    const covers = (id: number) => chunks.filter(({ firstId, endId }) => id >= firstId && id < endId).length;
    for (const id of [100, 49_999, 600_000, 9_000_000, 9_499_999]) expect(covers(id), String(id)).to.equal(1);
    expect(covers(99) + covers(5_000_000) + covers(9_500_000)).to.equal(0);
    const shares = chunks.map(({ share }) => share);
    expect(shares).to.deep.equal([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).to.equal(1);
  });

  it("of nothing are none", async () => {
    expect(await chunksOf({ ranges: [], rowsPerId: 0 }, 1)).to.deep.equal([]);
  });
});
