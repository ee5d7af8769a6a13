import { expect } from "@open-wc/testing";
import * as fc from "fast-check";
import { parseCellInput, parseCellValue } from "../../../src/engine/changes/cell-input.ts";
import type { CellValue } from "../../../src/engine/rows/grid-data.ts";

const column = (type: string, nullable = true) => ({ type, nullable });
const accepts = (type: string, locale: string, text: string, value: CellValue) =>
  it(`reads ${JSON.stringify(text)} as ${type} in ${locale}`, () => {
    expect(parseCellInput(text, column(type), locale)).to.deep.equal({ ok: true, value });
  });
const refuses = (type: string, locale: string, text: string, reason: string) =>
  it(`refuses ${JSON.stringify(text)} as ${type} in ${locale}`, () => {
    expect(parseCellInput(text, column(type), locale)).to.deep.equal({ ok: false, reason });
  });

describe("parseCellInput", () => {
  describe("whole numbers", () => {
    accepts("TINYINT", "en-US", " -128 ", -128);
    accepts("INTEGER", "en-US", "+7.00", 7);
    accepts("BIGINT", "en-US", "9223372036854775807", 9223372036854775807n);
    accepts(
      "HUGEINT",
      "en-US",
      "-0170141183460469231731687303715884105728",
      "-170141183460469231731687303715884105728",
    );
    accepts("INTEGER", "en-US", "1,234,567", 1234567);
    accepts("INTEGER", "de-DE", "1.234.567", 1234567);
    accepts("INTEGER", "en-IN", "12,34,567", 1234567);
    accepts("INTEGER", "fr-FR", "1 234", 1234);
    accepts("INTEGER", "de-CH", "1'234", 1234);
    accepts("INTEGER", "ar-EG", "١٢٣", 123);
    accepts("INTEGER", "en-US", "\u22125", -5);
    refuses("TINYINT", "en-US", "128", "Not a whole number between -128 and 127.");
    refuses("UTINYINT", "en-US", "-1", "Not a whole number between 0 and 255.");
    refuses("INTEGER", "en-US", "1.5", "Not a whole number between -2147483648 and 2147483647.");
    refuses("INTEGER", "de-DE", "1.234", "Not a whole number between -2147483648 and 2147483647.");
    refuses("INTEGER", "en-US", "1,23", "Not a whole number between -2147483648 and 2147483647.");
    refuses("BIGNUM", "en-US", "0x10", "Not a whole number.");

    it("keeps every digit of any BIGINT", () => {
      fc.assert(
        fc.property(
          fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
          fc.constantFrom("en-US", "de-DE", "hi-IN", "ar-EG"),
          (value, locale) => {
            for (const text of [
              String(value),
              new Intl.NumberFormat(locale).format(value).replace(/[\u061c\u200e\u200f]/g, ""),
            ]) {
              const plainIsOther = /^-?\d+\.\d+$/.test(text);
              const input = parseCellInput(text, column("BIGINT"), locale);
              if (!plainIsOther) expect(input, text).to.deep.equal({ ok: true, value });
            }
          },
        ),
      );
    });
  });

  describe("decimals", () => {
    accepts("DECIMAL(9,2)", "en-US", "12.5", "12.50");
    accepts("DECIMAL(9,2)", "de-DE", "1.234,5", "1234.50");
    accepts("DECIMAL(9,2)", "en-US", "-.5", "-0.50");
    accepts("DECIMAL(9,2)", "en-US", "-0.00", "0.00");
    accepts("DECIMAL(9,2)", "en-US", "1.2500", "1.25");
    accepts("DECIMAL(2,2)", "en-US", "0.25", "0.25");
    accepts("DECIMAL(9,0)", "en-US", "12.", "12");
    refuses("DECIMAL(9,2)", "en-US", "1.255", "At most 2 digits behind the point.");
    refuses("DECIMAL(4,3)", "en-US", "12", "At most 1 digit before the point.");
    refuses("DECIMAL(9,2)", "en-US", "1e3", "Not a number.");
    refuses("DECIMAL(9,2)", "en-US", "twelve", "Not a number.");
  });

  describe("floating point", () => {
    accepts("DOUBLE", "en-US", "-1.5e-7", -1.5e-7);
    accepts("DOUBLE", "de-DE", "1234,5", 1234.5);
    accepts("DOUBLE", "de-DE", "1.5", 1.5);
    accepts("DOUBLE", "en-US", "NaN", NaN);
    accepts("DOUBLE", "en-US", "-inf", -Infinity);
    accepts("DOUBLE", "en-US", "∞", Infinity);
    accepts("FLOAT", "en-US", "0.1", 0.1);
    accepts("FLOAT", "en-US", "0.123456789", 0.12345679);
    refuses("FLOAT", "en-US", "1e39", "Too large for this column.");
    refuses("DOUBLE", "en-US", "1e309", "Too large for this column.");
    refuses("DOUBLE", "en-US", "1,2,3", "Not a number.");

    it("reads any double from its own text, whatever the locale", () => {
      fc.assert(
        fc.property(fc.double(), fc.constantFrom("en-US", "de-DE", "fr-FR", "de-CH"), (value, locale) => {
          const text = Object.is(value, -0) ? "-0" : String(value);
          const input = parseCellInput(text, column("DOUBLE"), locale);
          expect(input.ok === true && typeof input.value === "number" && Object.is(input.value, value)).to.equal(true);
        }),
      );
    });
  });

  describe("booleans", () => {
    for (const text of ["true", "T", "Yes", "1"]) accepts("BOOLEAN", "en-US", text, true);
    for (const text of ["FALSE", "n", "no", "0"]) accepts("BOOLEAN", "en-US", text, false);
    refuses("BOOLEAN", "en-US", "2", "Neither true nor false.");
  });

  describe("dates", () => {
    accepts("DATE", "en-US", "2024-1-31", "2024-01-31");
    accepts("DATE", "en-US", "1/31/2024", "2024-01-31");
    accepts("DATE", "en-GB", "31/01/2024", "2024-01-31");
    accepts("DATE", "de-DE", "31. 1. 2024", "2024-01-31");
    accepts("DATE", "ja-JP", "2024/1/31", "2024-01-31");
    accepts("DATE", "en-US", "Jan 31, 2024", "2024-01-31");
    accepts("DATE", "de-DE", "31. März 2024", "2024-03-31");
    accepts("DATE", "es-ES", "31 de enero de 2024", "2024-01-31");
    accepts("DATE", "th-TH", "31/1/2024", "2024-01-31");
    accepts("DATE", "en-US", "2024-02-29", "2024-02-29");
    refuses("DATE", "en-US", "2023-02-29", "There is no such day in the calendar.");
    refuses("DATE", "en-US", "31/01/2024", "There is no such day in the calendar.");
    refuses("DATE", "en-US", "1/31/24", "Write the year with four digits.");
    refuses("DATE", "en-GB", "2024/31/01", "There is no such day in the calendar.");
    refuses("DATE", "en-US", "tomorrow", "Not a date, such as 2024-01-31.");
  });

  describe("times", () => {
    accepts("TIME", "en-US", "9:05", "09:05:00");
    accepts("TIME", "en-US", "12:30 am", "00:30:00");
    accepts("TIME", "en-US", "1:02:03.1200 PM", "13:02:03.12");
    refuses("TIME", "en-US", "24:01", "Not a time of day, such as 14:30 or 14:30:15.");
    refuses("TIME", "en-US", "13:00 pm", "Not a time of day, such as 14:30 or 14:30:15.");
    refuses("TIME", "en-US", "1:00:00.1234567", "At most 6 digits behind the second.");
    accepts("TIMESTAMP", "en-US", "2024-01-31T14:30", "2024-01-31 14:30:00");
    accepts("TIMESTAMP", "en-US", "2024-01-31", "2024-01-31 00:00:00");
    accepts("TIMESTAMP", "en-US", "1/31/2024, 2:30:15 PM", "2024-01-31 14:30:15");
    accepts("TIMESTAMP", "en-US", "2024-01-31T14:30:00.250Z", "2024-01-31 14:30:00.25");
    accepts("TIMESTAMP_NS", "en-US", "2024-01-31 14:30:00.123456789", "2024-01-31 14:30:00.123456789");
    refuses("TIMESTAMP_S", "en-US", "2024-01-31 14:30:00.5", "Only whole seconds.");
    refuses("TIMESTAMP_NS", "en-US", "1500-01-31", "Only years 1678 to 2261.");
    refuses("TIMESTAMP", "en-US", "noon", "Not a date and time, such as 2024-01-31 14:30.");
  });

  describe("other types", () => {
    accepts("VARCHAR", "en-US", "  as it is ", "  as it is ");
    accepts("VARCHAR", "en-US", "", "");
    accepts("INTEGER", "en-US", "  ", null);
    accepts("UUID", "en-US", "{123E4567E89B12D3A456426614174000}", "123e4567-e89b-12d3-a456-426614174000");
    accepts("ENUM('a', 'it''s')", "en-US", "it's", "it's");
    accepts("BLOB", "en-US", "a\\x00\\xFf", Uint8Array.of(0x61, 0, 0xff));
    refuses("ENUM('a', 'b')", "en-US", "c", "Not one of: a, b.");
    refuses("BLOB", "en-US", "é", "Write bytes as \\x00 to \\xFF, or as plain ASCII characters.");
    refuses("BLOB", "en-US", "\\x0", "Write bytes as \\x00 to \\xFF, or as plain ASCII characters.");

    it("refuses an empty value where one is needed", () => {
      expect(parseCellInput("", column("INTEGER", false))).to.deep.equal({
        ok: false,
        reason: "This column needs a value.",
      });
    });

    for (const [type, text] of [
      ["INTEGER[]", "[1]"],
      ["INTERVAL", "1 day"],
      ["TIMESTAMP WITH TIME ZONE", "2024-01-31 10:00+02"],
      ["TIMESTAMP", "2024-01-31 10:00+02"],
      ["DATE", "0044-03-15 (BC)"],
      ["BIT", "01"],
    ] as const) {
      it(`leaves ${type} ${JSON.stringify(text)} to the database`, () => {
        expect(parseCellInput(text, column(type), "en-US")).to.deep.equal({ ok: "ask" });
      });
    }
  });

  it("answers any text for any type, with a malformed locale too", () => {
    const types = [
      "BIGINT",
      "DECIMAL(5,2)",
      "DOUBLE",
      "BOOLEAN",
      "DATE",
      "TIME",
      "TIMESTAMP",
      "UUID",
      "BLOB",
      "ENUM('a')",
    ];
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.constantFrom(...types),
        fc.constantFrom("en-US", "!!", "ar-EG"),
        (text, type, locale) => {
          expect(parseCellInput(text, column(type), locale)).to.have.property("ok");
        },
      ),
    );
  });
});

