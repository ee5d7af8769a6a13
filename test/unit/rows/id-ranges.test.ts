import { expect } from "@open-wc/testing";
import { IdRanges } from "../../../src/engine/rows/id-ranges.ts";

const realNow = performance.now.bind(performance);

describe("IdRanges", () => {
  let now = 0;
  before(() => (performance.now = () => now));
  after(() => (performance.now = realNow));

  /** Two slices, the second of which takes as long. */
  async function* query(sliceMs: number): AsyncGenerator<void, string, void> {
    yield;
    now += sliceMs;
    await Promise.resolve();
    return "answer";
  }

  async function run<T>(job: AsyncGenerator<unknown, T, void>): Promise<T> {
    for (;;) {
      const step = await job.next();
      if (step.done) return step.value;
    }
  }

  /** Lengths of the ranges of a table, where testing a row takes as long. */
  async function lengths(endId: number, rowMs: number): Promise<number[]> {
    const found: number[] = [];
    let next = 0;
    for (const ranges = new IdRanges({ firstId: 0, endId }); ranges.hasNext;) {
      const [first = NaN, end = NaN] = [...ranges.condition.matchAll(/\d+/g)].map(Number);
      expect(first).to.equal(next);
      next = end;
      found.push(end - first);
      expect(await run(ranges.measure(query(Math.min(end - first, 102_400) * rowMs)))).to.equal("answer");
    }
    expect(next).to.equal(endId);
    return found;
  }

  it("leaves nothing out, and takes all at once where the condition is cheap", async () => {
    expect(await lengths(2_000_000, 0.0001)).to.deep.equal([20_480, 1_024_000, 955_520]);
  });

  it("makes ranges so short that a slice takes 60 ms", async () => {
    const [first, ...others] = await lengths(400_000, 0.001);
    expect(first).to.equal(20_480);
    expect(others.slice(0, -1)).to.deep.equal(others.slice(0, -1).map(() => 59_392));
  });

  it("does not go below some thousands", async () => {
    expect(await lengths(30_000, 1)).to.deep.equal([20_480, 4096, 4096, 1328]);
  });

  it("ends the query that it measures when it is stopped", async () => {
    let ended = false;
    async function* endless(): AsyncGenerator<void, string, void> {
      try {
        for (;;) yield;
      } finally {
        ended = true;
      }
    }
    const job = new IdRanges({ firstId: 0, endId: 10 }).measure(endless());
    await job.next();
    await job.return("stopped");
    expect(ended).to.equal(true);
  });
});
