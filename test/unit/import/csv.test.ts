import { expect } from "@open-wc/testing";
import fc from "fast-check";
import { BlockReader } from "../../../src/worker/import/block-reader.ts";
import { detectDialect, hasHeader, readHead } from "../../../src/worker/import/csv-dialect.ts";
import { CsvPieces } from "../../../src/worker/import/csv-pieces.ts";
import { rewriteCsv } from "../../../src/worker/import/csv-rewrite.ts";
import { CsvTokenizer, type CsvDialect, fieldText } from "../../../src/worker/import/csv-tokenizer.ts";

const encoder = new TextEncoder();
const COMMA: CsvDialect = { delimiter: 44, quote: 34, escape: 34, newline: 10 };

function parse(bytes: Uint8Array, dialect = COMMA): string[][] {
  return readHead(bytes, true, dialect, Infinity).map((row) => row.map((field) => field.text));
}

/** As `parse`, but in blocks of `size` bytes, each begun where the one before was understood. */
async function parseInBlocks(bytes: Uint8Array<ArrayBuffer>, size: number): Promise<string[][]> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / 3) }, (_, index) =>
    bytes.slice(index * 3, index * 3 + 3),
  );
  const blocks = new BlockReader({ read: () => Promise.resolve(chunks.shift() ?? null) });
  const tokenizer = new CsvTokenizer(COMMA);
  const rows: string[][] = [];
  for (let wanted = size; ;) {
    const block = await blocks.fill(wanted);
    const last = blocks.ended && block.length <= wanted;
    let row: string[] = [];
    const end = tokenizer.read(block, 0, Math.min(block.length, wanted), last, {
      begin: () => void (row = []),
      field: (start, stop, _quoted, escaped) => void row.push(fieldText(block, start, stop, escaped, COMMA)),
      row: () => rows.push(row) > 0,
    });
    blocks.consume(end);
    if (last) return rows;
    wanted = end === 0 ? wanted * 2 : size;
  }
}

const cell = fc.string({ unit: fc.constantFrom("a", "é", " ", ",", '"', "\n", "\r", "1", "🚲"), maxLength: 6 });
const table = fc.integer({ min: 2, max: 4 }).chain((columns) => {
  return fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 12 });
});
const write = (rows: string[][]): Uint8Array<ArrayBuffer> => {
  const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  return encoder.encode(rows.map((row) => `${row.map(quote).join(",")}\r\n`).join(""));
};

describe("CSV tokenizer", () => {
  it("reads what was written", () => {
    fc.assert(fc.property(table, (rows) => void expect(parse(write(rows))).to.deep.equal(rows)));
  });

  it("reads the same in blocks of any size", async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 40 }), async (rows, size) => {
        expect(await parseInBlocks(write(rows), size)).to.deep.equal(rows);
      }),
    );
  });

  it("gives no value that a block cuts a type", () => {
    const bytes = encoder.encode("true,12\nfalse,34\n");
    for (let end = 0; end < bytes.length; end++) {
      const pieces = new CsvPieces(new CsvTokenizer(COMMA), COMMA, 2);
      pieces.read(bytes.subarray(0, end), false);
      expect(pieces.column(0).type).to.equal(end < 8 ? "VARCHAR" : "BOOLEAN");
    }
  });

  it("counts lines, those inside quotes too", () => {
    const tokenizer = new CsvTokenizer(COMMA);
    const bytes = encoder.encode('a,"1\n2\n3"\nb,c\n');
    const visitor = { begin: () => undefined, field: () => undefined, row: () => true };
    tokenizer.read(bytes, 0, bytes.length, true, visitor);
    expect(tokenizer.line).to.equal(5);
  });

  it("is rewritten to the same rows with one kind of row end", async () => {
    const bytes = encoder.encode('a,b\r\n"x\r\ny",p\rq\n1,2,,,\r\n');
    const rewritten = new Uint8Array(await rewriteCsv(bytes, COMMA, 2).blob.arrayBuffer());
    expect(parse(rewritten)).to.deep.equal([
      ["a", "b"],
      ["x\r\ny", "p\rq"],
      ["1", "2"],
    ]);
    expect(new TextDecoder().decode(rewritten)).to.equal('a,b\n"x\r\ny","p\rq"\n1,2\n');
  });
});

describe("CSV dialect", () => {
  const detect = (text: string): string => {
    const { delimiter, quote } = detectDialect(encoder.encode(text), true);
    return String.fromCharCode(delimiter) + (quote ? String.fromCharCode(quote) : "");
  };

  it("is the one in which the rows agree", () => {
    expect(detect("a,b\n1,2\n")).to.equal(',"');
    expect(detect("a;b\n1,5;2,5\n")).to.equal(';"');
    expect(detect("a\tb, c\n1\t2\n")).to.equal('\t"');
    expect(detect("a|b\n1|2\n")).to.equal('|"');
    expect(detect('a,b\n"x;y;z","p|q"\n')).to.equal(',"');
    expect(detect('a\tb\n"lone\t1\n')).to.equal("\t");
    expect(detect("one\ntwo\n")).to.equal(',"');
  });

  it("stays the one that is nearly right, so that the fault is told", () => {
    expect(detect('a,b\n1,2\n3,"never closed\n')).to.equal(',"');
  });

  const header = (text: string): boolean => hasHeader(readHead(encoder.encode(text), true, COMMA, 100));

  it("has a header where the first row does not fit the others, or is all text", () => {
    expect(header("a,b\n1,2\n")).to.equal(true);
    expect(header("name,city\nx,y\n")).to.equal(true);
    expect(header("a,b\n")).to.equal(true);
    expect(header(",a\n1,2\n")).to.equal(true);
    expect(header("zip\n00501\n")).to.equal(true);
    expect(header("1,2\n3,4\n")).to.equal(false);
    expect(header("1,2\n")).to.equal(false);
    expect(header("x,1\ny,2\n")).to.equal(false);
  });
});
