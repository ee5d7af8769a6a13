import { expect } from "@open-wc/testing";
import { tableFromIPC } from "apache-arrow";
import fc from "fast-check";
import { CsvCells, MISSING } from "../../../src/worker/import/csv-cells.ts";
import { readHead } from "../../../src/worker/import/csv-dialect.ts";
import { CsvPieces } from "../../../src/worker/import/csv-pieces.ts";
import { CsvTokenizer, type CsvDialect, fieldText } from "../../../src/worker/import/csv-tokenizer.ts";
import { ANY, classify, typeOfClasses } from "../../../src/worker/import/value-classes.ts";

const encoder = new TextEncoder();
const COMMA: CsvDialect = { delimiter: 44, quote: 34, escape: 34, newline: 10 };

function readPiece(text: string, columns: number, dialect = COMMA): CsvPieces {
  const pieces = new CsvPieces(new CsvTokenizer(dialect), dialect, columns);
  pieces.read(encoder.encode(text), true);
  return pieces;
}

/** Values of a column of a file of one column, as Arrow holds them. */
function decoded(texts: readonly string[]): { type: string; values: unknown[] } {
  const pieces = readPiece(texts.map((text) => `${text}\n`).join(""), 1);
  const table = tableFromIPC(pieces.ipc(0));
  const data = table.getChildAt(1)!.data[0]!;
  const values = Array.from({ length: data.length }, (_, row) => {
    if (!data.getValid(row)) return null;
    return pieces.column(0).type === "VARCHAR"
      ? (table.getChildAt(1)!.get(row) as unknown)
      : (data.values as unknown[])[row];
  });
  return { type: pieces.column(0).type, values };
}

/** Rows of texts as the cells have them, missing values as null. */
function cellTexts(bytes: Uint8Array, columns: number): (string | null)[][] {
  const cells = new CsvCells(columns, { maxCells: Infinity, reader: { readRows: () => undefined } });
  cells.startPiece(bytes);
  new CsvTokenizer(COMMA).readCells(bytes, true, cells);
  return Array.from({ length: cells.rows }, (_, row) =>
    Array.from({ length: cells.columns }, (_, column) => {
      const cell = row * cells.columns + column;
      const start = cells.starts[cell]!;
      const end = cells.ends[cell]!;
      if (start === MISSING) return null;
      return end < 0 ? fieldText(bytes, start, ~end, true, COMMA) : fieldText(bytes, start, end, false, COMMA);
    }),
  );
}

