import fc from "fast-check";

const digits = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), minLength, maxLength });
const optional = (text: string): fc.Arbitrary<string> => fc.constantFrom(text, "");
const joined = (...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((all) => all.join(""));
const padded = (value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(fc.nat(19), value).map(([dice, text]) => (dice === 0 ? ` ${text}` : dice === 1 ? `${text}  ` : text));
const two = (max: number): fc.Arbitrary<string> => fc.nat(max).map((value) => String(value).padStart(2, "0"));

const integer = fc.oneof(fc.integer().map(String), fc.bigInt(-(2n ** 63n) + 1n, 2n ** 63n - 1n).map(String));
const hugeint = fc.bigInt(-(10n ** 38n) + 1n, 10n ** 38n - 1n).map(String);
const exponent = joined(fc.constantFrom("e", "E"), fc.constantFrom("", "+", "-"), digits(1, 2));
const double = fc.oneof(
  fc.double().map(String),
  fc.double({ min: -1e6, max: 1e6 }).map(String),
  joined(optional("-"), fc.nat(99_999).map(String), fc.constant("."), digits(0, 12)),
  joined(optional("-"), fc.constant("."), digits(1, 17)),
  joined(optional("-"), fc.nat(9).map(String), fc.constant("."), digits(1, 16), exponent),
  joined(
    fc.constant("0."),
    fc.nat(330).map((zeros) => "0".repeat(zeros)),
    digits(1, 17),
  ),
  fc.constantFrom(
    "NaN",
    "nan",
    "inf",
    "-inf",
    "Infinity",
    "-Infinity",
    "-0",
    "0",
    "-0.0",
    "5.e3",
    "-.5E-3",
    "5.",
    "9007199254740991",
  ),
);
const date = joined(
  fc.integer({ min: 1, max: 9999 }).map((year) => String(year).padStart(4, "0")),
  fc.constant("-"),
  fc.integer({ min: 1, max: 12 }).map((month) => String(month).padStart(2, "0")),
  fc.constant("-"),
  fc.integer({ min: 1, max: 28 }).map((day) => String(day).padStart(2, "0")),
);
const fraction = fc.oneof(
  fc.constant(""),
  digits(1, 6).map((text) => `.${text}`),
);
const time = joined(two(23), fc.constant(":"), two(59), fc.constant(":"), two(59), fraction);
const separator = fc.constantFrom(" ", "T");
const timestamp = fc.oneof(joined(date, separator, time), joined(date, separator, two(23), fc.constant(":"), two(59)));
const timestampUtc = joined(date, separator, time, fc.constant("Z"));
const boolean = fc.constantFrom("true", "false", "True", "False", "TRUE", "FALSE");
const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom("a", "é", " ", ",", ";", '"', "\n", "\r", "\\", "€", "🚲", "'", "#"),
    maxLength: 8,
  }),
  fc.lorem({ maxCount: 8 }),
);
const kinds = [integer, hugeint, double, date, time, timestamp, timestampUtc, boolean].map(padded);

/** A value as it stands in the file; quoted where it must be, and sometimes where it need not. */
function written(value: string, dice: number, delimiter: string): string {
  const mustQuote = /["\r\n]/.test(value) || value.includes(delimiter);
  return mustQuote || dice === 0 ? `"${value.replaceAll('"', '""')}"` : value;
}

/** The texts of the cells of a row in every shape that a row may have. */
function shaped(cells: readonly string[], dice: number): readonly string[] {
  switch (dice) {
    case 0:
      return cells.slice(0, -1);
    case 1:
      return [...cells, ""];
    case 2:
      return [...cells, "", "", ""];
    case 3:
      return [...cells, "more"];
    case 4:
      return [""];
    default:
      return cells;
  }
}

/** CSV with a header. Columns of one kind each, of two, and of texts, with gaps. */
export const csvFiles = fc
  .record({
    columns: fc.array(
      fc.oneof(
        fc.constantFrom(...kinds),
        fc.constant(text),
        fc.tuple(fc.constantFrom(...kinds), fc.constantFrom(...kinds)).map(([a, b]) => fc.oneof(a, b)),
      ),
      { minLength: 1, maxLength: 6 },
    ),
    delimiter: fc.constantFrom(",", ";", "\t"),
    rowEnd: fc.constantFrom("\n", "\n", "\r\n", "\r\n", "\r"),
    isRagged: fc.boolean(),
    mark: fc.constantFrom("", "", "\uFEFF"),
    lastEnd: fc.boolean(),
  })
  .chain(({ columns, delimiter, rowEnd, isRagged, mark, lastEnd }) => {
    const cell = (value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
      fc
        .tuple(fc.nat(11), fc.nat(7), value)
        .map(([gap, dice, content]) => (gap === 0 ? "" : gap === 1 ? '""' : written(content, dice, delimiter)));
    const row = fc
      .tuple(fc.nat(80), fc.nat(80), fc.tuple(...columns.map(cell)))
      .map(
        ([shape, end, cells]) =>
          (isRagged ? shaped(cells, shape) : cells).join(delimiter) + (end === 0 ? "\n" : rowEnd),
      );
    const header = columns.map((_, index) => `name ${index}`).join(delimiter);
    return fc.array(row, { minLength: 1, maxLength: 60 }).map((rows) => {
      const all = mark + header + rowEnd + rows.join("");
      return lastEnd ? all : all.replace(/[\r\n]+$/, "");
    });
  });
