import { expect } from "@open-wc/testing";
import { NATURAL_VIEW, type ViewModel } from "../../../src/engine/models.ts";
import type { TableEngine } from "../../../src/engine/table-engine.ts";
import { csvFile, deleteTestTables, disposeEngines, openEngine, record, uniqueName } from "./engine-fixture.ts";
import { followDatabase, recordWorkers } from "./recorded-workers.ts";

const ROWS = 500_000;
const FILE = csvFile(ROWS);
const MOMENTS = 6;
/** Requests to the database from the cancel to the end: the rest of a slice, and the cleanup. */
const LONGEST_END = 10;
/** Of this run; put in the one that failed to see it again. */
const SEED = Math.floor(Math.random() * 2 ** 31);

const view = (model: Partial<ViewModel>) => (engine: TableEngine) => engine.setView({ ...NATURAL_VIEW, ...model });

interface Operation {
  readonly start: (engine: TableEngine) => Promise<unknown>;
  /** Where it came to its end. */
  readonly takeBack: (engine: TableEngine) => Promise<unknown>;
}

const toNatural = (engine: TableEngine) => engine.setView({ ...NATURAL_VIEW });
const toStored = async (engine: TableEngine) => {
  const [version] = await engine.versions();
  if (version) await engine.restore(version.version);
};

const OPERATIONS: Record<string, Operation> = {
  "a sort": { start: view({ sort: [{ column: "text", direction: "desc" }] }), takeBack: toNatural },
  "a filter": { start: view({ filter: { column: "text", op: "contains", value: "77" } }), takeBack: toNatural },
  "a sorted search": {
    start: view({ search: "9", sort: [{ column: "price", direction: "desc" }] }),
    takeBack: toNatural,
  },
  "a load": { start: (engine) => engine.load(FILE), takeBack: toStored },
  "a restore": { start: toStored, takeBack: () => Promise.resolve() },
};

describe(`cancel() at random moments, with ${ROWS} rows, seed ${SEED}`, function () {
  this.timeout(180_000);
  recordWorkers();
  let engine: TableEngine;
  const random = randomNumbers(SEED);

  beforeEach(async () => {
    engine = openEngine(uniqueName());
    await engine.load(FILE);
    await engine.save();
  });
  afterEach(disposeEngines);
  after(deleteTestTables);

  /** Starts the operation and cancels it at the database request of that number. */
  async function cancelAt(
    operation: Operation,
    number: number,
  ): Promise<{ outcome: string; before: number; after: number }> {
    const counts = { before: 0, after: 0 };
    followDatabase(() => {
      if (counts.before < number) counts.before++;
      else counts.after++;
      if (counts.before === number && counts.after === 0) engine.cancel();
    });
    const outcome = await operation.start(engine).then(
      () => "resolved",
      (error: unknown) => (error as Error).name,
    );
    followDatabase(null);
    return { outcome, ...counts };
  }

  async function fingerprint(): Promise<string> {
    const table = await engine.query("SELECT count(*)::VARCHAR || ' ' || sum(hash(d)::HUGEINT)::VARCHAR FROM data d");
    return String(table.getChildAt(0)?.get(0));
  }

  for (const [name, operation] of Object.entries(OPERATIONS)) {
    it(`stops ${name}, leaves the table as it was, and the next query is answered`, async () => {
      const cancelled = record(engine, "operation-cancel");
      const whole = await cancelAt(operation, Infinity);
      await operation.takeBack(engine);
      const before = await fingerprint();
      const { view: viewBefore } = engine.data;
      for (let moment = 0; moment < MOMENTS; moment++) {
        const number = 1 + Math.floor(random() * 0.9 * whole.before);
        const { outcome, after } = await cancelAt(operation, number);
        if (outcome === "resolved") {
          await operation.takeBack(engine);
          continue;
        }
        expect([outcome, cancelled.length], `at ${number} of ${whole.before}`).to.deep.equal(["AbortError", 1]);
        expect(after, `at ${number} of ${whole.before}`).to.be.at.most(LONGEST_END);
        cancelled.length = 0;
        expect([engine.state, engine.operations, engine.data.view]).to.deep.equal(["ready", [], viewBefore]);
        expect(await fingerprint()).to.equal(before);
        expect(await engine.readCell(ROWS - 1, "n")).to.equal(BigInt(ROWS - 1));
      }
    });
  }
});

/** Numbers in [0, 1) that depend on nothing but `seed` (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
