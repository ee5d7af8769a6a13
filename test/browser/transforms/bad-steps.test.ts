import { expect } from "@open-wc/testing";
import type { TransformStep } from "../../../src/engine/changes/transform-types.ts";
import { failureOf } from "../../rejection-of.ts";
import { TransformTable } from "./transform-table.ts";

const SOURCE = "SELECT range::INTEGER AS n, 'text ' || range AS text, [range] AS list FROM range(1000)";

const update = (expression: string, where?: string): TransformStep => {
  return { op: "update", column: "n", expression, ...(where !== undefined && { where }) };
};
const unchecked = (step: unknown): TransformStep => step as TransformStep;

const BAD: Record<string, { steps: TransformStep[]; code: string; message: RegExp }> = {
  "no step": { steps: [], code: "invalid-argument", message: /no step/ },
  "an unknown operation": {
    steps: [unchecked({ op: "upsert", column: "n" })],
    code: "invalid-argument",
    message: /no operation "upsert".*cast-column/,
  },
  "no object": { steps: [unchecked(null)], code: "invalid-argument", message: /no operation undefined/ },
  "an expression that is no string": {
    steps: [unchecked({ op: "update", column: "n", expression: 1 })],
    code: "invalid-argument",
    message: /update "n".*expression is to be a string, found 1/,
  },
  "a delete without a condition": {
    steps: [unchecked({ op: "delete" })],
    code: "invalid-argument",
    message: /delete.*where is to be a string/,
  },
  "an unknown column": {
    steps: [{ op: "update", column: "nope", expression: "1" }],
    code: "unknown-column",
    message: /transform \(update "nope"\): there is no column "nope"\. The columns are: n, text, list\./,
  },
  "a column that an earlier step dropped": {
    steps: [
      { op: "drop-column", name: "text" },
      { op: "update", column: "text", expression: "1" },
    ],
    code: "unknown-column",
    message: /step 2 of 2 \(update "text"\)/,
  },
  "a column in an expression that an earlier step renamed": {
    steps: [{ op: "rename-column", name: "text", to: "words" }, update("length(text)")],
    code: "invalid-expression",
    message: /step 2 of 2 \(update "n"\), expression: .*"text" not found/,
  },
  "an unknown column in a condition": {
    steps: [{ op: "delete", where: "nope > 1" }],
    code: "invalid-expression",
    message: /\(delete\), where: .*"nope" not found/,
  },
  "a name that is taken": {
    steps: [{ op: "add-column", name: "TEXT" }],
    code: "invalid-argument",
    message: /add-column "TEXT".*there is a column "text" already/,
  },
  "a name that an earlier step gave": {
    steps: [
      { op: "add-column", name: "new" },
      { op: "rename-column", name: "n", to: "new" },
    ],
    code: "invalid-argument",
    message: /step 2 of 2 \(rename-column "n"\): there is a column "new" already/,
  },
  "an empty name": { steps: [{ op: "add-column", name: " " }], code: "invalid-argument", message: /not empty/ },
  "a reserved name": {
    steps: [{ op: "rename-column", name: "n", to: "__PT_id" }],
    code: "invalid-argument",
    message: /reserved/,
  },
  "a name with a NUL": { steps: [{ op: "add-column", name: "a\0b" }], code: "invalid-argument", message: /NUL/ },
  "the last column dropped": {
    steps: ["n", "text", "list"].map((name) => ({ op: "drop-column", name })),
    code: "invalid-argument",
    message: /step 3 of 3 \(drop-column "list"\): a table keeps at least one column/,
  },
  "a type that does not exist": {
    steps: [{ op: "cast-column", name: "n", type: "INTEGR", onError: "fail" }],
    code: "invalid-argument",
    message: /cast-column "n".*"INTEGR" is no type.*INTEGR/,
  },
  "a type of an extension": {
    steps: [{ op: "add-column", name: "j", type: "JSON" }],
    code: "invalid-argument",
    message: /"JSON" is no type/,
  },
  "a type that is more than one": {
    steps: [{ op: "add-column", name: "j", type: "INTEGER) AS e, CAST(1 AS INTEGER" }],
    code: "invalid-argument",
    message: /"\)" without its "\("/,
  },
  "a type and a statement": {
    steps: [{ op: "add-column", name: "j", type: "INTEGER; DROP TABLE __pt_rows" }],
    code: "invalid-argument",
    message: /several statements/,
  },
  "an empty type": { steps: [{ op: "add-column", name: "j", type: "" }], code: "invalid-argument", message: /empty/ },
  "a type that no table can be saved with": {
    steps: [{ op: "add-column", name: "j", type: "UNION(a INTEGER, b VARCHAR)" }],
    code: "invalid-argument",
    message: /no table can be saved with a column of type UNION/,
  },
  "a cast that there is not": {
    steps: [{ op: "add-column", name: "j", type: "INTEGER", expression: "{'a': n}" }],
    code: "query-failed",
    message: /add-column "j".*STRUCT.*-> INTEGER/,
  },
  "an unknown onError": {
    steps: [unchecked({ op: "cast-column", name: "n", type: "INTEGER", onError: "skip" })],
    code: "invalid-argument",
    message: /onError is "fail" or "null", found "skip"/,
  },
  "a condition that is none": {
    steps: [{ op: "delete", where: "list" }],
    code: "query-failed",
    message: /\(delete\): .*BIGINT\[\] -> BOOLEAN/,
  },
};

