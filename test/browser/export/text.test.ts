import { expect } from "@open-wc/testing";
import { stringLiteral } from "../../../src/engine/database/sql.ts";
import { ExportBench } from "./export-bench.ts";

describe("an exported text file", () => {
  let bench: ExportBench;
  before(async () => void (bench = await ExportBench.open()));
  after(() => bench.close());

  /** A table of texts, null for NULL. */
  const fill = async (names: readonly string[], rows: readonly (readonly (string | null)[])[]) => {
    const cell = (text: string | null, column: number) =>
      `${text === null ? "NULL" : stringLiteral(text)}::VARCHAR AS "${names[column]?.replaceAll('"', '""')}"`;
    await bench.fill(ExportBench.values(rows.map((row) => row.map(cell))));
  };
  /** Names and rows after a way through a CSV file. */
  const throughCsv = async (options = {}): Promise<unknown[]> => {
    const { columns } = await bench.imports.load(await bench.export("csv", options));
    const list = columns.map(({ name }) => `"${name.replaceAll('"', '""')}"`).join(", ");
    return [columns.map(({ name }) => name), ...(await bench.rows(`SELECT ${list} FROM staging ORDER BY __pt_id`))];
  };

  const TRICKY = [
    ['a "quoted" word', "comma, semicolon; tab\t pipe|"],
    ["line\nbreak", "carriage\rreturn"],
    ["windows\r\nbreak", " leading and trailing "],
    ["emoji 👩‍👩‍👧 ünï", "mark\ufeffmark"],
    ["", null],
    [null, ""],
    ['"', '""'],
    ['C:\\"x"', "\\"],
    ["\0nul", "'"],
  ];

  it("says every text in CSV so that it is read again, NULL told from the empty text", async () => {
    await fill(["one", "two"], TRICKY);
    expect(await throughCsv()).to.deep.equal([["one", "two"], ...TRICKY]);
  });

  it("says every text in JSON so that it is read again", async () => {
    await fill(["one", "two"], TRICKY);
    const objects = TRICKY.map(([one, two]) => ({ one, two }));
    expect(JSON.parse(await bench.text("json"))).to.deep.equal(objects);
    const lines = (await bench.text("ndjson")).split("\n");
    expect(lines.pop()).to.equal("");
    expect(lines.map((line) => JSON.parse(line) as unknown)).to.deep.equal(objects);
  });

  it("is RFC 4180 with quotes only where they are needed", async () => {
    await bench.fill(
      "SELECT 'plain text' AS name, 1 AS n, 1.50::DECIMAL(5,2) AS price, true AS ok, TIMESTAMP '2024-01-31 12:34:56.5' AS at, DATE '2024-01-31' AS day, 'a,b' AS \"x,y\" " +
        "UNION ALL SELECT '', NULL, NULL, NULL, NULL, NULL, NULL",
    );
    expect(await bench.text("csv")).to.equal(
      'name,n,price,ok,at,day,"x,y"\r\nplain text,1,1.50,true,2024-01-31 12:34:56.5,2024-01-31,"a,b"\r\n"",,,,,,\r\n',
    );
  });

  it("has numbers, times and nulls of JSON", async () => {
    await bench.fill(
      "SELECT 12345678901234567890::UBIGINT AS n, 1.50::DECIMAL(5,2) AS price, TIMESTAMPTZ '2024-01-31 12:34:56+00' AS at, 'NaN'::DOUBLE AS nan, NULL::VARCHAR AS nothing",
    );
    expect(await bench.text("ndjson")).to.equal(
      '{"n":12345678901234567890,"price":1.50,"at":"2024-01-31T12:34:56Z","nan":"NaN","nothing":null}\n',
    );
  });

  it("puts an apostrophe before texts that a spreadsheet program would run, and before no number", async () => {
    const texts = [
      "=1+1",
      "+1",
      "-1",
      "@SUM(A1)",
      "\tx",
      "\rx",
      "\nx",
      "＝1",
      "＋1",
      "－1",
      "＠x",
      "'=1",
      "1-1",
      "a=b",
    ];
    const rows = texts.map(
      (text, index) => `SELECT ${stringLiteral(text)} AS "=t", ${-index} - 5 AS n, -0.5::DOUBLE AS d`,
    );
    await bench.fill(rows.join(" UNION ALL "));
    const safe = texts.map((text) => (/^['1a]/.test(text) ? text : `'${text}`));
    const numbers = (index: number) => [String(-index - 5), "-0.5"];
    const read = await throughCsv();
    expect(read).to.deep.equal([["'=t", "n", "d"], ...safe.map((text, index) => [text, ...numbers(index)])]);
    const raw = await throughCsv({ escapeFormulas: false });
    expect(raw).to.deep.equal([["=t", "n", "d"], ...texts.map((text, index) => [text, ...numbers(index)])]);
    expect(JSON.parse(await bench.text("json"))).to.have.nested.property("[0].=t", "=1+1");
  });

  it("begins with a byte order mark where there is more than ASCII", async () => {
    await fill(["a"], [["plain"]]);
    expect(await bench.text("csv")).to.equal("a\r\nplain\r\n");
    await fill(["a"], [["é"]]);
    expect(await bench.text("csv")).to.equal("\ufeffa\r\né\r\n");
    await fill(["é"], [["plain"]]);
    expect(await bench.text("csv")).to.equal("\ufeffé\r\nplain\r\n");
    expect(await bench.text("ndjson")).to.equal('{"é":"plain"}\n');
  });

  it("has columns of any name", async () => {
    const names = ["__proto__", 'say "x"', "a,b", "constructor", "t", "i", "id", "place", "1", " "];
    await fill(names, [names]);
    const [header, row] = await throughCsv();
    expect(row).to.deep.equal(names);
    expect(header).to.deep.equal([...names.slice(0, -1), "column_10"]);
    const text = await bench.text("ndjson");
    expect(text).to.contain('{"__proto__":"__proto__","say \\"x\\"":"say \\"x\\"",');
    await bench.imports.load(
      await bench.export("parquet", { view: { sort: [{ column: "place", direction: "asc" }] } }),
    );
    expect(await bench.rows("SELECT * EXCLUDE (__pt_id) FROM staging")).to.deep.equal([names]);
    await bench.imports.load(await bench.export("arrow", { view: { sort: [{ column: "id", direction: "asc" }] } }));
    expect(await bench.rows("SELECT * EXCLUDE (__pt_id) FROM staging")).to.deep.equal([names]);
  });

  for (const [trap, rows] of [
    ["semicolons", [["a;b"], ["c;d"], ["e;f"]]],
    ["pipes", [["a|b"], ["c|d"], ["e|f"]]],
    ["backslashes before quotes", [['a\\"b'], ['c\\"d']]],
    ["texts that end in a backslash", [["C:\\"], ["D:\\"]]],
    ["nothing", [[null], ["a"], [null], [""], [null]]],
    ["numbers as a name", [["2020"], ["2021"]]],
  ] as const) {
    it(`is read again when its one column has ${trap}`, async () => {
      await fill([trap === "numbers as a name" ? "2019" : "x"], rows);
      const [header, ...read] = await throughCsv();
      expect(header).to.deep.equal([trap === "numbers as a name" ? "2019" : "x"]);
      expect(read).to.deep.equal(rows);
    });
  }

  it("is a header, an empty array, nothing, or a file with a schema when the view has no rows", async () => {
    await bench.fill("SELECT 1 AS n, 'a' AS \"b,c\", [1] AS l WHERE false");
    for (const findsRows of [false, true]) {
      expect(await bench.text("csv", { findsRows })).to.equal('n,"b,c",l\r\n');
      expect(await bench.text("json", { findsRows })).to.equal("[]");
      expect(await bench.text("ndjson", { findsRows })).to.equal("");
      for (const format of ["parquet", "arrow"] as const) {
        const { columns, rows } = await bench.imports.load(await bench.export(format, { findsRows }));
        expect(rows).to.equal(0);
        expect(columns).to.deep.equal([
          { name: "n", type: "INTEGER" },
          { name: "b,c", type: "VARCHAR" },
          { name: "l", type: "INTEGER[]" },
        ]);
      }
    }
  });

  it("has a media type", async () => {
    await bench.fill("SELECT 1 AS n");
    const types: string[] = [];
    for (const format of ["csv", "json", "ndjson", "parquet", "arrow"] as const) {
      types.push((await bench.export(format)).type);
    }
    expect(types).to.deep.equal([
      "text/csv;charset=utf-8;header=present",
      "application/json",
      "application/x-ndjson",
      "application/vnd.apache.parquet",
      "application/vnd.apache.arrow.file",
    ]);
  });
});
