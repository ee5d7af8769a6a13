import type { CsvSyntax } from "../import-protocol.ts";
import type { CsvCells } from "./csv-cells.ts";
import { CsvPlainRows, NOT_PLAIN } from "./csv-plain-rows.ts";
import { ImportError } from "./import-error.ts";

export interface CsvDialect {
  /** Byte values; `quote` 0: nothing is quoted. */
  readonly delimiter: number;
  readonly quote: number;
  /** Equal to `quote` where quotes are doubled, else a backslash. */
  readonly escape: number;
  /** Ends rows: `\n`, also after `\r`; or `\r` alone. */
  readonly newline: number;
}

export interface CsvVisitor {
  /** A row starts, or the incomplete row that ended the former block starts again. */
  begin(): void;
  /** Content is bytes `[start, end)`; `escaped`: with escapes in it. */
  field(start: number, end: number, quoted: boolean, escaped: boolean): void;
  /** The row ends before `end`; false stops. */
  row(end: number): boolean;
}

/** Whole rows of CSV in blocks of bytes. Follows DuckDB's reader in what it takes for a quote. */
export class CsvTokenizer {
  /** Of the first row that was not visited, from 1. */
  line = 1;
  /** Holds what DuckDB's reader refuses but is clear: row ends of several kinds, a lone `\r` in a value. */
  irregular = false;

  readonly #dialect: CsvDialect;
  readonly #special = new Uint8Array(256);
  readonly #plainRows: CsvPlainRows;
  /** Of the block: 10, 13, or 1310 for both. */
  #usualEnd = 0;
  #escaped = false;
  #newlines = 0;

  constructor(dialect: CsvDialect) {
    this.#dialect = dialect;
    for (const byte of [dialect.delimiter, 10, 13]) this.#special[byte] = 1;
    this.#plainRows = new CsvPlainRows(dialect);
  }

