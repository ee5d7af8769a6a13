import { expect } from "@open-wc/testing";
import fc from "fast-check";
import { ByteSink } from "../../../src/worker/export/byte-sink.ts";
import type { TextWriter } from "../../../src/worker/export/cell-writer.ts";
import { csvTextWriter } from "../../../src/worker/export/csv-text.ts";
import { writeJsonString } from "../../../src/worker/export/json-text.ts";
import { doubleText } from "../../../src/worker/export/number-cells.ts";
import { timestampWriter } from "../../../src/worker/export/timestamp-text.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** As if between other cells. */
function written(write: TextWriter, text: string): string {
  const sink = new ByteSink();
  const bytes = encoder.encode(`<${text}>`);
  write(sink, bytes, 1, bytes.length - 1);
  return decoder.decode(sink.take());
}

describe("a text in CSV", () => {
  const plain = (text: string) => written(csvTextWriter({ escapeFormulas: false }), text);
  const safe = (text: string) => written(csvTextWriter({ escapeFormulas: true }), text);

  it("is in quotes only where a reader could take it for something else", () => {
    for (const text of ["a", "a b", "1.5", "=1", "it's", "\\", "👩‍👩‍👧", "\ufeff", "\0"]) {
      expect(plain(text)).to.equal(text);
    }
    for (const text of ["", " a", "a ", "a,b", "a;b", "a|b", "a\tb", "a\nb", "a\rb", " "]) {
      expect(plain(text)).to.equal(`"${text}"`);
    }
    expect(plain('"')).to.equal('""""');
    expect(plain('a "b" c""')).to.equal('"a ""b"" c"""""');
  });

  it("is given back by a reader that takes quotes away", () => {
    const unquoted = (field: string) => (field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(" ", '"', "\n", "\r", ",", ";", "=", "@", "a", "😀", "＝") }),
        (text) => unquoted(plain(text)) === text,
      ),
    );
  });

  it("gets an apostrophe where a spreadsheet program would run it", () => {
    for (const text of ["=1+1", "+1", "-1", "@a", "＝1", "＋1", "－1", "＠a"]) expect(safe(text)).to.equal(`'${text}`);
    for (const text of ["\tx", "\rx", "\nx", "=a,b"]) expect(safe(text)).to.equal(`"'${text}"`);
    for (const text of ["", "a=1", "1-1", "'=1", "＃", "、", "\uff0c", "é"]) expect(safe(text)).to.equal(plain(text));
  });
});

describe("a text in JSON", () => {
  it("is what JSON.parse gives back, whatever it is", () => {
    const text = fc.string({
      unit: fc.oneof(fc.constantFrom('"', "\\", "\0", "\n", "\u2028", "😀", "é"), fc.string()),
    });
    fc.assert(fc.property(text, (each) => JSON.parse(written(writeJsonString, each)) === each.toWellFormed()));
  });

  it("is escaped as briefly as JSON.stringify does it", () => {
    const text = Array.from({ length: 300 }, (_, code) => String.fromCharCode(code)).join("");
    expect(written(writeJsonString, text)).to.equal(JSON.stringify(text));
  });
});

describe("a number as text", () => {
  it("is read as the same double, and as a double", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = doubleText(value);
        return Object.is(Number(text), value) && /[.e]/.test(text);
      }),
    );
    expect([0, -0, 5, -1e20, 1e21, 0.1, 5e-324].map(doubleText)).to.deep.equal([
      "0.0",
      "-0.0",
      "5.0",
      "-100000000000000000000.0",
      "1e+21",
      "0.1",
      "5e-324",
    ]);
  });
});

describe("a timestamp as text", () => {
  for (const [text, iso] of [
    ["2024-01-31 12:34:56", "2024-01-31T12:34:56"],
    ["2024-01-31 12:34:56.123456", "2024-01-31T12:34:56.123456"],
    ["2024-01-31 12:34:56+00", "2024-01-31T12:34:56Z"],
    ["12024-01-31 00:00:00", "12024-01-31T00:00:00"],
    ["2024-01-31 00:00:00", "2024-01-31T00:00:00"],
    ["infinity", "infinity"],
    ["-infinity", "-infinity"],
    ["0044-03-15 (BC) 12:00:00", "0044-03-15 (BC) 12:00:00"],
    ["0044-03-15 (BC) 12:00:00+00", "0044-03-15 (BC) 12:00:00+00"],
  ] as const) {
    it(`is ISO 8601: ${text}`, () => {
      expect(written(timestampWriter("T"), text)).to.equal(iso);
      expect(written(timestampWriter(" "), text)).to.equal(iso.replace("T", " "));
    });
  }
});

describe("the bytes of a file", () => {
  it("stay in order, whatever their number", () => {
    const sink = new ByteSink();
    const expected: string[] = [];
    for (let index = 0; index < 3000; index++) {
      const text = String(index).repeat(index % 90);
      expected.push(text, "|");
      if (index % 2 === 0) sink.ascii(text);
      else sink.bytes(encoder.encode(text));
      sink.byte(124);
    }
    expect(sink.length).to.equal(expected.join("").length);
    const first = sink.take();
    sink.ascii("next");
    expect(decoder.decode(first)).to.equal(expected.join(""));
    expect(decoder.decode(sink.take())).to.equal("next");
  });
});
