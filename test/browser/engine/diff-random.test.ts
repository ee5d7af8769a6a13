import { expect } from "@open-wc/testing";
import type { DiffBase } from "../../../src/engine/diff/diff-types.ts";
import type { TableEngine } from "../../../src/engine/table-engine.ts";
import { deleteTestTables, disposeEngines, openEngine, uniqueName } from "./engine-fixture.ts";
import { randomFrom } from "./model-table.ts";
import { contentsOf } from "./table-contents.ts";

const STEPS = 60;
const STEPS_PER_CHECK = 6;

/** Values of each type, as SQL; those beside each other look alike. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  BIGINT: ["NULL", "0", "1", "9007199254740993"],
  DOUBLE: ["NULL", "0.0", "'-0.0'", "'NaN'", "'Infinity'", "0.1"],
  FLOAT: ["NULL", "0.1", "'-0.0'", "0.0", "'NaN'"],
  VARCHAR: ["NULL", "''", "'a'", "'A'", "'ä'", "' '"],
  "DECIMAL(18,3)": ["NULL", "0", "0.001", "-0.001"],
  TIMESTAMP: ["NULL", "'2024-01-31 12:34:56.123456'", "'2024-01-31 12:34:56'"],
  BOOLEAN: ["NULL", "true", "false"],
  "INTEGER[]": ["NULL", "[]", "[1]", "[1, NULL]"],
  "STRUCT(a INTEGER, b VARCHAR)": ["NULL", "{'a': 1, 'b': NULL}", "{'a': 1, 'b': ''}"],
  INTERVAL: ["NULL", "INTERVAL 1 MONTH", "INTERVAL 30 DAYS"],
  UUID: ["NULL", "'6ecd8c99-4036-403d-bf84-cf8400f67836'"],
};

const TYPES = Object.keys(VALUES);
const nameOf = (type: string) => `c ${TYPES.indexOf(type)}`;

/** Cells as text by row id, without what is told about the row as a whole. */
type State = Map<string, (string | null)[]>;

async function stateOf(engine: TableEngine): Promise<State> {
  return new Map((await contentsOf(engine)).map(([id, ...cells]) => [String(id), cells]));
}

function expectedDiff(base: State, present: State): string[] {
  const ids = [...new Set([...base.keys(), ...present.keys()])].sort((a, b) => Number(a) - Number(b));
  return ids.flatMap((id) => {
    const [before, now] = [base.get(id), present.get(id)];
    if (!before) return [`${id} added`];
    if (!now) return [`${id} removed`];
    const columns = now.flatMap((cell, at) => (cell === before[at] ? [] : [at]));
    return columns.length > 0 ? [`${id} changed ${columns.join()}`] : [];
  });
}

async function foundDiff(engine: TableEngine, against: DiffBase): Promise<string[]> {
  const counts = await engine.diffs.compare(against);
  const diff = engine.diffs.open;
  const ids = Array.from({ length: 400 }, (_, id) => id);
  const found = ids.flatMap((id) => {
    const kind = diff?.kindOf(id);
    if (!diff || !kind) return [];
    if (kind !== "changed") return [`${id} ${kind}`];
    const columns = engine.data.columns.flatMap((column, at) => (diff.isChanged(id, column.id) ? [at] : []));
    return [`${id} changed ${columns.join()}`];
  });
  expect(found).to.have.length(counts.added + counts.removed + counts.changed);
  return found;
}

/** One random change. */
async function change(engine: TableEngine, random: () => number): Promise<"transform" | "undo" | "other"> {
  const below = (count: number) => Math.floor(random() * count);
  const one = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  const kind = below(10);
  const rows = engine.data.rowCount;
  if (kind < 3) {
    const type = one(TYPES);
    const value = `CAST(${one(VALUES[type] ?? [])} AS ${type})`;
    await engine.transform([
      { op: "update", column: nameOf(type), expression: value, where: `"${nameOf("BIGINT")}" IS NULL OR hash("key") % ${2 + below(9)} = 0` }, // prettier-ignore
    ]);
    return "transform";
  }
  if (kind < 6) await engine.writeCell(below(rows), nameOf("VARCHAR"), one(["", "a", "A", null, `x${below(5)}`]));
  else if (kind === 6) await engine.appendRows([{ key: below(1000) }, { key: below(1000), [nameOf("DOUBLE")]: -0 }]);
  else if (kind === 7 && rows > 20) await engine.deleteRows([below(rows), below(rows)]);
  else if (kind === 8) {
    await engine.undo();
    return "undo";
  } else {
    await engine.redo();
    return "undo";
  }
  return "other";
}

async function openTable(): Promise<TableEngine> {
  const engine = openEngine(uniqueName());
  await engine.load(Array.from({ length: 40 }, (_, key) => ({ key })));
  const steps = TYPES.map((type) => {
    const values = VALUES[type] ?? [];
    const cases = values.map((value, at) => `WHEN ${at} THEN CAST(${value} AS ${type})`).join(" ");
    return {
      op: "add-column",
      name: nameOf(type),
      type,
      expression: `CASE "key" % ${values.length} ${cases} END`,
    } as const;
  });
  await engine.transform(steps);
  await engine.save();
  return engine;
}

describe("a comparison after random changes", () => {
  afterEach(disposeEngines);
  after(deleteTestTables);

  for (const seed of [1, 2, 3]) {
    it(`is exact for every type, and empty after everything was taken back (seed ${seed})`, async () => {
      const engine = await openTable();
      const saved = await stateOf(engine);
      const random = randomFrom(seed);
      let beforeTransform: State | null = null;
      for (let step = 1; step <= STEPS; step++) {
        const before = await stateOf(engine);
        const kind = await change(engine, random);
        if (kind === "transform") beforeTransform = before;
        if (kind === "undo") beforeTransform = null;
        if (step % STEPS_PER_CHECK > 0) continue;
        const present = await stateOf(engine);
        expect(await foundDiff(engine, "saved"), `saved, step ${step}`).to.deep.equal(expectedDiff(saved, present));
        if (!beforeTransform) continue;
        const expected = expectedDiff(beforeTransform, present);
        expect(await foundDiff(engine, "before-transform"), `transform, step ${step}`).to.deep.equal(expected);
      }
      await engine.diffs.compare("saved");
      await engine.diffs.revert();
      expect(expectedDiff(saved, await stateOf(engine))).to.deep.equal([]);
      expect(await foundDiff(engine, "saved")).to.deep.equal([]);
    });
  }
});
