import { expect } from "@open-wc/testing";
import type { TransformStep } from "../../../src/engine/changes/transform-types.ts";
import { NATURAL_VIEW } from "../../../src/engine/models.ts";
import type { Column } from "../../../src/engine/schema.ts";
import { activityText } from "../../../src/elements/transform/describe-steps.ts";
import { planForm, type FormContext, type FormPlan } from "../../../src/elements/transform/form-steps.ts";
import { EMPTY_FORM, OPERATIONS, type TransformForm } from "../../../src/elements/transform/transform-form.ts";

const COLUMNS: readonly Column[] = [
  { id: 0, name: "city", type: "VARCHAR", nullable: true },
  { id: 1, name: "price", type: "DECIMAL(8,2)", nullable: true },
  { id: 2, name: "stock", type: "INTEGER", nullable: true },
  { id: 3, name: 'odd "name"', type: "VARCHAR", nullable: true },
  { id: 4, name: "day", type: "DATE", nullable: true },
];
const CONTEXT: FormContext = { columns: COLUMNS, readonlyColumns: new Set(), view: NATURAL_VIEW, locale: "en-US" };
const HOSTILE = "'; drop table data; --";

const plan = (form: Partial<TransformForm>, context: Partial<FormContext> = {}): FormPlan =>
  planForm({ ...EMPTY_FORM, ...form }, { ...CONTEXT, ...context });
const steps = (form: Partial<TransformForm>, context: Partial<FormContext> = {}): readonly TransformStep[] => {
  const made = plan(form, context);
  if (made.kind !== "steps") throw new Error(`no steps but ${JSON.stringify(made)}`);
  return made.steps;
};
const problem = (form: Partial<TransformForm>): string => {
  const made = plan(form);
  return made.kind === "problem" ? `${made.field}: ${made.message}` : made.kind;
};

