import { expect } from "@open-wc/testing";
import { textRowsFile } from "../../../src/engine/import/text-rows.ts";
import { cells, dataUrl, failure, ImportBench } from "./load.ts";

describe("CSV import", () => {
  let bench: ImportBench;
  before(async () => (bench = await ImportBench.open()));
  after(() => bench.database.close());

  const load = async (text: string): Promise<{ columns: string[]; types: string[]; rows: unknown[][] }> => {
    const result = await bench.loadText(text);
    const columns = result.columns.map((column) => column.name);
    return { columns, types: result.columns.map((column) => column.type), rows: await bench.rows(result) };
  };

  describe("real files", () => {
    it("keeps the leading zeros of zip codes", async () => {
      const { columns, rows } = await bench.load(dataUrl("zipcodes.csv"));
      expect(rows).to.equal(42_049);
      expect(columns).to.deep.equal([
        { name: "zip_code", type: "VARCHAR" },
        { name: "latitude", type: "DOUBLE" },
        { name: "longitude", type: "DOUBLE" },
        { name: "city", type: "VARCHAR" },
        { name: "state", type: "VARCHAR" },
        { name: "county", type: "VARCHAR" },
      ]);
      const first = await bench.query("SELECT * FROM staging ORDER BY __pt_id LIMIT 1");
      expect(cells(first)[0]).to.deep.equal([0, "00501", 40.922326, -72.637078, "Holtsville", "NY", "Suffolk"]);
    });

    it("reads birdstrikes.csv, dates that are not ISO as text", async () => {
      const { columns, rows } = await bench.load(dataUrl("birdstrikes.csv"));
      expect(rows).to.equal(10_000);
      expect(columns).to.have.length(14);
    });

    it("reads unemployment.tsv", async () => {
      const { columns, rows } = await bench.load(dataUrl("unemployment.tsv"));
      expect(rows).to.equal(3218);
      expect(columns).to.deep.equal([
        { name: "id", type: "BIGINT" },
        { name: "rate", type: "DOUBLE" },
      ]);
    });

    it("numbers the rows from 0 in file order and previews the first ones", async () => {
      await bench.load(dataUrl("zipcodes.csv"));
      const ids = await bench.query("SELECT min(__pt_id), max(__pt_id), count(DISTINCT __pt_id) FROM staging");
      expect(cells(ids)[0]).to.deep.equal([0, 42_048, 42_049]);
      const [preview] = bench.previews;
      expect(preview?.rows.numRows).to.equal(100);
      expect(preview?.estimatedRows).to.be.within(38_000, 46_000);
      const rows = await bench.query("SELECT * FROM staging WHERE __pt_id < 100 ORDER BY __pt_id");
      expect(cells(preview!.rows)).to.deep.equal(cells(rows));
    });

    it("tells its progress by bytes, never falling", async () => {
      await bench.load(dataUrl("birdstrikes.csv"));
      const bytes = bench.progress.map((progress) => progress.loadedBytes);
      expect(bytes).to.deep.equal([...bytes].sort((a, b) => a - b));
      expect(bench.progress.at(-1)).to.deep.equal({
        phase: "read",
        loadedBytes: 1_223_329,
        totalBytes: 1_223_329,
        rows: 10_000,
      });
      expect(bench.progress[0]?.phase).to.equal("fetch");
    });
  });

  describe("syntax", () => {
    it("reads quoted values with delimiters, line breaks and doubled quotes", async () => {
      const { rows } = await load('a,b\n"x,y","line 1\nline 2"\n"say ""hi""",plain\n');
      expect(rows).to.deep.equal([
        ["x,y", "line 1\nline 2"],
        ['say "hi"', "plain"],
      ]);
    });

    it("reads CRLF, and CRLF inside quotes", async () => {
      const { rows } = await load('a,b\r\n1,"x\r\ny"\r\n2,z\r\n');
      expect(rows).to.deep.equal([
        [1, "x\r\ny"],
        [2, "z"],
      ]);
    });

    it("reads rows ended by CR alone", async () => {
      expect((await load("a,b\r1,x\r2,y\r")).rows).to.deep.equal([
        [1, "x"],
        [2, "y"],
      ]);
    });

    it("reads rows ended in different ways, and a lone CR in a value", async () => {
      const { rows } = await load("a,b\r\n1,x\n2,p\rq\r\n3,z");
      expect(rows).to.deep.equal([
        [1, "x"],
        [2, "p\rq"],
        [3, "z"],
      ]);
    });

    for (const [name, delimiter] of [
      ["semicolons", ";"],
      ["tabs", "\t"],
      ["pipes", "|"],
    ] as const) {
      it(`reads ${name}`, async () => {
        const { columns, rows } = await load(["a", "b", "c\n1", "x, y", "2.5\n2", "z", "3\n"].join(delimiter));
        expect(columns).to.deep.equal(["a", "b", "c"]);
        expect(rows).to.deep.equal([
          [1, "x, y", 2.5],
          [2, "z", 3],
        ]);
      });
    }

    it("reads backslash escapes", async () => {
      const { rows } = await load('a,b\n"say \\"hi\\" now",1\nx,2\n');
      expect(rows).to.deep.equal([
        ['say "hi" now', 1],
        ["x", 2],
      ]);
    });

    it("reads tab-separated text with lone quotes", async () => {
      const { rows } = await load('a\tb\n"lone\t1\nx\t2\n');
      expect(rows).to.deep.equal([
        ['"lone', 1],
        ["x", 2],
      ]);
    });

    it("strips a UTF-8 byte order mark", async () => {
      expect((await load("\uFEFFid,b\n1,x\n")).columns).to.deep.equal(["id", "b"]);
    });

    for (const littleEndian of [true, false]) {
      for (const mark of [true, false]) {
        it(`reads UTF-16 ${littleEndian ? "LE" : "BE"} ${mark ? "with" : "without"} a byte order mark`, async () => {
          // Without a mark it is told by the zeros between ASCII characters.
          const name = mark ? "Köln 🚲" : "Bike";
          const text = `${mark ? "\uFEFF" : ""}id,name of the bicycle and so on and so forth\n1,${name}\n`;
          const units = new DataView(new ArrayBuffer(text.length * 2));
          for (let at = 0; at < text.length; at++) units.setUint16(at * 2, text.charCodeAt(at), littleEndian);
          const result = await bench.load(units.buffer);
          expect(await bench.rows(result)).to.deep.equal([[1, name]]);
        });
      }
    }

    it("reads a gzip file", async () => {
      const stream = new Blob(["a,b\n1,x\n"]).stream().pipeThrough(new CompressionStream("gzip"));
      const result = await bench.load(new File([await new Response(stream).blob()], "x.csv.gz"));
      expect(await bench.rows(result)).to.deep.equal([[1, "x"]]);
    });
  });

  describe("shape", () => {
    it("fills short rows with NULL", async () => {
      expect((await load("a,b,c\n1\n2,x\n3,y,z\n")).rows).to.deep.equal([
        [1, null, null],
        [2, "x", null],
        [3, "y", "z"],
      ]);
    });

    it("keeps values beyond the header in columns of their own", async () => {
      const { columns, rows } = await load("a,b\n1,2\n3,4,extra,5\n");
      expect(columns).to.deep.equal(["a", "b", "column_3", "column_4"]);
      expect(rows).to.deep.equal([
        [1, 2, null, null],
        [3, 4, "extra", 5],
      ]);
    });

    it("ignores empty values beyond the header", async () => {
      const { columns, rows } = await load("a,b\n1,2,,,\n3,4,\n");
      expect(columns).to.deep.equal(["a", "b"]);
      expect(rows).to.deep.equal([
        [1, 2],
        [3, 4],
      ]);
    });

    it("has no rows but the columns of a header alone", async () => {
      for (const text of ["a,b,c", "a,b,c\n", "a,b,c\r\n"]) {
        const { columns, rows } = await load(text);
        expect(columns).to.deep.equal(["a", "b", "c"]);
        expect(rows).to.deep.equal([]);
      }
    });

    it("names the columns of numbers without a header by position", async () => {
      const { columns, rows } = await load("1,2\n3,4\n");
      expect(columns).to.deep.equal(["column_1", "column_2"]);
      expect(rows).to.deep.equal([
        [1, 2],
        [3, 4],
      ]);
    });

    it("makes names unique, whatever they are", async () => {
      const { columns, rows } = await load(`id,id,,__proto__,__pt_id,ID,"a ""b"" c, d",constructor\n1,2,3,4,5,6,7,8\n`);
      expect(columns).to.deep.equal([
        "id",
        "id_1",
        "column_3",
        "__proto__",
        "__pt_id_1",
        "ID_2",
        'a "b" c, d',
        "constructor",
      ]);
      expect(rows).to.deep.equal([[1, 2, 3, 4, 5, 6, 7, 8]]);
    });

    it("reads 500 columns", async () => {
      const header = Array.from({ length: 500 }, (_, column) => `c ${column}`);
      const values = header.map((_, column) => column * 1.5);
      const { columns, rows } = await load(`${header.join(",")}\n${values.join(",")}\n`);
      expect(columns).to.deep.equal(header);
      expect(rows).to.deep.equal([values]);
    });

    it("keeps blank lines of a single column as NULL and drops them between several", async () => {
      expect((await load("a\n1\n\n2\n")).rows).to.deep.equal([[1], [null], [2]]);
      expect((await load("a,b\n1,2\n\n3,4\n")).rows).to.deep.equal([
        [1, 2],
        [3, 4],
      ]);
    });
  });

  describe("types", () => {
    const typeOf = async (...values: string[]): Promise<string> =>
      (await load(`a,b\n${values.map((v) => `${v},x`).join("\n")}\n`)).types[0] ?? "";

    it("takes the narrowest that loses nothing", async () => {
      expect(await typeOf("1", "-2", "0")).to.equal("BIGINT");
      expect(await typeOf("9223372036854775807")).to.equal("BIGINT");
      expect(await typeOf("9223372036854775808")).to.equal("HUGEINT");
      expect(await typeOf("1", "2.5")).to.equal("DOUBLE");
      expect(await typeOf("9007199254740993", "2.5")).to.equal("VARCHAR");
      expect(await typeOf("0.1234567890123456789")).to.equal("VARCHAR");
      expect(await typeOf("007")).to.equal("VARCHAR");
      expect(await typeOf("+49")).to.equal("VARCHAR");
      expect(await typeOf("true", "False")).to.equal("BOOLEAN");
      expect(await typeOf("2024-02-29")).to.equal("DATE");
      expect(await typeOf("2023-02-29")).to.equal("VARCHAR");
      expect(await typeOf("2024-01-31 12:34:56.5")).to.equal("TIMESTAMP");
      expect(await typeOf("2024-01-31T12:34:56Z")).to.equal("TIMESTAMP WITH TIME ZONE");
      expect(await typeOf("12:34:56")).to.equal("TIME");
      expect(await typeOf("", "")).to.equal("VARCHAR");
    });

    it("reads again from the start when a value long after the first rows does not fit", async () => {
      const lines = Array.from({ length: 300_000 }, (_, row) => `${row},${row}`);
      lines[250_000] = "00250000,x";
      const { types, rows } = await load(`a,b\n${lines.join("\n")}\n`);
      expect(types).to.deep.equal(["VARCHAR", "VARCHAR"]);
      expect(rows).to.have.length(300_000);
      expect(rows[250_000]).to.deep.equal(["00250000", "x"]);
      expect(rows[299_999]).to.deep.equal(["299999", "299999"]);
      expect(await bench.value("SELECT bool_and(__pt_id = TRY_CAST(a AS BIGINT)) FROM staging")).to.equal(true);
    });

    it("tells NULL from the empty string, also beside quoted numbers", async () => {
      const { types, rows } = await load('a,b\n"1",""\n"",x\n"3",\n');
      expect(types).to.deep.equal(["BIGINT", "VARCHAR"]);
      expect(rows).to.deep.equal([
        [1, ""],
        [null, "x"],
        [3, null],
      ]);
    });

    it("previews every type as the page will show it", async () => {
      await bench.loadText(
        'i,h,d,t,b,day,at,utc,time\n1,9223372036854775808,.5,"",TRUE,2024-01-31,2024-01-31T01:02:03.500,2024-01-31 01:02:03Z,01:02:03.50\n-7,1,NaN,x,false,0001-01-01,2024-01-31 01:02,2024-01-31T00:00:00Z,23:59:59\n',
      );
      const [preview] = bench.previews;
      const rows = await bench.rows({ columns: preview?.columns ?? [], rows: 2 });
      expect(cells(preview!.rows).map((row) => row.slice(1))).to.deep.equal(rows);
    });
  });

  describe("bad input", () => {
    it("refuses an empty file and one of blank lines", async () => {
      const error = await failure(bench.load(new File([], "empty.csv")));
      expect(error.code).to.equal("empty-input");
      expect(error.message).to.equal("empty.csv: it is empty (0 bytes), expected a header or rows.");
      expect((await failure(bench.loadText("\n\n"))).code).to.equal("empty-input");
    });

    it("names the line of a quote that is never closed", async () => {
      const error = await failure(bench.load(new File(['a,b\n1,x\n2,"never\n3,y\n'], "q.csv"), { format: "csv" }));
      expect(error.code).to.equal("invalid-input");
      expect(error.message).to.contain("q.csv: line 3, column 2: the quote that opens this value is never closed");
    });

    it("names the line of text after a closing quote", async () => {
      const error = await failure(bench.loadText('a,b\n1,"x"\n2,"y"z\n3,w\n', "csv"));
      expect(error.message).to.contain('line 3, column 2: found "z" after a closing quote');
    });

    it("names the line and byte that is not UTF-8", async () => {
      const bytes = new Uint8Array([...new TextEncoder().encode("a,b\n1,x\n2,"), 0xe9, 0x74, 0xe9, 10]);
      const error = await failure(bench.load(new File([bytes], "latin.csv")));
      expect(error.code).to.equal("invalid-input");
      expect(error.message).to.contain("latin.csv: line 3, byte 3: found the byte 0xE9, expected text in UTF-8");
      expect(await bench.exists()).to.equal(false);
    });

    it("names the status and the address of a failed request", async () => {
      const error = await failure(bench.load("/no/such/file.csv"));
      expect(error.code).to.equal("fetch-failed");
      expect(error.message).to.contain("404");
      expect(error.message).to.contain("/no/such/file.csv");
    });

    it("names what a file is that is no table", async () => {
      const error = await failure(bench.load(new File(["PK\x03\x04...."], "book.xlsx")));
      expect(error.code).to.equal("unsupported-format");
      expect(error.message).to.contain("book.xlsx: it is a ZIP archive or an Excel workbook");
    });
  });

  it("loads more decoded pieces than may wait for the database", async () => {
    const rows = 14_500_000;
    const { rows: loaded } = await bench.load(new Blob(["n\n", "7\n".repeat(rows)]), { format: "csv" });
    expect(loaded).to.equal(rows);
    const ids = await bench.query("SELECT count(*), min(__pt_id), max(__pt_id), count(DISTINCT n) FROM staging");
    expect(cells(ids)[0]).to.deep.equal([rows, 0, rows - 1, 1]);
  });

  it("leaves nothing behind when it is aborted, and rejects with the reason", async () => {
    const lines = Array.from({ length: 400_000 }, (_, row) => `${row},some text of row ${row}`);
    const controller = new AbortController();
    const reason = new Error("enough");
    const blob = new Blob([`a,b\n${lines.join("\n")}\n`]);
    const error = await failure(
      bench.load(blob, { signal: controller.signal, onProgress: ({ rows }) => rows > 0 && controller.abort(reason) }),
    );
    expect(error).to.equal(reason);
    expect(await bench.exists()).to.equal(false);
    expect((await bench.loadText("a\n1\n")).rows).to.equal(1);
  });
});

describe("rows of text", () => {
  it("are typed, with names as they are given", async () => {
    const bench = await ImportBench.open();
    const file = textRowsFile({
      columns: ["2019", "", 'a "b"'],
      rows: [
        ["1", "x, y", "00501"],
        ["2", "", "line\nbreak"],
      ],
    });
    const result = await bench.load(file, { format: "csv" });
    expect(result.columns).to.deep.equal([
      { name: "2019", type: "BIGINT" },
      { name: "column_2", type: "VARCHAR" },
      { name: 'a "b"', type: "VARCHAR" },
    ]);
    expect(await bench.rows(result)).to.deep.equal([
      [1, "x, y", "00501"],
      [2, null, "line\nbreak"],
    ]);
    await bench.database.close();
  });
});
