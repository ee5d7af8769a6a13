import { expect } from "@open-wc/testing";
import { cells, dataUrl, failure, ImportBench } from "./load.ts";

describe("JSON import", () => {
  let bench: ImportBench;
  before(async () => (bench = await ImportBench.open()));
  after(() => bench.database.close());

  const load = async (text: string): Promise<{ columns: string[]; types: string[]; rows: unknown[][] }> => {
    const result = await bench.loadText(text);
    const columns = result.columns.map((column) => column.name);
    return { columns, types: result.columns.map((column) => column.type), rows: await bench.rows(result) };
  };
  const typeOf = async (...values: string[]): Promise<string> => {
    return (await load(`[${values.map((value) => `{"a": ${value}}`).join(",\n")}]`)).types[0] ?? "";
  };

  it("reads movies.json, titles that are numbers as text", async () => {
    const { rows, columns } = await bench.load(dataUrl("movies.json"));
    expect(rows).to.equal(3201);
    expect(columns).to.have.length(16);
    expect(columns[0]).to.deep.equal({ name: "Title", type: "VARCHAR" });
    expect(columns.find((column) => column.name === "US Gross")?.type).to.equal("BIGINT");
    expect(columns.find((column) => column.name === "IMDB Rating")?.type).to.equal("DOUBLE");
    const source = (await (await fetch(dataUrl("movies.json"))).json()) as Record<string, string | number | null>[];
    const titles = await bench.query("SELECT Title FROM staging ORDER BY __pt_id");
    const expected = source.map(({ Title }) => (Title === null ? null : String(Title)));
    expect(cells(titles).map(([title]) => title)).to.deep.equal(expected);
    expect(source.some(({ Title }) => typeof Title === "number")).to.equal(true);
    const ratings = await bench.query('SELECT "IMDB Rating" FROM staging ORDER BY __pt_id');
    expect(cells(ratings).map(([rating]) => rating)).to.deep.equal(source.map((movie) => movie["IMDB Rating"]));
  });

  it("previews the first rows", async () => {
    await bench.load(dataUrl("movies.json"));
    const [preview] = bench.previews;
    expect(preview?.rows.numRows).to.equal(100);
    expect(preview?.estimatedRows).to.be.within(2500, 4000);
    expect(cells(preview!.rows)[0]?.slice(0, 3)).to.deep.equal([0, "The Land Girls", 146083]);
  });

  it("reads lines of objects, in whatever way they end", async () => {
    for (const end of ["\n", "\r\n", "\n\n", " "]) {
      expect((await load(['{"a":1,"b":"x"}', '{"a":2,"b":"y"}', ""].join(end))).rows).to.deep.equal([
        [1, "x"],
        [2, "y"],
      ]);
    }
    expect((await load('{"a":1}')).rows).to.deep.equal([[1]]);
  });

  it("takes missing properties and null for NULL, and late properties for columns", async () => {
    const { columns, rows } = await load('[{"a":1},{"b":null,"a":2},{"c":"x"}]');
    expect(columns).to.deep.equal(["a", "b", "c"]);
    expect(rows).to.deep.equal([
      [1, null, null],
      [2, null, null],
      [null, null, "x"],
    ]);
  });

  it("keeps a property named __proto__ and names that clash", async () => {
    const { columns, rows } = await load('[{"__proto__":1,"__pt_id":2,"A":3,"a":4,"":5}]');
    expect(columns).to.deep.equal(["__proto__", "__pt_id_1", "A", "a_1", "column_5"]);
    expect(rows).to.deep.equal([[1, 2, 3, 4, 5]]);
  });

  it("takes the narrowest type that loses nothing", async () => {
    expect(await typeOf("1", "null", "-2")).to.equal("BIGINT");
    expect(await typeOf("1", "2.5")).to.equal("DOUBLE");
    expect(await typeOf("true", "false")).to.equal("BOOLEAN");
    expect(await typeOf("9007199254740993")).to.equal("BIGINT");
    expect(await typeOf("1", "9223372036854775808")).to.equal("HUGEINT");
    expect(await typeOf("9007199254740993", "0.5")).to.equal("VARCHAR");
    expect(await typeOf('"2024-01-31"')).to.equal("DATE");
    expect(await typeOf('"2024-01-31"', '"soon"')).to.equal("VARCHAR");
    expect(await typeOf('"2024-01-31T12:00:00.000Z"')).to.equal("TIMESTAMP WITH TIME ZONE");
    expect(await typeOf('"2024-01-31 12:00:00"')).to.equal("TIMESTAMP");
    expect(await typeOf('"1"')).to.equal("VARCHAR");
    expect(await typeOf("null")).to.equal("VARCHAR");
  });

  it("keeps every digit of long numbers, alone, mixed and nested", async () => {
    const { rows } = await load(
      '[{"a":9007199254740993,"b":{"id":12345678901234567890,"s":"12345678901234567890"},"c":"x"},{"a":-9223372036854775808,"b":1,"c":18446744073709551615}]',
    );
    const result = await bench.query("SELECT a::VARCHAR, b, c FROM staging ORDER BY __pt_id");
    expect(cells(result)).to.deep.equal([
      ["9007199254740993", '{"id":12345678901234567890,"s":"12345678901234567890"}', "x"],
      ["-9223372036854775808", "1", "18446744073709551615"],
    ]);
    expect(rows).to.have.length(2);
  });

  it("keeps mixed and nested values as text", async () => {
    const { types, rows } = await load('[{"a":1,"b":[1,{"c":null}]},{"a":"x","b":"[1]"},{"a":true,"b":2.5}]');
    expect(types).to.deep.equal(["VARCHAR", "VARCHAR"]);
    expect(rows).to.deep.equal([
      ["1", '[1,{"c":null}]'],
      ["x", "[1]"],
      ["true", "2.5"],
    ]);
  });

  it("changes a column's type for all rows when a later block does not fit", async () => {
    const objects = Array.from(
      { length: 60_000 },
      (_, row) => `{"row":${row},"value":${row === 59_000 ? '"late"' : row}}`,
    );
    for (const text of [`[${objects.join(",")}]`, objects.join("\n")]) {
      const { types, rows } = await load(text);
      expect(types).to.deep.equal(["BIGINT", "VARCHAR"]);
      expect(rows).to.have.length(60_000);
      expect(rows[59_000]).to.deep.equal([59_000, "late"]);
      expect(rows[59_999]).to.deep.equal([59_999, "59999"]);
    }
  });

  it("reads text of every kind as it is", async () => {
    const texts = ["", " ", "ß🚲\u0000\u001f", 'quote " and \\', "line\nbreak", "\u0001:", "\uFFFD\uFEFF"];
    const { rows } = await load(JSON.stringify(texts.map((text) => ({ text }))));
    expect(rows.map(([text]) => text)).to.deep.equal(texts);
  });

  describe("bad input", () => {
    const message = async (text: string, format: "json" | "ndjson" | "auto" = "auto"): Promise<string> => {
      return (await failure(bench.loadText(text, format))).message;
    };

    it("names line, byte and what was expected", async () => {
      expect(await message('[{"a": 1},\n {"a": x}]')).to.contain('line 2, byte 8: found "x}", expected a value');
      expect(await message('[{"a": 1}\n {"a": 2}]')).to.contain('line 2, byte 2: found "{\\"a\\": 2}]"');
      expect(await message('[{"a": 1},\n{"a": 2},\n]')).to.contain("line 3, byte 1");
      expect(await message('[{"a": 1},\n{"ä": 2, b: 3}]')).to.contain(
        'line 2, byte 11: found "b: 3}", expected a property name',
      );
      expect(await message('[{"a": 1},\n{"a": 2')).to.contain("line 2, byte 8: found the end of the file");
      expect(await message('[{"a": 1}] trailing')).to.contain("expected the end of the file behind the array");
      expect(await message('{"a":1}\n{"a":2}\n{"a":}\n{"a":4}\n')).to.contain('line 3, byte 6: found "}"');
      expect(await message('{"a":1}\n{"a":2}\nnonsense\n')).to.contain("line 3, byte 1");
      expect(await message("[1, 2, 3]", "json")).to.contain("line 1, byte 2");
    });

    it("names the line and byte that is not UTF-8", async () => {
      const bytes = new Uint8Array([
        ...new TextEncoder().encode('[{"a":1},\n{"a":"'),
        0xe9,
        ...new TextEncoder().encode('"}]'),
      ]);
      const error = await failure(bench.load(new File([bytes], "x.json")));
      expect(error.message).to.contain("x.json: line 2, byte 7: found the byte 0xE9, expected text in UTF-8");
    });

    it("refuses empty lists", async () => {
      for (const text of ["[]", "[{}]", " "]) {
        expect((await failure(bench.loadText(text, "json"))).code).to.equal("empty-input");
      }
    });
  });

  describe("objects", () => {
    it("takes plain objects with values of every kind", async () => {
      const result = await bench.load([
        {
          int: 1,
          big: 2n ** 60n,
          date: new Date(0),
          text: "x",
          bytes: new Uint8Array([1, 255]),
          float: NaN,
          no: undefined,
        },
        { int: 2, big: 1, date: null, text: null, bytes: null, float: 0.5 },
      ]);
      expect(result.columns.map(({ name, type }) => `${name} ${type}`)).to.deep.equal([
        "int BIGINT",
        "big BIGINT",
        "date TIMESTAMP WITH TIME ZONE",
        "text VARCHAR",
        "bytes BLOB",
        "float DOUBLE",
        "no VARCHAR",
      ]);
      const rows = await bench.query(
        "SELECT int, big::VARCHAR, date::VARCHAR, text, bytes, float FROM staging ORDER BY __pt_id",
      );
      expect(cells(rows)).to.deep.equal([
        [1, "1152921504606846976", "1970-01-01 00:00:00+00", "x", new Uint8Array([1, 255]), NaN],
        [2, "1", null, null, null, 0.5],
      ]);
    });

    it("takes many", async () => {
      const { rows } = await bench.load(Array.from({ length: 50_000 }, (_, id) => ({ id, name: `n${id}` })));
      expect(rows).to.equal(50_000);
      expect(await bench.value("SELECT bool_and(id = __pt_id AND name = 'n' || id) FROM staging")).to.equal(true);
    });

    it("names the row that is no object or has no data", async () => {
      expect(
        (await failure(bench.load([{ a: 1 }, Object(5) === 5 ? {} : (JSON.parse("5") as object)]))).message,
      ).to.contain("Row 1 of the array: found a number");
      expect((await failure(bench.load([{ a: 1 }, { a: () => 1 }]))).message).to.contain("Row 1 of the array");
      expect((await failure(bench.load([]))).code).to.equal("empty-input");
    });
  });
});
