import { expect } from "@open-wc/testing";
import { judge, type Attempt, type FoundTable } from "../../kill/judge.ts";
import type { Operation } from "../../kill/operation.ts";

const columns = [
  { name: "n", type: "BIGINT" },
  { name: "text", type: "VARCHAR" },
];

const table = (...rows: (string | null)[][]): FoundTable => ({ columns, rows });
const set = (row: number, value: string): Operation => ({ kind: "set", row, column: "text", value });

const base = table(["0", "a"], ["1", "b"]);
const operations = [set(0, "A"), set(1, "B"), { kind: "append", objects: [{ n: 2 }] }] satisfies Operation[];
const all = table(["0", "A"], ["1", "B"], ["2", null]);

const attempt = (what: Partial<Attempt>): Attempt => ({
  operations,
  started: 3,
  acknowledged: [],
  rejected: [],
  idle: [],
  ...what,
});

describe("the judge of a table that was interrupted", () => {
  it("takes any state from the last acknowledged one on", () => {
    const acknowledged = attempt({ acknowledged: [0] });
    expect(judge(base, acknowledged, table(["0", "A"], ["1", "b"]))).to.deep.equal({ kind: "kept", operations: 1 });
    expect(judge(base, acknowledged, all)).to.deep.equal({ kind: "kept", operations: 3 });
  });

  it("counts the acknowledged changes that are missing", () => {
    const acknowledged = attempt({ acknowledged: [0, 1, 2] });
    expect(judge(base, acknowledged, table(["0", "A"], ["1", "b"]))).to.deep.equal({ kind: "lost", operations: 2 });
    expect(judge(base, acknowledged, base)).to.deep.equal({ kind: "lost", operations: 3 });
  });

  it("finds a state that never was: a later change without an earlier one, an empty table, another schema", () => {
    const nothing = attempt({});
    for (const found of [
      table(["0", "a"], ["1", "B"]),
      table(),
      { columns: [columns[0], { name: "text", type: "BIGINT" }], rows: base.rows } as FoundTable,
    ]) {
      expect(judge(base, nothing, found)).to.include({ kind: "never existed" });
    }
  });

  it("takes a state that the page came to before the word of it was out", () => {
    expect(judge(base, attempt({ started: 1 }), all)).to.deep.equal({ kind: "kept", operations: 3 });
    const many = Array.from({ length: 100 }, (_, index) => set(0, `value ${index}`));
    const unheard = attempt({ operations: many, started: 1 });
    expect(judge(base, unheard, table(["0", "value 99"], ["1", "b"]))).to.deep.equal({ kind: "kept", operations: 100 });
  });

  it("expects nothing of what had nothing to do", () => {
    const undone = attempt({
      operations: [set(0, "A"), { kind: "undo" }],
      started: 2,
      acknowledged: [0, 1],
      idle: [1],
    });
    expect(judge(base, undone, table(["0", "A"], ["1", "b"]))).to.deep.equal({ kind: "kept", operations: 2 });
    expect(judge(base, undone, base)).to.deep.equal({ kind: "lost", operations: 2 });
  });

  it("lets a rejected change be there, or not", () => {
    const rejected = attempt({ acknowledged: [0, 2], rejected: [1] });
    expect(judge(base, rejected, all)).to.deep.equal({ kind: "kept", operations: 3 });
    expect(judge(base, rejected, table(["0", "A"], ["1", "b"], ["2", null]))).to.deep.equal({
      kind: "kept",
      operations: 3,
    });
  });
});
