import { expect } from "@open-wc/testing";
import type { ExportProgress } from "../../../src/engine/engine-events.ts";
import { PersistentTableError } from "../../../src/engine/errors.ts";
import { failureOf, rejectionOf } from "../../rejection-of.ts";
import { ExportBench } from "./export-bench.ts";

const ROWS = 200_000;
const COLUMNS = "range::INTEGER AS n, (hash(range) % 1000)::INTEGER AS h, 'text ' || (range % 77) AS t, range / 8 AS d";
const SORTED = {
  sort: [
    { column: "h", direction: "desc" },
    { column: "t", direction: "asc" },
  ],
} as const;
const FILTERED = { filter: { column: "t", op: "contains", value: "7" } } as const;

describe("an export of a view", () => {
  let bench: ExportBench;
  before(async () => void (bench = await ExportBench.open()));
  after(() => bench.close());
  beforeEach(() => bench.fill(`SELECT ${COLUMNS} FROM range(${ROWS})`));

  /** First column of a CSV file. */
  const firstCells = (csv: string): number[] =>
    csv
      .trimEnd()
      .split("\r\n")
      .slice(1)
      .map((line) => Number(line.split(",")[0]));
  /** Not by `deep.equal`, which would take minutes to show how long lists differ. */
  const expectRows = (actual: readonly number[], expectedRows: readonly number[]): void => {
    const index = expectedRows.findIndex((row, place) => row !== actual[place]);
    expect({ length: actual.length, at: index, row: actual[index] }).to.deep.equal({
      length: expectedRows.length,
      at: -1,
      row: undefined,
    });
  };
  const expected = async (rest: string): Promise<number[]> =>
    (await bench.rows(`SELECT n FROM __pt_rows ${rest}`)).map(([n]) => Number(n));

  it("has all rows in natural order, without the hidden id", async () => {
    const csv = await bench.text("csv");
    expect(csv.startsWith("n,h,t,d\r\n0,")).to.equal(true);
    expectRows(
      firstCells(csv),
      Array.from({ length: ROWS }, (_, n) => n),
    );
  });

  for (const findsRows of [false, true]) {
    const who = findsRows ? "found by the export" : "known before";
    it(`has the rows that are sorted and filtered, in their order, ${who}`, async () => {
      const order = "WHERE t LIKE '%7%' ORDER BY h DESC, t, __pt_id";
      const csv = await bench.text("csv", { view: { ...SORTED, ...FILTERED }, findsRows });
      expectRows(firstCells(csv), await expected(order));
      const searched = await bench.text("csv", { view: { search: "text 70" }, findsRows });
      expectRows(firstCells(searched), await expected("WHERE t = 'text 70' ORDER BY __pt_id"));
    });
  }

  for (const format of ["json", "ndjson", "parquet", "arrow"] as const) {
    it(`has the same rows in the same order: ${format}`, async () => {
      const { rows } = await bench.imports.load(await bench.export(format, { view: SORTED }));
      expect(rows).to.equal(ROWS);
      const differences = await bench.rows(
        `SELECT count(*) FROM (SELECT row_number() OVER (ORDER BY h DESC, t, __pt_id) - 1 AS place, * FROM __pt_rows) AS o
         JOIN staging AS s ON s.__pt_id = o.place WHERE (o.n, o.h, o.t, o.d) IS DISTINCT FROM (s.n, s.h, s.t, s.d)`,
      );
      expect(differences).to.deep.equal([["0"]]);
    });
  }

  it("tells its progress, which never falls", async () => {
    for (const view of [{}, SORTED]) {
      const told: ExportProgress[] = [];
      const file = await bench.export("csv", { view, onProgress: (progress) => told.push(progress) });
      expect(told[0]).to.deep.equal({ format: "csv", rowsDone: 0, totalRows: ROWS, bytes: 0, progress: 0 });
      expect(told.at(-1)).to.deep.equal({
        format: "csv",
        rowsDone: ROWS,
        totalRows: ROWS,
        bytes: file.size,
        progress: 1,
      });
      expect(told.length).to.be.greaterThan(3);
      for (const key of ["rowsDone", "bytes", "progress"] as const) {
        const values = told.map((progress) => progress[key]);
        expect(values).to.deep.equal(values.toSorted((a, b) => a - b));
      }
    }
  });

  it("leaves out rows that were deleted after the view was computed", async () => {
    const rowView = await bench.openView(SORTED);
    await bench.write("DELETE FROM __pt_rows WHERE n % 10 < 9");
    const told: ExportProgress[] = [];
    const csv = await bench.text("csv", { rowView, onProgress: (progress) => told.push(progress) });
    expectRows(firstCells(csv), await expected("ORDER BY h DESC, t, __pt_id"));
    expect(told.at(-1)).to.include({ rowsDone: ROWS / 10, totalRows: ROWS, progress: 1 });
    const natural = await bench.text("csv", { rowView: { ...rowView, ids: null, firstId: 0 } });
    expectRows(firstCells(natural), await expected("ORDER BY __pt_id"));
  });

  it("has rows with gaps between their ids, and ids beyond 32 bits", async () => {
    await bench.write("DELETE FROM __pt_rows WHERE n % 3 = 0");
    expectRows(firstCells(await bench.text("csv")), await expected("ORDER BY __pt_id"));
    await bench.write("UPDATE __pt_rows SET __pt_id = __pt_id + 8589934592");
    expectRows(firstCells(await bench.text("csv", { view: SORTED })), await expected("ORDER BY h DESC, t, __pt_id"));
  });

  it("is of one moment, whatever changes while it runs", async () => {
    const was = await expected("ORDER BY __pt_id");
    let changing: Promise<void> | undefined;
    const change = () => {
      changing ??= bench
        .write("UPDATE __pt_rows SET n = -1")
        .then(() => bench.write("ALTER TABLE __pt_rows DROP COLUMN d"));
    };
    const csv = await bench.text("csv", { onProgress: change });
    await changing;
    expectRows(firstCells(csv), was);
    expect(await bench.rows("SELECT max(n) FROM __pt_rows")).to.deep.equal([["-1"]]);
  });

  for (const [name, options] of [
    ["in natural order", { format: "csv", view: {} }],
    ["sorted", { format: "ndjson", view: SORTED }],
    ["of which the rows are still to be found", { format: "arrow", view: SORTED, findsRows: true }],
    ["as Parquet", { format: "parquet", view: SORTED }],
  ] as const) {
    for (const after of [0, 0.3]) {
      it(`stops when it is aborted, after ${after * 100} %: ${name}`, async () => {
        const controller = new AbortController();
        const reason = new Error("stopped by the test");
        const told: ExportProgress[] = [];
        const onProgress = (progress: ExportProgress) => {
          told.push(progress);
          if (progress.progress >= after) controller.abort(reason);
        };
        const exporting = bench.export(options.format, { ...options, signal: controller.signal, onProgress });
        expect(await rejectionOf(exporting)).to.equal(reason);
        const events = told.length;
        expect(await bench.rows("SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE '__pt_export%'")).to.deep.equal([["0"]]); // prettier-ignore
        expect(firstCells(await bench.text("csv")).length).to.equal(ROWS);
        expect(told.length).to.equal(events);
      });
    }
  }

  it("does not start when it is aborted already", async () => {
    const reason = new Error("stopped before");
    const told: ExportProgress[] = [];
    const exporting = bench.export("csv", { signal: AbortSignal.abort(reason), onProgress: (each) => told.push(each) });
    expect(await rejectionOf(exporting)).to.equal(reason);
    expect(told).to.deep.equal([]);
  });

  it("fails clearly when its worker cannot be loaded", async () => {
    const error = await failureOf(bench.export("csv", { assetBase: new URL("/no/such/folder/", location.href).href }));
    expect(error).to.be.instanceOf(PersistentTableError).with.property("code", "worker-died");
    expect(error.message).to.contain("/no/such/folder/export.worker.js");
    expect(firstCells(await bench.text("csv")).length).to.equal(ROWS);
  });

  it("fails clearly when the Parquet codec cannot be loaded, and other formats work", async () => {
    const assetBase = new URL("assets-without-codec/", import.meta.url).href;
    const error = await failureOf(bench.export("parquet", { assetBase }));
    expect(error.code).to.equal("export-failed");
    expect(error.message).to.contain("assets-without-codec/parquet_wasm_bg.wasm").and.to.contain("asset-base");
    expect((await bench.export("ndjson", { assetBase })).size).to.be.greaterThan(ROWS);
  });

  it("says so when the table has no columns", async () => {
    bench.columns = [];
    const error = await failureOf(bench.export("csv"));
    expect(error.code).to.equal("invalid-argument");
    expect(error.message).to.contain("no columns");
  });

  it("names the column that a view to be found asks for in vain", async () => {
    const view = { sort: [{ column: "nowhere", direction: "asc" }] } as const;
    const error = await failureOf(bench.export("csv", { view, findsRows: true }));
    expect(error.code).to.equal("unknown-column");
    expect(error.message).to.contain("nowhere");
  });
});