const BAD_EXPRESSIONS: Record<string, RegExp> = {
  "": /empty/,
  " -- nothing": /only a comment/,
  "n +": /syntax error/i,
  "n; DROP TABLE __pt_rows": /several statements/,
  "n;": /several statements/,
  "(n": /"\(" without its "\)"/,
  "n) , (1": /"\)" without its "\("/,
  "n)) IS NULL); DROP TABLE __pt_rows; --": /"\)" without|several statements/,
  "n /* and the rest": /unterminated/i,
  "'n": /quote that does not end/,
  '"n': /quote that does not end/,
  $$n: /quote that does not end/,
  "n\0": /NUL/,
  "(SELECT 1)": /subquery/,
  "(SELECT max(n) FROM __pt_rows)": /reserved/,
  "(SELECT max(n) FROM data)": /subquery/,
  "(FROM data)": /subquery/,
  "(VALUES (1))": /subquery/,
  "EXISTS (SELECT 1)": /subquery/,
  "n IN (SELECT 1)": /subquery/,
  "sum(n)": /aggregate/,
  "count(*)": /aggregate/,
  "row_number() OVER ()": /window/,
  "sum(n) OVER (ORDER BY n)": /window/,
  "other.n": /other/,
  "data.n": /data/,
  "unnest(list)": /one value/,
  "COLUMNS(*)": /one value/,
  "*": /one value|syntax/,
  "n AS m": /syntax error|AS/i,
  "?": /parameter/,
  $1: /parameter/,
  rowid: /rowid/,
  __pt_id: /reserved/,
  '"__PT_id"': /reserved/,
  "#1": /by position/,
  "nope(n)": /nope/,
  "n::nope": /nope/,
};
for (const [expression, message] of Object.entries(BAD_EXPRESSIONS)) {
  BAD[`the expression ${JSON.stringify(expression)}`] = {
    steps: [update("n + 1"), update(expression), update("n + 2")],
    code: "invalid-expression",
    message: new RegExp(`^transform, step 2 of 3 \\(update "n"\\).*(${message.source})`, message.flags),
  };
}
BAD["a condition with a second statement"] = {
  steps: [update("1", "true; DROP TABLE __pt_rows")],
  code: "invalid-expression",
  message: /transform \(update "n"\), where: .*several statements/,
};

describe("a transform of bad steps is refused with a reason, and nothing is changed", () => {
  let table: TransformTable;
  let untouched: unknown;

  before(async () => {
    table = await TransformTable.of(SOURCE);
    untouched = await table.dump();
  });

  for (const [name, { steps, code, message }] of Object.entries(BAD)) {
    it(name, async () => {
      const error = await failureOf(table.run(steps));
      expect([error.code, error.message]).to.satisfy(
        ([foundCode, text]: [string, string]) => foundCode === code && message.test(text),
        `${code} ${String(message)}, found ${error.code}: ${error.message}`,
      );
      expect(table.progress).to.deep.equal([]);
      expect(await table.dump()).to.deep.equal(untouched);
      expect(await table.otherTables()).to.deep.equal([]);
    });
  }

  it("also in a preview, where no transaction takes back what was checked with", async () => {
    const error = await failureOf(table.preview(update("sum(n)")));
    expect([error.code, error.message]).to.deep.equal([
      "invalid-expression",
      'transform (update "n"), expression: an aggregate function is not allowed, an expression sees only its own row.',
    ]);
    expect(await table.otherTables()).to.deep.equal([]);
  });
});