describe("steps of the transform form", () => {
  it("sets a column to an expression, which is taken as it is", () => {
    expect(steps({ operation: "set", column: "price", expression: "price * 1.2" })).to.deep.equal([
      { op: "update", column: "price", expression: "price * 1.2" },
    ]);
    expect(plan({ operation: "set", column: "price", expression: " " }).kind).to.equal("incomplete");
    expect(plan({ operation: "set", expression: "1" }).kind).to.equal("incomplete");
  });

  it("finds and replaces within texts", () => {
    const found = { operation: "replace", column: "city", find: "o.k", replacement: "\\1" } as const;
    expect(steps({ ...found, matchCase: true })).to.deep.equal([
      { op: "update", column: "city", expression: `replace("city", 'o.k', '\\1')`, where: `contains("city", 'o.k')` },
    ]);
    expect(steps(found)).to.deep.equal([
      {
        op: "update",
        column: "city",
        expression: `regexp_replace("city", 'o\\.k', '\\\\1', 'gi')`,
        where: `regexp_matches("city", 'o\\.k', 'i')`,
      },
    ]);
    expect(plan({ ...found, find: "" }).kind).to.equal("incomplete");
  });

  it("casts what it replaced in other columns back to their type", () => {
    const [step] = steps({ operation: "replace", column: "price", find: "9", replacement: "0", matchCase: true });
    expect(step).to.deep.equal({
      op: "update",
      column: "price",
      expression: `CAST(replace(CAST("price" AS VARCHAR), '9', '0') AS DECIMAL(8,2))`,
      where: `contains(CAST("price" AS VARCHAR), '9')`,
    });
  });

  it("replaces whole cells by their values", () => {
    const whole = { operation: "replace", wholeCell: true } as const;
    expect(steps({ ...whole, column: "price", find: "1,234.5", replacement: "" })).to.deep.equal([
      {
        op: "update",
        column: "price",
        expression: "CAST(NULL AS DECIMAL(8,2))",
        where: `"price" = CAST('1234.50' AS DECIMAL(8,2))`,
      },
    ]);
    expect(steps({ ...whole, column: "city", find: "oslo", replacement: "Oslo" })).to.deep.equal([
      { op: "update", column: "city", expression: "'Oslo'", where: `lower("city") = lower('oslo')` },
    ]);
    expect(problem({ ...whole, column: "stock", find: "many" })).to.match(/^find: Not a whole number/);
    expect(problem({ ...whole, column: "stock", find: "1", replacement: "x" })).to.match(/^replacement: Not a whole/);
  });

  it("trims and changes the letter case of texts only", () => {
    const [trim] = steps({ operation: "trim", column: 'odd "name"' });
    expect(trim).to.include({ op: "update", column: 'odd "name"' });
    expect(trim?.op === "update" && trim.expression).to.match(/^trim\("odd ""name""", ' \t\n/);
    expect(steps({ operation: "case", column: "city", letterCase: "lower" })).to.deep.equal([
      { op: "update", column: "city", expression: `lower("city")`, where: `"city" <> lower("city")` },
    ]);
    expect(plan({ operation: "trim", column: "price" }).kind).to.equal("incomplete");
  });

  it("fills empty cells with a value of the column", () => {
    expect(steps({ operation: "fill", column: "city", fill: HOSTILE })).to.deep.equal([
      { op: "update", column: "city", expression: "'''; drop table data; --'", where: `"city" IS NULL OR "city" = ''` },
    ]);
    expect(steps({ operation: "fill", column: "city", fill: "x", fillsEmptyText: false })[0]).to.include({
      where: `"city" IS NULL`,
    });
    expect(steps({ operation: "fill", column: "stock", fill: "0" })[0]).to.include({ where: `"stock" IS NULL` });
    expect(problem({ operation: "fill", column: "stock", fill: "none" })).to.match(/^fill: Not a whole number/);
  });

  it("changes types, of a list only", () => {
    expect(steps({ operation: "cast", column: "city", type: "BIGINT", onMisfit: "null" })).to.deep.equal([
      { op: "cast-column", name: "city", type: "BIGINT", onError: "null" },
    ]);
    expect(steps({ operation: "cast", column: "city", type: "DECIMAL", precision: "10", scale: "3" })[0]).to.include({
      type: "DECIMAL(10,3)",
    });
    expect(plan({ operation: "cast", column: "city", type: HOSTILE }).kind).to.equal("incomplete");
    expect(problem({ operation: "cast", column: "city", type: "DECIMAL", precision: "39" })).to.match(/^precision:/);
    expect(problem({ operation: "cast", column: "city", type: "DECIMAL", precision: "4", scale: "5" })).to.match(
      /^scale: A whole number from 0 to 4/,
    );
  });

  it("splits into new columns with free names", () => {
    const columns = [...COLUMNS, { id: 9, name: "CITY 2", type: "VARCHAR", nullable: true }];
    const made = steps({ operation: "split", column: "city", separator: "\\t", parts: "2" }, { columns });
    expect(made.map((step) => step.op === "add-column" && step.name)).to.deep.equal(["city 1", "city 3"]);
    expect(made[0]).to.include({ type: "VARCHAR", expression: `string_split("city", '\t')[1]` });
    expect(problem({ operation: "split", column: "city", parts: "1" })).to.match(/^parts: A whole number from 2/);
    expect(plan({ operation: "split", column: "city", separator: "" }).kind).to.equal("incomplete");
  });

  it("renames, removes and adds columns under names that are free", () => {
    expect(steps({ operation: "rename", column: "city", name: "City" })).to.deep.equal([
      { op: "rename-column", name: "city", to: "City" },
    ]);
    expect(steps({ operation: "drop", column: "city" })).to.deep.equal([{ op: "drop-column", name: "city" }]);
    expect(steps({ operation: "derive", name: "total", expression: "price * stock" })).to.deep.equal([
      { op: "add-column", name: "total", expression: "price * stock" },
    ]);
    expect(problem({ operation: "derive", name: "PRICE", expression: "1" })).to.equal(
      "name: There is a column “price” already.",
    );
    expect(problem({ operation: "rename", column: "city", name: "price" })).to.match(/^name:/);
  });

  it("deletes rows by a comparison or an expression", () => {
    const where = (form: Partial<TransformForm>): unknown => {
      const [step] = steps({ operation: "delete", ...form });
      return step?.op === "delete" && step.where;
    };
    expect(where({ column: "city", condition: "eq", value: HOSTILE })).to.equal(
      `("city" = '''; drop table data; --' AND "city" IS NOT NULL)`,
    );
    expect(where({ column: "city", condition: "eq", value: "" })).to.equal(`("city" = '' AND "city" IS NOT NULL)`);
    expect(where({ column: "stock", condition: "gt", value: "10.5" })).to.equal(
      `("stock" > 10.5 AND "stock" IS NOT NULL)`,
    );
    expect(where({ column: "day", condition: "lt", value: "1/31/2024" })).to.contain("'2024-01-31'");
    expect(where({ column: "day", condition: "contains", value: "-01-" })).to.contain(`CAST("day" AS VARCHAR)`);
    expect(where({ column: "city", condition: "is-null", value: "left over" })).to.equal(`("city" IS NULL)`);
    expect(where({ condition: "expression", expression: "price > 5 -- dear" })).to.equal("price > 5 -- dear");
    expect(plan({ operation: "delete", column: "stock", condition: "gt" }).kind).to.equal("incomplete");
    expect(problem({ operation: "delete", column: "stock", condition: "gt", value: "x" })).to.match(/^value: Not a/);
  });

  it("leaves columns that the page keeps alone, but reads them", () => {
    const readonlyColumns = new Set(["city"]);
    const kinds = OPERATIONS.map(({ id }) => {
      const form = { operation: id, column: "city", expression: "1", find: "a", fill: "a", name: "x", value: "a" };
      return [id, plan(form, { readonlyColumns }).kind];
    });
    const allowed = kinds.filter(([, kind]) => kind === "steps").map(([id]) => id);
    expect(allowed).to.deep.equal(["split", "derive", "delete"]);
  });

  it("keeps to the rows of the view, when asked", () => {
    const view = { sort: [], filter: { column: "stock", op: "gt", value: 5 }, search: "os" } as const;
    const [step] = steps({ operation: "delete", condition: "expression", expression: "a OR b --" }, { view });
    const where = step?.op === "delete" ? step.where : "";
    expect(where).to.match(/^\(a OR b --\n\) AND \("stock" > 5 AND "stock" IS NOT NULL\) AND \(coalesce\(contains/);
    const set = { operation: "set", column: "price", expression: "0" } as const;
    expect(steps(set, { view })[0]).to.have.property("where");
    expect(steps({ ...set, onlyView: false }, { view })[0]).to.not.have.property("where");
  });

  it("has words for what each operation does", () => {
    expect(activityText(steps({ operation: "drop", column: "city" }))).to.equal("Dropping city");
    expect(activityText(steps({ operation: "split", column: "city", parts: "4" }))).to.equal(
      "Adding city 1 and 3 more changes",
    );
    expect(new Set(OPERATIONS.map(({ label }) => label)).size).to.equal(OPERATIONS.length);
  });
});
