import { expect } from "@open-wc/testing";
import type { TransformStep } from "../../../src/engine/changes/transform-types.ts";
import { TransformTable } from "./transform-table.ts";

/** A column of every kind, with NULL, NaN, the empty string, and names that need care. */
const MIXED = `
  SELECT * FROM (VALUES
    (1, 'one', 1.5::DOUBLE, 12.50::DECIMAL(10,2), DATE '2020-01-31', [1, NULL], {'k': 'a', 'l': [1]}, 'x', 10, true),
    (2, '', 'NaN'::DOUBLE, 0.00, NULL, [], {'k': NULL, 'l': NULL}, 'y', 20, false),
    (3, NULL, '-0.0'::DOUBLE, NULL, DATE '1999-12-31', NULL, NULL, 'z', NULL, NULL),
    (4, 'Ünï "q"', 'inf'::DOUBLE, -99999999.99, DATE '2024-02-29', [4, 5, 6], {'k': 'd', 'l': []}, '', 40, true),
    (5, '5', NULL, 5.00, DATE '2020-01-31', [5], {'k': 'e', 'l': [5, 5]}, NULL, 50, false)
  ) AS t(n, text, f, price, day, list, struct, "a""b", "select", "__proto__")`;

/** What the step leaves of MIXED in the given column. */
const CASES: Record<string, { steps: TransformStep[]; column?: string; gives?: unknown[]; changed?: number }> = {
  "an update": {
    steps: [{ op: "update", column: "text", expression: "upper(text)" }],
    column: "text",
    gives: ["ONE", "", null, 'ÜNÏ "Q"', "5"],
    changed: 2,
  },
  "an update of some rows": {
    steps: [{ op: "update", column: "n", expression: "n * 10", where: "n > 3" }],
    column: "n",
    gives: ["1", "2", "3", "40", "50"],
    changed: 2,
  },
  "an update to NULL, where the condition is NULL for some": {
    steps: [{ op: "update", column: "price", expression: "NULL", where: `"select" < 30` }],
    column: "price",
    gives: [null, null, null, "-99999999.99", "5.00"],
    changed: 2,
  },
  "an update that the assignment casts": {
    steps: [{ op: "update", column: "price", expression: "'7.256'" }],
    column: "price",
    gives: ["7.26", "7.26", "7.26", "7.26", "7.26"],
    changed: 5,
  },
  "an update from and to NaN": {
    steps: [{ op: "update", column: "f", expression: "CASE n WHEN 1 THEN 'NaN' WHEN 4 THEN -f ELSE f END" }],
    column: "f",
    gives: ["nan", "nan", "-0.0", "-inf", null],
    changed: 2,
  },
  "an update of a list": {
    steps: [{ op: "update", column: "list", expression: "list_append(list, n)", where: "n <> 2" }],
    column: "list",
    gives: ["[1, NULL, 1]", "[]", "[3]", "[4, 5, 6, 4]", "[5, 5]"],
    changed: 4,
  },
  "an update with a lambda": {
    steps: [{ op: "update", column: "list", expression: "list_transform(list, lambda x: x + n)" }],
    column: "list",
    gives: ["[2, NULL]", "[]", null, "[8, 9, 10]", "[10]"],
    changed: 3,
  },
  "an update of a struct by its field": {
    steps: [{ op: "update", column: "struct", expression: "{'k': upper(struct.k), 'l': [n]}" }],
    column: "struct",
    gives: [
      "{'k': A, 'l': [1]}",
      "{'k': NULL, 'l': [2]}",
      "{'k': NULL, 'l': [3]}",
      "{'k': D, 'l': [4]}",
      "{'k': E, 'l': [5]}",
    ],
    changed: 5,
  },
  "an update of a column with a quote in its name": {
    steps: [{ op: "update", column: 'a"b', expression: `"a""b" || "select"`, where: `"__proto__"` }],
    column: 'a"b',
    gives: ["x10", "y", "z", "40", null],
    changed: 2,
  },
  "an update of a column called __proto__": {
    steps: [{ op: "update", column: "__proto__", expression: `NOT "__proto__"` }],
    column: "__proto__",
    gives: ["false", "true", null, "false", "true"],
    changed: 4,
  },
  "an update that ends in a comment": {
    steps: [{ op: "update", column: "n", expression: "n + 1 -- one more", where: "n = 1 -- the first" }],
    column: "n",
    gives: ["2", "2", "3", "4", "5"],
    changed: 1,
  },
  "a delete": {
    steps: [{ op: "delete", where: "day = DATE '2020-01-31'" }],
    column: "n",
    gives: ["2", "3", "4"],
    changed: 2,
  },
  "a delete of all": { steps: [{ op: "delete", where: "true" }], column: "n", gives: [], changed: 5 },
  "an added column": {
    steps: [{ op: "add-column", name: "sum", expression: "n + price" }],
    column: "sum",
    gives: ["13.50", "2.00", null, "-99999995.99", "10.00"],
    changed: 4,
  },
  "an added column of a given type": {
    steps: [{ op: "add-column", name: "half of n", type: "decimal(6, 3)", expression: "n / 2" }],
    column: "half of n",
    gives: ["0.500", "1.000", "1.500", "2.000", "2.500"],
    changed: 5,
  },
  "an added column of lists": {
    steps: [{ op: "add-column", name: "pair", expression: "[n, n + 1]" }],
    column: "pair",
    gives: ["[1, 2]", "[2, 3]", "[3, 4]", "[4, 5]", "[5, 6]"],
    changed: 5,
  },
  "an added empty column": {
    steps: [{ op: "add-column", name: "note" }],
    column: "note",
    gives: [null, null, null, null, null],
    changed: 0,
  },
  "an added column of NULL": {
    steps: [{ op: "add-column", name: "nothing", type: "BLOB", expression: "NULL" }],
    column: "nothing",
    gives: [null, null, null, null, null],
    changed: 0,
  },
  "a dropped column": { steps: [{ op: "drop-column", name: "text" }], changed: 4 },
  "a dropped column of structs": { steps: [{ op: "drop-column", name: "struct" }], changed: 4 },
  "a dropped column with a quote in its name": { steps: [{ op: "drop-column", name: 'a"b' }], changed: 4 },
  "a renamed column": {
    steps: [{ op: "rename-column", name: "n", to: 'it\'s "n"' }],
    column: 'it\'s "n"',
    gives: ["1", "2", "3", "4", "5"],
    changed: 0,
  },
  "a column renamed in case only": {
    steps: [{ op: "rename-column", name: "text", to: "Text" }],
    column: "Text",
    gives: ["one", "", null, 'Ünï "q"', "5"],
    changed: 0,
  },
  "a cast": {
    steps: [{ op: "cast-column", name: "n", type: "varchar", onError: "fail" }],
    column: "n",
    gives: ["1", "2", "3", "4", "5"],
    changed: 5,
  },
  "a cast that leaves NULL": {
    steps: [{ op: "cast-column", name: "text", type: "INT", onError: "null" }],
    column: "text",
    gives: [null, null, null, null, "5"],
    changed: 4,
  },
  "a cast of nested values, each as a whole": {
    steps: [{ op: "cast-column", name: "struct", type: "STRUCT(k INTEGER, l VARCHAR[])", onError: "null" }],
    column: "struct",
    gives: [null, "{'k': NULL, 'l': NULL}", null, null, null],
    changed: 4,
  },
  "a cast to an ENUM": {
    steps: [{ op: "cast-column", name: "text", type: "ENUM('one', '', 'other')", onError: "null" }],
    column: "text",
    gives: ["one", "", null, null, null],
    changed: 4,
  },
  "a cast to the type that it has": {
    steps: [{ op: "cast-column", name: "text", type: "TEXT", onError: "fail" }],
    column: "text",
    gives: ["one", "", null, 'Ünï "q"', "5"],
    changed: 0,
  },
  "two columns that swap their names": {
    steps: [
      { op: "rename-column", name: "n", to: "between" },
      { op: "rename-column", name: "select", to: "n" },
      { op: "rename-column", name: "between", to: "select" },
    ],
    column: "n",
    gives: ["10", "20", null, "40", "50"],
    changed: 0,
  },
  "a batch whose steps build on one another": {
    steps: [
      { op: "update", column: "n", expression: "n + 100" },
      { op: "add-column", name: "sum", expression: "n + price" },
      { op: "rename-column", name: "n", to: "m" },
      { op: "delete", where: "m > 104" },
      { op: "cast-column", name: "m", type: "VARCHAR", onError: "fail" },
      { op: "drop-column", name: "text" },
      { op: "update", column: "m", expression: "m || '!' || sum", where: "sum IS NOT NULL" },
      { op: "add-column", name: "text", expression: "m || '?'" },
    ],
    column: "text",
    gives: ["101!113.50?", "102!102.00?", "103?", "104!-99999895.99?"],
    changed: 5,
  },
  "a batch that casts there and back": {
    steps: [
      { op: "cast-column", name: "price", type: "INTEGER", onError: "null" },
      { op: "cast-column", name: "price", type: "DECIMAL(10,2)", onError: "null" },
    ],
    column: "price",
    gives: ["13.00", "0.00", null, null, "5.00"],
    changed: 2,
  },
  "a batch that adds a column and takes it away": {
    steps: [
      { op: "add-column", name: "helper", expression: "n * n" },
      { op: "update", column: "n", expression: "helper + 1" },
      { op: "drop-column", name: "helper" },
    ],
    column: "n",
    gives: ["2", "5", "10", "17", "26"],
    changed: 5,
  },
  "a batch that deletes before it casts what would not fit": {
    steps: [
      { op: "delete", where: "text IS NULL OR text NOT SIMILAR TO '[0-9]+'" },
      { op: "cast-column", name: "text", type: "INTEGER", onError: "fail" },
      { op: "update", column: "text", expression: "100 // (5 - n + 1)" },
    ],
    column: "text",
    gives: ["100"],
    changed: 5,
  },
};

describe("a transform", () => {
  for (const [name, { steps, column, gives, changed }] of Object.entries(CASES)) {
    it(`makes its change, takes it back and makes it again: ${name}`, async () => {
      const table = await TransformTable.of(MIXED);
      const before = await table.dump();
      const { outcome, undo: record } = await table.run(steps);
      const after = await table.dump();
      if (column !== undefined) {
        const quoted = `"${column.replaceAll('"', '""')}"`;
        const cells = await table.rows(`SELECT ${quoted}::VARCHAR FROM __pt_rows ORDER BY __pt_id`);
        expect(cells.flat()).to.deep.equal(gives);
      }
      expect(outcome.changedRows).to.equal(changed);
      for (let round = 0; round < 2; round++) {
        expect((await table.undo(record)).changedRows).to.equal(changed);
        const { columns: columnsBefore } = before as { columns: unknown };
        expect(await table.dump()).to.deep.equal(before);
        expect(table.state.schema.columns).to.deep.equal(columnsBefore);
        expect((await table.redo(record)).changedRows).to.equal(changed);
        expect(await table.dump()).to.deep.equal(after);
      }
      await table.release(record);
      expect(await table.otherTables()).to.deep.equal([]);
    });
  }
});