describe("a transform that a value stops", () => {
  const NUMBERS =
    "SELECT CASE WHEN range = 700 THEN 'x' WHEN range = 900 THEN 'y' ELSE range::VARCHAR END AS t FROM range(1000)";
  const cases: Record<string, { steps: TransformStep[]; code: string; message: RegExp }> = {
    "names the first value that does not fit a cast, and its row": {
      steps: [{ op: "cast-column", name: "t", type: "INTEGER", onError: "fail" }],
      code: "value-mismatch",
      message: /^transform \(cast-column "t"\): the value "x" in row 671 \(counted from 1\) does not fit INTEGER\./,
    },
    "names the step of a cast that does not fit": {
      steps: [
        { op: "update", column: "t", expression: "t || '0'", where: "t <> 'x'" },
        { op: "delete", where: "t = 'x'" },
        { op: "cast-column", name: "t", type: "INTEGER", onError: "fail" },
      ],
      code: "value-mismatch",
      message: /step 3 of 3 \(cast-column "t"\): the value "y0" in row 871 /,
    },
    "names an expression that fails": {
      steps: [{ op: "update", column: "t", expression: "CAST(t AS INTEGER) + 1" }],
      code: "query-failed",
      message: /^transform \(update "t"\): Conversion Error: .*'x'/,
    },
    "names the step whose expression fails": {
      steps: [
        { op: "add-column", name: "a", expression: "1" },
        { op: "rename-column", name: "t", to: "u" },
        { op: "update", column: "a", expression: "CAST(u AS INTEGER)", where: "u <> 'y'" },
        { op: "drop-column", name: "u" },
      ],
      code: "query-failed",
      message: /step 3 of 4 \(update "a"\): Conversion Error: .*'x'/,
    },
    "names the step whose condition fails": {
      steps: [
        { op: "update", column: "t", expression: "t" },
        { op: "delete", where: "error('no') IS NULL OR t = 'x'" },
      ],
      code: "query-failed",
      message: /step 2 of 2 \(delete\): .*no/,
    },
    "names the step whose added column fails": {
      steps: [
        { op: "update", column: "t", expression: "'1'" },
        { op: "add-column", name: "a", expression: "CAST(t || 'z' AS INTEGER)" },
      ],
      code: "query-failed",
      message: /step 2 of 2 \(add-column "a"\): .*'1z'/,
    },
  };
  for (const [name, { steps, code, message }] of Object.entries(cases)) {
    it(`${name}, and leaves everything as it was`, async () => {
      const table = await TransformTable.of(NUMBERS);
      await table.leaveGaps("__pt_id BETWEEN 100 AND 129");
      const before = await table.dump();
      const error = await failureOf(table.run(steps));
      expect([error.code, message.test(error.message)], error.message).to.deep.equal([code, true]);
      expect(await table.dump()).to.deep.equal(before);
      expect(await table.otherTables()).to.deep.equal([]);
    });
  }

  it("is not stopped by values that a condition or an earlier step leaves out", async () => {
    const table = await TransformTable.of(NUMBERS);
    const isNumber = "t SIMILAR TO '[0-9]+'";
    await table.run([
      { op: "update", column: "t", expression: "CAST(t AS INTEGER) + 1", where: isNumber },
      { op: "delete", where: `NOT ${isNumber}` },
      { op: "add-column", name: "n", expression: "CAST(t AS INTEGER)" },
      { op: "cast-column", name: "t", type: "INTEGER", onError: "fail" },
    ]);
    expect(await table.value("SELECT sum(n)::DOUBLE FROM data WHERE n = t")).to.equal(500_500 - 701 - 901);
  });
});
