import { expect } from "@open-wc/testing";
import {
  Bool,
  type DataType,
  DateMillisecond,
  Decimal,
  Dictionary,
  Duration,
  Field,
  FixedSizeBinary,
  Float16,
  Int32,
  IntervalDayTime,
  LargeUtf8,
  List,
  makeData,
  makeVector,
  Null,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableFromArrays,
  tableFromIPC,
  tableToIPC,
  TimeMicrosecond,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  TimestampSecond,
  TimeUnit,
  Utf8,
  type Vector,
  vectorFromArray,
} from "apache-arrow";
import { cells, dataUrl, failure, ImportBench } from "./load.ts";

describe("Arrow and Parquet import", () => {
  let bench: ImportBench;
  before(async () => (bench = await ImportBench.open()));
  after(() => bench.database.close());

  const ascending = (): Promise<unknown> => {
    return bench.value(
      "SELECT min(__pt_id) = 0 AND max(__pt_id) = count(*) - 1 AND count(DISTINCT __pt_id) = count(*) FROM staging",
    );
  };

  it("reads flights-200k.arrow cell by cell", async () => {
    const { rows, columns } = await bench.load(dataUrl("flights-200k.arrow"));
    const source = tableFromIPC(await (await fetch(dataUrl("flights-200k.arrow"))).arrayBuffer());
    expect(rows).to.equal(200_000);
    expect(columns.map((column) => column.name)).to.deep.equal(source.schema.fields.map((field) => field.name));
    expect(await ascending()).to.equal(true);
    for (const id of [0, 1, 2047, 2048, 100_000, 199_999]) {
      const row = await bench.query(`SELECT * FROM staging WHERE __pt_id = ${id}`);
      expect(cells(row)[0]?.slice(1)).to.deep.equal(cells(source.slice(id, id + 1))[0]);
    }
    expect(bench.previews[0]?.rows.numRows).to.equal(100);
  });

  it("reads flights-3m.parquet", async () => {
    const { rows, columns } = await bench.load(dataUrl("flights-3m.parquet"));
    expect(rows).to.equal(3_000_000);
    expect(columns.map((column) => column.name)).to.include("destination");
    expect(await ascending()).to.equal(true);
    expect(bench.previews[0]?.rows.numRows).to.equal(100);
    expect(bench.previews[0]?.estimatedRows).to.equal(3_000_000);
    const bytes = bench.progress.map((progress) => progress.loadedBytes);
    expect(bytes).to.deep.equal([...bytes].sort((a, b) => a - b));
    expect(bench.progress.at(-1)).to.deep.equal({
      phase: "read",
      loadedBytes: 13_493_022,
      totalBytes: 13_493_022,
      rows: 3_000_000,
    });
  });

  it("reads streams, files and tables alike", async () => {
    const table = tableFromArrays({ id: Int32Array.from([1, 2, 3]), name: ["a", "b", "c"] });
    for (const source of [
      tableToIPC(table, "stream"),
      tableToIPC(table, "file"),
      table,
      new Blob([tableToIPC(table, "file") as BufferSource]),
    ]) {
      const result = await bench.load(source);
      expect(result.rows).to.equal(3);
      expect(await bench.rows(result)).to.deep.equal([
        [1, "a"],
        [2, "b"],
        [3, "c"],
      ]);
    }
  });

  it("reads part of a table and a table without rows", async () => {
    const table = tableFromArrays({
      id: Int32Array.from({ length: 100 }, (_, row) => row),
      even: Array.from({ length: 100 }, (_, row) => row % 2 === 0),
    });
    const part = await bench.load(table.slice(13, 17));
    expect(await bench.rows(part)).to.deep.equal([
      [13, false],
      [14, true],
      [15, false],
      [16, true],
    ]);
    const none = await bench.load(table.slice(0, 0));
    expect(none).to.deep.equal({
      columns: [
        { name: "id", type: "INTEGER" },
        { name: "even", type: "BOOLEAN" },
      ],
      rows: 0,
    });
  });

  it("reads a table of another copy of apache-arrow", async () => {
    const script = document.createElement("script");
    script.src = "/node_modules/apache-arrow/Arrow.es2015.min.js";
    await new Promise((resolve, reject) => {
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    const other = (globalThis as { Arrow?: { tableFromArrays: typeof tableFromArrays } }).Arrow;
    const table = other!.tableFromArrays({
      id: Int32Array.from({ length: 5000 }, (_, row) => row),
      name: Array.from({ length: 5000 }, (_, row) => `n${row % 7}`),
    });
    expect(table).not.to.be.instanceOf(Table);
    const { rows } = await bench.load(table);
    expect(rows).to.equal(5000);
    expect(await bench.value("SELECT bool_and(id = __pt_id AND name = 'n' || id % 7) FROM staging")).to.equal(true);
  });

  it("puts many small batches together and cuts big ones", async () => {
    const batches = Array.from({ length: 300 }, (_, batch) => {
      return tableFromArrays({ id: Int32Array.from({ length: 50 }, (_, row) => batch * 50 + row) }).batches[0]!;
    });
    const small = await bench.load(tableToIPC(new Table(batches), "stream"));
    expect(small.rows).to.equal(15_000);
    expect(await bench.value("SELECT bool_and(id = __pt_id) FROM staging")).to.equal(true);
    const big = tableFromArrays({ id: Int32Array.from({ length: 2_000_000 }, (_, row) => row) });
    expect((await bench.load(tableToIPC(big, "file"))).rows).to.equal(2_000_000);
    expect(await bench.value("SELECT bool_and(id = __pt_id) FROM staging")).to.equal(true);
  });

  it("makes names unique", async () => {
    const names = ["a", "A", "__pt_id", "__proto__", ""];
    const schema = new Schema(names.map((name) => new Field(name, new Int32())));
    const children = names.map(() =>
      makeData({ type: new Int32(), length: 1, nullCount: 0, data: new Int32Array([1]) }),
    );
    const data = makeData({ type: new Struct(schema.fields), length: 1, nullCount: 0, children });
    const table = new Table([new RecordBatch(schema, data)]);
    const { columns } = await bench.load(tableToIPC(table, "stream"));
    expect(columns.map((column) => column.name)).to.deep.equal(["a", "A_1", "__pt_id_1", "__proto__", "column_5"]);
  });

  describe("types", () => {
    const raw = (type: DataType, data: ArrayBufferView, length = 2): Vector => {
      const nullBitmap = new Uint8Array([0b01]);
      return makeVector(makeData({ type, length, nullCount: 1, nullBitmap, data } as Parameters<typeof makeData>[0]));
    };
    const cases: [string, () => Vector, string, string | null][] = [
      ["dictionary", () => vectorFromArray(["x", null], new Dictionary(new Utf8(), new Int32())), "VARCHAR", "x"],
      ["LargeUtf8", () => vectorFromArray(["x", null], new LargeUtf8()), "VARCHAR", "x"],
      [
        "LargeUtf8 in a list",
        () => vectorFromArray([["x", "yy"], null], new List(new Field("item", new LargeUtf8(), true))),
        "VARCHAR[]",
        "[x, yy]",
      ],
      [
        "half floats in a struct",
        () => vectorFromArray([{ x: 1.5 }, null], new Struct([new Field("x", new Float16(), true)])),
        "STRUCT(x FLOAT)",
        "{'x': 1.5}",
      ],
      ["boolean", () => vectorFromArray([true, null], new Bool()), "BOOLEAN", "true"],
      [
        "timestamp s",
        () => raw(new TimestampSecond(), new BigInt64Array([1577934245n, 0n])),
        "TIMESTAMP_S",
        "2020-01-02 03:04:05",
      ],
      [
        "timestamp ms",
        () => raw(new TimestampMillisecond(), new BigInt64Array([1577934245123n, 0n])),
        "TIMESTAMP_MS",
        "2020-01-02 03:04:05.123",
      ],
      [
        "timestamp µs",
        () => raw(new TimestampMicrosecond(), new BigInt64Array([1577934245123456n, 0n])),
        "TIMESTAMP",
        "2020-01-02 03:04:05.123456",
      ],
      [
        "timestamp ns",
        () => raw(new TimestampNanosecond(), new BigInt64Array([1577934245123456789n, 0n])),
        "TIMESTAMP_NS",
        "2020-01-02 03:04:05.123456789",
      ],
      [
        "timestamp µs with zone",
        () => raw(new TimestampMicrosecond("UTC"), new BigInt64Array([1577934245123456n, 0n])),
        "TIMESTAMP WITH TIME ZONE",
        "2020-01-02 03:04:05.123456+00",
      ],
      ["date64", () => raw(new DateMillisecond(), new BigInt64Array([1577836800000n, 0n])), "DATE", "2020-01-01"],
      ["time", () => raw(new TimeMicrosecond(), new BigInt64Array([3723000001n, 0n])), "TIME", "01:02:03.000001"],
      [
        "duration",
        () => raw(new Duration(TimeUnit.MILLISECOND), new BigInt64Array([90061n, 0n])),
        "INTERVAL",
        "00:01:30.061",
      ],
      [
        "interval of days",
        () => raw(new IntervalDayTime(), new Int32Array([3, 500, 0, 0])),
        "VARCHAR",
        "3 days 500 milliseconds",
      ],
      ["half float", () => raw(new Float16(), new Uint16Array([0x3e00, 0])), "FLOAT", "1.5"],
      [
        "decimal",
        () => raw(new Decimal(2, 10, 128), new Uint32Array([1250, 0, 0, 0, 0, 0, 0, 0])),
        "DECIMAL(10,2)",
        "12.50",
      ],
      [
        "wide decimal",
        () =>
          raw(
            new Decimal(2, 50, 256),
            new Uint32Array([0xfffffb1e, ...Array<number>(7).fill(0xffffffff), ...Array<number>(8).fill(0)]),
          ),
        "VARCHAR",
        "-12.50",
      ],
      ["bytes of fixed size", () => raw(new FixedSizeBinary(2), new Uint8Array([1, 255, 0, 0])), "BLOB", "\\x01\\xFF"],
      ["null", () => makeVector(makeData({ type: new Null(), length: 2 })), "VARCHAR", null],
      [
        "list",
        () => vectorFromArray([[1, 2], null], new List(new Field("item", new Int32(), true))),
        "INTEGER[]",
        "[1, 2]",
      ],
      [
        "struct",
        () => vectorFromArray([{ x: 1 }, null], new Struct([new Field("x", new Int32(), true)])),
        "STRUCT(x INTEGER)",
        "{'x': 1}",
      ],
    ];
    for (const [name, vector, type, text] of cases) {
      it(`keeps ${name}`, async () => {
        const { columns } = await bench.load(tableToIPC(new Table({ a: vector() }), "stream"));
        expect(columns).to.deep.equal([{ name: "a", type }]);
        const rows = await bench.query("SELECT a::VARCHAR FROM staging ORDER BY __pt_id");
        expect(cells(rows)).to.deep.equal([[text], [null]]);
      });
    }
  });

  describe("bad input", () => {
    it("says that Parquet or Arrow is cut off", async () => {
      const parquet = await (await fetch(dataUrl("flights-3m.parquet"))).arrayBuffer();
      const cut = await failure(bench.load(new File([parquet.slice(0, 100_000)], "cut.parquet")));
      expect(cut.code).to.equal("invalid-input");
      expect(cut.message).to.contain("cut.parquet: its footer cannot be read");
      const arrow = tableToIPC(tableFromArrays({ id: Int32Array.from({ length: 1000 }, (_, row) => row) }), "stream");
      const error = await failure(bench.load(new File([arrow.slice(0, 2000)], "cut.arrow")));
      expect(error.code).to.equal("invalid-input");
      expect(error.message).to.contain("cut.arrow: found no valid Arrow IPC");
      expect(await bench.exists()).to.equal(false);
    });

    it("says what can be a source", async () => {
      const error = await failure(Promise.resolve().then(() => bench.load(JSON.parse("5") as string)));
      expect(error.message).to.contain("Found a number as the source of a load, expected a URL");
    });
  });

  it("stops at once when it is aborted", async () => {
    const controller = new AbortController();
    const stop = ({ rows }: { rows: number }): void => {
      if (rows > 100_000) controller.abort();
    };
    const error = await failure(
      bench.load(dataUrl("flights-3m.parquet"), { signal: controller.signal, onProgress: stop }),
    );
    expect(error.name).to.equal("AbortError");
    expect(await bench.exists()).to.equal(false);
  });
});
