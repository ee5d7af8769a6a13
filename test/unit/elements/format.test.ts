import { expect } from "@open-wc/testing";
import { formatCell } from "../../../src/elements/cells/format.ts";
import type { ColumnFormat } from "../../../src/elements/cells/format.ts";
import type { CellValue } from "../../../src/engine/rows/grid-data.ts";

const text = (value: CellValue, type: string, locale = "en-US", format?: ColumnFormat): string =>
  formatCell(value, type, { locale, format }).text.replace(/\u202f|\u00a0/g, " ");

describe("formatCell", () => {
  it("groups whole numbers as the locale does", () => {
    expect(text(1234567, "INTEGER")).to.equal("1,234,567");
    expect(text(-1234567, "INTEGER", "de")).to.equal("-1.234.567");
    expect(text(1234567, "INTEGER", "hi")).to.equal("12,34,567");
    expect(text(0, "TINYINT")).to.equal("0");
  });

  it("keeps every digit of what a double cannot hold", () => {
    expect(text(9007199254740993n, "BIGINT")).to.equal("9,007,199,254,740,993");
    expect(text(18446744073709551615n, "UBIGINT")).to.equal("18,446,744,073,709,551,615");
    expect(text("170141183460469231731687303715884105727", "HUGEINT", "de")).to.equal(
      "170.141.183.460.469.231.731.687.303.715.884.105.727",
    );
    expect(text("1234567890123456789012345678.0123456789", "DECIMAL(38,10)")).to.equal(
      "1,234,567,890,123,456,789,012,345,678.0123456789",
    );
  });

  it("keeps the zeros of a decimal's scale", () => {
    expect(text("12.50", "DECIMAL(18,2)")).to.equal("12.50");
    expect(text("1000.000", "DECIMAL(18,3)", "de")).to.equal("1.000,000");
    expect(text("-0.05", "DECIMAL(4,2)")).to.equal("-0.05");
  });

  it("leaves a whole number of four digits, such as a year, without a separator unless its format says so", () => {
    expect(text(2024, "INTEGER")).to.equal("2024");
    expect(text(12024, "INTEGER")).to.equal("12,024");
    expect(text(2024n, "BIGINT")).to.equal("2024");
  });

  it("shows all digits of a double", () => {
    expect(text(0.1, "DOUBLE")).to.equal("0.1");
    expect(text(0.1 + 0.2, "DOUBLE")).to.equal("0.30000000000000004");
  });

  it("shows very large, very small and non-finite doubles shortly", () => {
    expect(text(1e300, "DOUBLE")).to.equal("1E300");
    expect(text(1.5e-9, "DOUBLE")).to.equal("1.5E-9");
    expect(text(NaN, "DOUBLE")).to.equal("NaN");
    expect(text(-Infinity, "DOUBLE")).to.equal("-∞");
  });

  it("shows dates and times by the locale without shifting them", () => {
    expect(text("2024-01-31", "DATE")).to.equal("01/31/2024");
    expect(text("2024-01-31", "DATE", "de")).to.equal("31.01.2024");
    expect(text("2024-01-31", "DATE", "sv")).to.equal("2024-01-31");
    expect(text("2024-01-31 23:59:58", "TIMESTAMP")).to.equal("01/31/2024, 11:59:58 PM");
    expect(text("00:00:07", "TIME", "de")).to.equal("00:00:07");
  });

  it("keeps the digits below the millisecond", () => {
    expect(text("2024-01-31 12:34:56.1", "TIMESTAMP", "de")).to.equal("31.01.2024, 12:34:56,1");
    expect(text("2024-01-31 12:34:56.123456", "TIMESTAMP")).to.equal("01/31/2024, 12:34:56.123456 PM");
    expect(text("2024-01-31 12:34:56.123456789", "TIMESTAMP_NS", "de")).to.equal("31.01.2024, 12:34:56,123456789");
    expect(text("12:34:56.000001", "TIME", "ar-EG")).to.contain("٥٦٫٠٠٠٠٠١");
  });

  it("names the zone of a timestamp with time zone", () => {
    expect(text("2024-01-31 12:34:56+00", "TIMESTAMP WITH TIME ZONE", "de")).to.equal("31.01.2024, 12:34:56 UTC");
    expect(text("2024-01-31 12:34:56+05:30", "TIMESTAMP WITH TIME ZONE", "de")).to.equal(
      "31.01.2024, 12:34:56 UTC+05:30",
    );
  });

  it("falls back to the stored text where a calendar has no good form", () => {
    for (const value of ["infinity", "-infinity", "0044-03-15 (BC)", "0044-03-15", "290000-01-01"]) {
      expect(text(value, "DATE")).to.equal(value);
    }
    expect(text("24:00:00", "TIME")).to.equal("24:00:00");
    expect(text("12024-01-31", "DATE")).to.equal("01/31/12024");
  });

  it("tells null from the empty string and from the word", () => {
    const options = { locale: "en" };
    expect(formatCell(null, "VARCHAR", options)).to.deep.equal({ text: "null", kind: "null", align: "start" });
    expect(formatCell("", "VARCHAR", options)).to.deep.equal({ text: "", kind: "empty", align: "start" });
    expect(formatCell("null", "VARCHAR", options).kind).to.equal("value");
    expect(formatCell(null, "INTEGER", options).align).to.equal("end");
  });

  it("aligns numbers and times at the end, the rest at the start", () => {
    const alignOf = (type: string) => formatCell(null, type, { locale: "en" }).align;
    for (const type of ["BIGINT", "DOUBLE", "DECIMAL(9,2)", "DATE", "TIMESTAMP_MS"]) {
      expect(alignOf(type)).to.equal("end");
    }
    for (const type of [
      "VARCHAR",
      "BOOLEAN",
      "BLOB",
      "INTEGER[]",
      "STRUCT(a INTEGER)",
      "DECIMAL(9,2)[]",
      "constructor",
    ]) {
      expect(alignOf(type)).to.equal("start");
    }
  });

  it("shows nested values and booleans as their text", () => {
    expect(text("[1, 2, NULL]", "INTEGER[]")).to.equal("[1, 2, NULL]");
    expect(text(true, "BOOLEAN")).to.equal("true");
    expect(text("1 year 2 days", "INTERVAL")).to.equal("1 year 2 days");
  });

  it("shows line breaks, control characters and reordering marks on one line", () => {
    expect(text("a\r\nb\nc\td\u0000", "VARCHAR")).to.equal("a↵b↵c⇥d␀");
    expect(text("a\u202eb\u0085c", "VARCHAR")).to.equal("a⟨U+202E⟩b⟨U+0085⟩c");
  });

  it("cuts very long text without splitting a character", () => {
    const shown = text("x".repeat(511) + "😀".repeat(1000), "VARCHAR");
    expect(shown).to.equal(`${"x".repeat(511)}…`);
    expect(text("x".repeat(512), "VARCHAR")).to.equal("x".repeat(512));
  });

  it("shows a blob as hex digits and, when shortened, its size", () => {
    expect(text(new Uint8Array([0x48, 0x0a]), "BLOB")).to.equal("\\x480A");
    expect(text(new Uint8Array(0), "BLOB")).to.equal("\\x (0 bytes)");
    expect(text(new Uint8Array(2048), "BLOB")).to.equal(`\\x${"00".repeat(16)}… (2048 bytes)`);
  });

  it("follows the column's format", () => {
    expect(text(2024, "INTEGER", "en-US", { style: "plain" })).to.equal("2024");
    expect(text("2024-01-31", "DATE", "en-US", { style: "plain" })).to.equal("2024-01-31");
    expect(text("0.1250", "DECIMAL(9,4)", "en-US", { style: "percent" })).to.equal("12.50%");
    expect(text(12.5, "DOUBLE", "de", { style: "currency", currency: "EUR" })).to.equal("12,50 €");
    expect(text("12.505", "DECIMAL(9,3)", "en-US", { maximumFractionDigits: 1 })).to.equal("12.5");
    expect(text(3, "DOUBLE", "en-US", { minimumFractionDigits: 2 })).to.equal("3.00");
    expect(text("2024-01-31", "DATE", "en-US", { dateStyle: "long" })).to.equal("January 31, 2024");
    expect(text("2024-01-31 12:34:56.123456", "TIMESTAMP", "de", { timeStyle: "short" })).to.equal("12:34");
  });

  it("survives a format or locale that Intl refuses", () => {
    expect(text(5, "INTEGER", "en-US", { style: "currency", currency: "nonsense" })).to.equal("5");
    expect(text(5, "INTEGER", "en-US", { style: "currency" })).to.equal("5");
    expect(text(5, "INTEGER", "not a locale!")).to.equal("5");
    expect(text("2024-01-31", "DATE", "not a locale!")).to.contain("2024");
  });
});
