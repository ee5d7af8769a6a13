import { expect } from "@open-wc/testing";
import { CsvPieces } from "../../../src/worker/import/csv-pieces.ts";
import { CsvTokenizer } from "../../../src/worker/import/csv-tokenizer.ts";
import { scaleDown } from "../../../src/worker/import/decimal-to-double.ts";
import { tableFromIPC } from "apache-arrow";

const COMMA = { delimiter: 44, quote: 34, escape: 34, newline: 10 };

/** The doubles that a column of these texts is decoded to. */
function doublesOf(texts: readonly string[]): Float64Array {
  const pieces = new CsvPieces(new CsvTokenizer(COMMA), COMMA, 1);
  // The last one makes it a column of doubles.
  pieces.read(new TextEncoder().encode(`${texts.join("\n")}\n0.5\n`), true);
  expect(pieces.column(0).type).to.equal("DOUBLE");
  return tableFromIPC(pieces.ipc(0)).getChildAt(1)!.data[0]!.values as Float64Array;
}

function expectExact(texts: readonly string[]): void {
  const doubles = doublesOf(texts);
  const wrong = texts.filter((text, index) => !Object.is(doubles[index], Number(text)));
  expect(wrong).to.deep.equal([]);
}

/** Random digits, the first of which is not 0. */
function digits(count: number): string {
  let text = String(1 + Math.floor(Math.random() * 9));
  while (text.length < count) text += String(Math.floor(Math.random() * 10));
  return text;
}

function randomDouble(): number {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setUint32(0, Math.random() * 2 ** 32);
  bits.setUint32(4, Math.random() * 2 ** 32);
  return bits.getFloat64(0);
}

const COUNT = 100_000;

describe("Doubles from decimal digits", () => {
  it("are those nearest to 1 to 17 digits, a point anywhere in them", () => {
    const texts = Array.from({ length: COUNT }, (_, index) => {
      const text = digits(1 + (index % 17));
      const point = Math.floor(Math.random() * (text.length + 1));
      return `${index % 3 === 0 ? "-" : ""}${text.slice(0, point) || "0"}.${text.slice(point)}`;
    });
    expectExact(texts.map((text) => (text.replace(/\D/g, "").length > 17 ? text.slice(0, -1) : text)));
  });

  it("are those that were printed", () => {
    const texts = Array.from({ length: COUNT }, () => String(Math.random() * 10 ** Math.floor(Math.random() * 15)));
    expectExact(texts);
  });

  it("are those with exponents", () => {
    expectExact(
      Array.from({ length: COUNT }, (_, index) => {
        const text = digits(1 + (index % 17));
        return `${text[0]}.${text.slice(1)}${index % 2 ? "e" : "E"}${["", "+", "-"][index % 3]}${index % 100}`;
      }),
    );
  });

  it("are those of any size that 17 digits and two of an exponent hold", () => {
    const texts = Array.from({ length: COUNT }, () => randomDouble().toPrecision(17)).filter((text) =>
      /^-?\d+(\.\d+(e[+-]\d{1,2})?|e[+-]\d{1,2})$/.test(text),
    );
    expectExact(texts);
  });

  it("are even where two are equally near", () => {
    const ties = [
      "9007199254740993.0",
      "9007199254740995.0",
      "9007199254740994.5",
      "4503599627370497.5",
      "4503599627370498.5",
    ];
    expectExact(ties);
    expect(scaleDown(900_719_925 * 1e8, 47_409_930, 1)).to.equal(undefined);
  });

  it("are exact next to where two are equally near", () => {
    const texts: string[] = [];
    for (let index = 0; index < COUNT; index++) {
      // Odd multiples of half the distance of doubles from 2 ** 52 on are ties; one more or less in the last digit is not.
      const half = BigInt(Math.floor(Math.random() * 2 ** 52)) + 2n ** 52n;
      const scaled = half * 10n + 5n;
      for (const near of [scaled - 1n, scaled, scaled + 1n]) {
        const text = String(near);
        texts.push(`${text.slice(0, -1)}.${text.slice(-1)}`);
      }
    }
    expectExact(texts);
  });

  it("of numbers as small as a double can be are zero or denormal", () => {
    expectExact([`0.${"0".repeat(310)}12345678901234567`, `0.${"0".repeat(330)}1`, `-0.${"0".repeat(330)}1`]);
  });
});
