import { expect } from "@open-wc/testing";
import { quoteIdentifier } from "../../../src/engine/database/sql.ts";
import { NATURAL_VIEW } from "../../../src/engine/models.ts";
import { planForm } from "../../../src/elements/transform/form-steps.ts";
import { EMPTY_FORM, type TransformForm } from "../../../src/elements/transform/transform-form.ts";
import { disposeEngines, openEngine } from "../engine/engine-fixture.ts";

type Cell = string | null;

const NAME = 'a "b"';

describe("the form's steps in the engine", () => {
  afterEach(disposeEngines);

  /** What becomes of one column of these cells, which are given and taken as text. */
  async function transformed(type: string, cells: readonly Cell[], form: Partial<TransformForm>): Promise<Cell[][]> {
    const engine = openEngine();
    // Every table has a text, or the column of nulls would have no type.
    await engine.load([...cells, "text"].map((cell, n) => ({ n, [NAME]: cell })));
    await engine.deleteRows([cells.length]);
    if (type !== "VARCHAR") await engine.transform([{ op: "cast-column", name: NAME, type, onError: "fail" }]);
    const context = { columns: engine.data.columns, readonlyColumns: new Set<string>(), view: NATURAL_VIEW };
    const made = planForm({ ...EMPTY_FORM, column: NAME, ...form }, { ...context, locale: "en-US" });
    if (made.kind !== "steps") throw new Error(JSON.stringify(made));
    for (const step of made.steps) await engine.previewTransform(step);
    await engine.transform(made.steps);
    const table = await engine.query(`SELECT COLUMNS(* EXCLUDE (n))::VARCHAR FROM (SELECT * FROM data ORDER BY n)`);
    return Array.from({ length: table.numRows }, (_, row) =>
      Array.from({ length: table.numCols }, (_, index) => table.getChildAt(index)?.get(row) as Cell),
    );
  }

  const column = async (
    type: string,
    cells: readonly Cell[],
    form: Partial<TransformForm>,
  ): Promise<(Cell | undefined)[]> => (await transformed(type, cells, form)).map(([cell]) => cell);

  it("replaces every character literally, in any letter case", async () => {
    const special = "a.b*c(d)[e]{f}^g$h|i?j+k\\l'm";
    const cells = [`<${special.toUpperCase()}>`, "aXb", null, "Ä"];
    const replace = { operation: "replace", find: special, replacement: "\\0\\1'$1" } as const;
    expect(await column("VARCHAR", cells, replace)).to.deep.equal(["<\\0\\1'$1>", "aXb", null, "Ä"]);
    expect(await column("VARCHAR", cells, { ...replace, find: "ä", replacement: "A" })).to.include("A");
    expect(await column("VARCHAR", ["aAa"], { ...replace, find: "a", replacement: "", matchCase: true })).to.deep.equal(
      ["A"],
    );
  });

  it("replaces in numbers and dates, and whole cells by value", async () => {
    const inNumbers = { operation: "replace", find: "9", replacement: "1", matchCase: true } as const;
    expect(await column("DECIMAL(8,2)", ["9.90", "2.00", null], inNumbers)).to.deep.equal(["1.10", "2.00", null]);
    const inDates = { operation: "replace", find: "2023", replacement: "2024" } as const;
    expect(await column("DATE", ["2023-05-01"], inDates)).to.deep.equal(["2024-05-01"]);
    const whole = { operation: "replace", wholeCell: true, find: "5", replacement: "" } as const;
    expect(await column("DOUBLE", ["5", "5.5", null], whole)).to.deep.equal([null, "5.5", null]);
    expect(await column("VARCHAR", ["", "x", null], { ...whole, find: "", replacement: "-" })).to.deep.equal([
      "-",
      "x",
      null,
    ]);
  });

  it("trims all kinds of space from the ends only", async () => {
    const cells = ["\u00a0 a b\t\n", "\ufeffx\u3000", "ok", null];
    expect(await column("VARCHAR", cells, { operation: "trim" })).to.deep.equal(["a b", "x", "ok", null]);
  });

  it("fills nulls, and empty texts when asked", async () => {
    const fill = { operation: "fill", fill: "?" } as const;
    expect(await column("VARCHAR", ["", null, "a"], fill)).to.deep.equal(["?", "?", "a"]);
    expect(await column("VARCHAR", ["", null], { ...fill, fillsEmptyText: false })).to.deep.equal(["", "?"]);
    expect(await column("DATE", [null], { operation: "fill", fill: "1/31/2024" })).to.deep.equal(["2024-01-31"]);
    expect(await column("INTERVAL", [null], { operation: "fill", fill: "3 days" })).to.deep.equal(["3 days"]);
    expect(await column("INTEGER[]", [null], { operation: "fill", fill: "[1, 2]" })).to.deep.equal(["[1, 2]"]);
  });

  it("splits into parts, the last with all that is left", async () => {
    const split = { operation: "split", separator: ", ", parts: "2" } as const;
    const cells = ["a, b", "a, b, c", "a", "a, ", "", null];
    expect((await transformed("VARCHAR", cells, split)).map(([, ...parts]) => parts)).to.deep.equal([
      ["a", "b"],
      ["a", "b, c"],
      ["a", null],
      ["a", ""],
      ["", null],
      [null, null],
    ]);
    const dates = { operation: "split", separator: "-", parts: "3" } as const;
    expect(await transformed("DATE", ["2024-01-31"], dates)).to.deep.equal([["2024-01-31", "2024", "01", "31"]]);
  });

  it("deletes the rows that a condition names, and no others", async () => {
    const where = { operation: "delete", condition: "eq", value: "b" } as const;
    expect(await column("VARCHAR", ["a", "b", null], where)).to.deep.equal(["a", null]);
    expect(await column("VARCHAR", ["a", "b", null], { ...where, condition: "ne" })).to.deep.equal(["b"]);
    const expression = {
      operation: "delete",
      condition: "expression",
      expression: `${quoteIdentifier(NAME)} > 2`,
    } as const;
    expect(await column("INTEGER", ["1", "3"], expression)).to.deep.equal(["1"]);
  });
});
