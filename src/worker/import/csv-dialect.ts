import { CsvTokenizer, type CsvDialect, type CsvVisitor, fieldText } from "./csv-tokenizer.ts";
import { ImportError } from "./import-error.ts";
import { ANY, classify } from "./value-classes.ts";

const QUOTE = 34;
const BACKSLASH = 92;
/** Comma, tab, semicolon, pipe. */
const TAB = 9;
const DELIMITERS = [44, TAB, 59, 124];
const SAMPLE_ROWS = 100;

export interface HeadField {
  readonly text: string;
  readonly quoted: boolean;
  readonly classes: number;
}

/**
 * The dialect in which the first rows have the same number of columns, at best more than one. `delimiter` is given
 * for a format that fixes it.
 */
export function detectDialect(head: Uint8Array, last: boolean, delimiter?: number): CsvDialect {
  const newline = detectNewline(head);
  const escapes = possibleEscapes(head);
  const candidates = (delimiter === undefined ? DELIMITERS : [delimiter]).flatMap((byte) =>
    escapes.map((escape): CsvDialect => ({ delimiter: byte, quote: QUOTE, escape, newline })),
  );
  // Tab-separated files often have no quoting at all, and lone quotes in their values.
  if (delimiter === undefined || delimiter === TAB) candidates.push({ delimiter: TAB, quote: 0, escape: 0, newline });
  const scores = candidates.map((candidate) => consistency(head, last, candidate));
  return candidates[scores.indexOf(Math.max(...scores))] ?? { delimiter: 44, quote: QUOTE, escape: QUOTE, newline };
}

/** The first rows as text; no more than `limit`. */
export function readHead(head: Uint8Array, last: boolean, dialect: CsvDialect, limit: number): HeadField[][] {
  const rows: HeadField[][] = [];
  collectRows(head, last, dialect, { rows, limit });
  return rows;
}

function collectRows(
  head: Uint8Array,
  last: boolean,
  dialect: CsvDialect,
  { rows, limit }: { rows: HeadField[][]; limit: number },
): void {
  let fields: HeadField[] = [];
  const visitor: CsvVisitor = {
    begin: () => void (fields = []),
    field(start, end, quoted, escaped) {
      const classes = start === end ? ANY : classify(head, start, end);
      fields.push({ text: fieldText(head, start, end, escaped, dialect), quoted, classes });
    },
    row() {
      const blank = fields.length === 1 && fields[0]?.text === "" && !fields[0].quoted;
      if (!blank || rows.some((row) => row.length === 1)) rows.push(fields);
      return rows.length < limit;
    },
  };
  new CsvTokenizer(dialect).read(head, 0, head.length, last, visitor);
}

/**
 * Whether the first row names the columns: it has a text where a column is of another type, or, among texts only,
 * nothing that looks like data.
 */
export function hasHeader(rows: readonly (readonly HeadField[])[]): boolean {
  const [first, ...others] = rows;
  if (!first) return false;
  const isData = (field: HeadField): boolean => field.text !== "" && field.classes !== 0;
  const typed = first.map((_, column) => {
    const values = others.map((row) => row[column]).filter((field) => field && field.text !== "");
    return values.length > 0 ? values.reduce((mask, field) => mask & (field?.classes ?? 0), ANY) : 0;
  });
  const misfit = first.some((field, column) => field.text !== "" && typed[column] && !(field.classes & typed[column]));
  if (misfit) return true;
  return !first.some(isData) && (typed.every((mask) => mask === 0) || first.some((field) => field.text !== ""));
}

/** Points for columns that agree from row to row; fewer where the quotes do not work out. */
function consistency(head: Uint8Array, last: boolean, dialect: CsvDialect): number {
  const { counts, rows, faultless } = countFields(head, last, dialect);
  const [columns, agreeing] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [1, 0];
  const score = columns === 1 ? 1 : 1 + (agreeing / rows) * (10 + Math.log(columns));
  return faultless ? score : score / 2;
}

/** How many of the first rows have how many fields; blank lines count only where rows of one field do. */
function countFields(
  head: Uint8Array,
  last: boolean,
  dialect: CsvDialect,
): { counts: Map<number, number>; rows: number; faultless: boolean } {
  const counts = new Map<number, number>();
  let rows = 0;
  let fields = 0;
  let isBlank = true;
  const visitor: CsvVisitor = {
    begin() {
      fields = 0;
      isBlank = true;
    },
    field(start, end, quoted) {
      fields++;
      if (end > start || quoted) isBlank = false;
    },
    row() {
      if (fields === 1 && isBlank && !counts.has(1)) return true;
      counts.set(fields, (counts.get(fields) ?? 0) + 1);
      rows++;
      return rows < SAMPLE_ROWS;
    },
  };
  try {
    new CsvTokenizer(dialect).read(head, 0, head.length, last, visitor);
    return { counts, rows, faultless: true };
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    return { counts, rows, faultless: false };
  }
}

function detectNewline(head: Uint8Array): number {
  const feed = head.indexOf(10);
  const carriage = head.indexOf(13);
  return feed < 0 && carriage >= 0 ? 13 : 10;
}

/**
 * A backslash where `\"` is seen before any doubled quote inside a value, else a quote. `\""` is a backslash and a doubled
 * quote, unless the value ends there: then it may be either.
 */
function possibleEscapes(head: Uint8Array): number[] {
  let isOpen = false;
  for (let at = head.indexOf(BACKSLASH); at >= 0; at = head.indexOf(BACKSLASH, at + 2)) {
    const next = head[at + 2];
    if (head[at + 1] !== QUOTE || endsField(next)) continue;
    if (next !== QUOTE) return [BACKSLASH];
    if (!endsField(head[at + 3])) return [QUOTE];
    isOpen = true;
  }
  return isOpen ? [BACKSLASH, QUOTE] : [QUOTE];
}

function endsField(byte: number | undefined): boolean {
  return byte === undefined || DELIMITERS.includes(byte) || byte === 10 || byte === 13;
}