const piece = fc.constantFrom(
  "1",
  "-2",
  "2.5",
  "x",
  "é",
  " ",
  "",
  "",
  "",
  ",",
  ",",
  ",",
  '"',
  '""',
  "\n",
  "\n",
  "\r\n",
  "\r",
);
const csvText = fc
  .array(
    fc.oneof(
      piece,
      fc.array(piece, { maxLength: 4 }).map((parts) => `"${parts.join("").replaceAll('"', '""')}"`),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(""));

describe("CSV pieces", () => {
  it("have the cells that are found one by one", () => {
    fc.assert(
      fc.property(csvText, fc.integer({ min: 1, max: 4 }), (text, columns) => {
        // The first row tells how rows end.
        const bytes = encoder.encode(`${"a,".repeat(columns - 1)}a\n${text}`);
        let rows;
        try {
          rows = readHead(bytes, true, COMMA, Infinity);
        } catch {
          expect(() => cellTexts(bytes, columns)).to.throw();
          return;
        }
        const found = cellTexts(bytes, columns);
        const width = found[0]?.length ?? 0;
        const isBlank = (row: (typeof rows)[number]): boolean =>
          row.length === 1 && row[0]?.text === "" && !row[0].quoted;
        const expected = rows
          .map((row) => Array.from({ length: width }, (_, column) => cellText(row[column])))
          .filter((_, index) => columns === 1 || !isBlank(rows[index]!));
        if (columns === 1 && width > 1) return;
        expect(found).to.deep.equal(expected);
      }),
      { numRuns: 2000 },
    );
  });

  const cellText = (field: ReturnType<typeof readHead>[number][number] | undefined): string | null =>
    !field || (field.text === "" && !field.quoted) ? null : field.text;

  it("give a column the type of the classes that its values have in common", () => {
    const value = fc.constantFrom(
      ...["", "1", "-0", "12345678901234567", "9223372036854775808", "0.5", "1e5", "nan", "true", " true", " 7"],
      ...["2024-01-31", "2024-01-31 10:00", "2024-01-31 10:00 ", "2024-01-31T10:00:00Z", "10:00:00", "007", "x"],
    );
    fc.assert(
      fc.property(fc.array(fc.array(value, { maxLength: 3 })), (parts) => {
        const texts = parts.flat();
        const bytes = texts.filter((text) => text !== "").map((text) => encoder.encode(text));
        const classes = bytes.reduce((common, text) => common & classify(text, 0, text.length), ANY);
        expect(readPiece(texts.map((text) => `${text},z\n`).join(""), 2).column(0).type).to.equal(
          typeOfClasses(classes),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it("end with the row that fills them, and the next begins behind it", () => {
    const text = "1\n".repeat(1_500_000);
    const bytes = encoder.encode(text);
    const pieces = new CsvPieces(new CsvTokenizer(COMMA), COMMA, 1);
    const end = pieces.read(bytes, true);
    expect(pieces.rows).to.equal(1_000_000);
    expect(end).to.equal(2_000_000);
    expect(pieces.read(bytes.subarray(end), true)).to.equal(1_000_000);
    expect(pieces.rows).to.equal(500_000);
  });

  it("number their rows", () => {
    const ids = tableFromIPC(readPiece("1\n2\n3\n", 1).ipc(2 ** 32 - 2)).getChild("__pt_id")!;
    expect([...ids].map(String)).to.deep.equal(["4294967294", "4294967295", "4294967296"]);
  });

  it("are the database's to read where they are not UTF-8", () => {
    const bytes = Uint8Array.of(0xe9, 10, 0x61, 10);
    const pieces = new CsvPieces(new CsvTokenizer(COMMA), COMMA, 1);
    pieces.read(bytes, true);
    expect(pieces.ipc(0)).to.equal(null);
    pieces.read(bytes.subarray(2), true);
    expect(pieces.ipc(2)).not.to.equal(null);
  });

  it("are the database's to read where their texts are very long", () => {
    const bytes = new Uint8Array(34 << 20).fill(97);
    const pieces = new CsvPieces(new CsvTokenizer(COMMA), COMMA, 1);
    pieces.read(bytes, true);
    expect(pieces.rows).to.equal(1);
    expect(pieces.ipc(0)).to.equal(null);
  });

  it("are the database's to read with backslash escapes", () => {
    expect(readPiece('"a"\n', 1, { ...COMMA, escape: 92 }).ipc(0)).to.equal(null);
  });

  it("are the database's to read where blank lines were taken for rows", () => {
    const pieces = readPiece("1\n\n2,3\n", 1);
    expect(pieces.columnCount).to.equal(2);
    expect(pieces.ipc(0)).to.equal(null);
    expect(readPiece("1\n\n2\n", 1).ipc(0)).not.to.equal(null);
  });

  describe("decode", () => {
    it("64-bit integers", () => {
      const integers = fc.oneof(
        fc.bigInt(-(2n ** 63n) + 1n, 2n ** 63n - 1n),
        fc.bigInt(-(2n ** 53n) - 9n, 2n ** 53n + 9n),
        fc.bigInt(-(2n ** 33n), 2n ** 33n),
      );
      fc.assert(
        fc.property(fc.array(integers, { minLength: 1, maxLength: 1000 }), (values) => {
          expect(decoded(values.map(String))).to.deep.equal({ type: "BIGINT", values });
        }),
      );
    });

    it("dates of all years", () => {
      const DAY_MS = 86_400_000;
      const first = Math.round(new Date("0001-01-01T00:00:00Z").getTime() / DAY_MS);
      const last = Math.round(new Date("9999-12-31T00:00:00Z").getTime() / DAY_MS);
      const days = Array.from({ length: Math.ceil((last - first) / 7) }, (_, week) => first + week * 7).concat(last);
      const texts = days.map((day) => new Date(day * DAY_MS).toISOString().slice(-24, -14).padStart(10, "0"));
      expect(decoded(texts)).to.deep.equal({ type: "DATE", values: days });
    }).timeout(20_000);

    it("timestamps of all years, in either spelling", () => {
      const moment = fc.tuple(
        fc.date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true }),
        fc.nat(999),
        fc.nat(3),
      );
      fc.assert(
        fc.property(fc.array(moment, { minLength: 1, maxLength: 200 }), (moments) => {
          const texts = moments.map(([date, micros, spelling]) => {
            const iso = `${date.toISOString().slice(0, 23)}${String(micros).padStart(3, "0")}`;
            return spelling === 0 ? iso : spelling === 1 ? iso.replace("T", " ") : ` ${iso} `;
          });
          const values = moments.map(([date, micros]) => BigInt(date.getTime()) * 1000n + BigInt(micros));
          expect(decoded(texts)).to.deep.equal({ type: "TIMESTAMP", values });
          const utc = decoded(texts.map((text) => `${text.trim()}Z`));
          expect(utc).to.deep.equal({ type: "TIMESTAMP WITH TIME ZONE", values });
        }),
      );
    });

    it("times, with and without fractions", () => {
      expect(decoded(["00:00:00", "23:59:59.999999", "01:02:03.5", ""])).to.deep.equal({
        type: "TIME",
        values: [0n, 86_399_999_999n, 3_723_500_000n, null],
      });
    });

    it("doubles, NULL and quoted empty values, numbers that were integers before one with a fraction", () => {
      const { type, values } = decoded(["7", "", '""', "9007199254740991", "-0", "2.5", "-inf", "1e-99"]);
      expect(type).to.equal("DOUBLE");
      expect(values).to.deep.equal([7, null, null, 9007199254740991, -0, 2.5, -Infinity, 1e-99]);
    });

    it("texts, the empty one told from NULL", () => {
      const texts = ["a", "", '""', '"say ""é"""', '"x,\ny"', " 7 ", "🚲 and a longer text"];
      const values = ["a", null, "", 'say "é"', "x,\ny", " 7 ", "🚲 and a longer text"];
      expect(decoded(texts)).to.deep.equal({ type: "VARCHAR", values });
    });
  });
});