describe("parseCellValue", () => {
  const value = (input: CellValue, type: string) => parseCellValue(input, column(type), "en-US");

  it("takes typed values that fit", () => {
    expect(value(5, "BIGINT")).to.deep.equal({ ok: true, value: 5n });
    expect(value(5n, "DOUBLE")).to.deep.equal({ ok: true, value: 5 });
    expect(value(1e21, "HUGEINT")).to.deep.equal({ ok: true, value: "1000000000000000000000" });
    expect(value(1e21, "DOUBLE")).to.deep.equal({ ok: true, value: 1e21 });
    expect(value(true, "BOOLEAN")).to.deep.equal({ ok: true, value: true });
    expect(value(12.5, "DECIMAL(9,2)")).to.deep.equal({ ok: true, value: "12.50" });
    expect(value(12.5, "VARCHAR")).to.deep.equal({ ok: true, value: "12.5" });
    expect(value(null, "VARCHAR")).to.deep.equal({ ok: true, value: null });
  });

  it("refuses typed values that do not", () => {
    expect(value(1.5, "BIGINT").ok).to.equal(false);
    expect(value(1, "BOOLEAN").ok).to.equal(false);
    expect(value(Uint8Array.of(1), "VARCHAR").ok).to.equal(false);
    expect(parseCellValue(null, column("VARCHAR", false))).to.deep.equal({
      ok: false,
      reason: "This column needs a value.",
    });
  });
});