  /** Ends the rows of the block. */
  get newline(): CsvSyntax["newline"] {
    if (this.#usualEnd === 1310) return "\r\n";
    return this.#usualEnd === 13 ? "\r" : "\n";
  }

  /** A block begins, in which rows should end alike. */
  startBlock(): void {
    this.#usualEnd = 0;
    this.irregular = false;
  }

  /** As `read`, but plain rows without a call for each value. */
  readCells(bytes: Uint8Array, last: boolean, cells: CsvCells): number {
    const plainEnd = bytes.lastIndexOf(10) + 1;
    let at = 0;
    while (at < bytes.length && !cells.isFull) {
      const plain = at < plainEnd ? this.#plainRows.read(bytes, at, this.#usualEnd, cells) : NOT_PLAIN;
      if (plain !== NOT_PLAIN) {
        this.line++;
        at = plain;
        cells.plainRow(at);
        continue;
      }
      const next = this.read(bytes, at, bytes.length, last, cells);
      if (next === at) return at;
      at = next;
    }
    return at;
  }

  /** Returns the end of the last row that is complete; with `last` the bytes are the end of the file. */
  read(bytes: Uint8Array, start: number, end: number, last: boolean, visitor: CsvVisitor): number {
    const { delimiter, quote } = this.#dialect;
    let at = start;
    let rowStart = start;
    let line = this.line;
    let column = 0;
    visitor.begin();
    while (at < end || (column > 0 && last)) {
      const content = quote !== 0 && at < end ? this.#quoteStart(bytes, at, end) : -1;
      if (content >= 0) {
        const closed = this.#closingQuote(bytes, content, end);
        // At the end of a block it may be the first half of a doubled quote.
        if (closed + 1 >= end && !last) return rowStart;
        if (closed === end) throw unclosed(line, column);
        visitor.field(content, closed, true, this.#escaped);
        line += this.#newlines;
        at = closed + 1;
        while (at < end && bytes[at] === 32) at++;
        const next = bytes[at];
        if (at < end && next !== delimiter && next !== 10 && next !== 13) throw trailing(line, column, bytes, at);
      } else {
        const from = at;
        at = this.#fieldEnd(bytes, at, end, last);
        if (at >= end && !last) return rowStart;
        visitor.field(from, at, false, false);
      }
      column++;
      if (at < end && bytes[at] === delimiter) {
        at++;
        continue;
      }
      if (at >= end && !last) return rowStart;
      const next = this.#rowEnd(bytes, at, end, last);
      if (next < 0) return rowStart;
      at = next;
      line++;
      this.line = line;
      rowStart = at;
      column = 0;
      if (!visitor.row(at)) return at;
      if (at < end) visitor.begin();
    }
    return rowStart;
  }

  /** Start of the content when a quoted value starts at `at`, spaces before the quote allowed; else -1. */
  #quoteStart(bytes: Uint8Array, at: number, end: number): number {
    while (at < end && bytes[at] === 32 && this.#dialect.delimiter !== 32) at++;
    return bytes[at] === this.#dialect.quote ? at + 1 : -1;
  }

  #closingQuote(bytes: Uint8Array, at: number, end: number): number {
    const { quote, escape } = this.#dialect;
    this.#escaped = false;
    this.#newlines = 0;
    for (; at < end; at++) {
      const byte = bytes[at];
      if (byte === quote) {
        if (escape !== quote || bytes[at + 1] !== quote || at + 1 >= end) return at;
        this.#escaped = true;
        at++;
      } else if (byte === escape) {
        this.#escaped = true;
        at++;
      } else if (byte === 10) this.#newlines++;
    }
    return end;
  }

  #fieldEnd(bytes: Uint8Array, at: number, end: number, last: boolean): number {
    const special = this.#special;
    const newline = this.#dialect.newline;
    for (;;) {
      while (at < end && special[bytes[at] as number] === 0) at++;
      if (at >= end || bytes[at] !== 13 || newline === 13) return at;
      if (at + 1 >= end ? !last : bytes[at + 1] === 10) return at;
      if (at + 1 >= end) return at;
      this.irregular = true;
      at++;
    }
  }

  /** Behind the row end at `at`, or -1 when the block ends before that is known. */
  #rowEnd(bytes: Uint8Array, at: number, end: number, last: boolean): number {
    if (at >= end) return end;
    const paired = bytes[at] === 13 && bytes[at + 1] === 10 && at + 1 < end;
    if (bytes[at] === 13 && at + 1 >= end && !last) return -1;
    const kind = paired ? 1310 : (bytes[at] as number);
    if (this.#usualEnd === 0) this.#usualEnd = kind;
    else if (kind !== this.#usualEnd) this.irregular = true;
    return at + (paired ? 2 : 1);
  }
}

function unclosed(line: number, column: number): ImportError {
  return new ImportError(
    "invalid-input",
    `line ${line}, column ${column + 1}: the quote that opens this value is never closed. Close it, or double quotes that belong to a value ("").`,
  );
}

function trailing(line: number, column: number, bytes: Uint8Array, at: number): ImportError {
  const found = new TextDecoder().decode(bytes.subarray(at, at + 12)).split(/[\r\n]/)[0] ?? "";
  return new ImportError(
    "invalid-input",
    `line ${line}, column ${column + 1}: found ${JSON.stringify(found)} after a closing quote, expected a delimiter or the end of the line. Double quotes that belong to a value ("").`,
  );
}

/** The text of a field as its row was visited. */
export function fieldText(
  bytes: Uint8Array,
  start: number,
  end: number,
  escaped: boolean,
  dialect: CsvDialect,
): string {
  const text = decoder.decode(bytes.subarray(start, end));
  if (!escaped) return text;
  return dialect.escape === dialect.quote
    ? text.replaceAll(String.fromCharCode(dialect.quote).repeat(2), String.fromCharCode(dialect.quote))
    : text.replace(/\\([^])/g, "$1");
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
