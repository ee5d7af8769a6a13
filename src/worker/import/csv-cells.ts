import type { CsvVisitor } from "./csv-tokenizer.ts";
import { withRoomFor } from "./growing-array.ts";

/** Written into `starts` for a value that is not there, or is empty without quotes. */
export const MISSING = -1;

/** Rows are read while their bytes are still in the processor's cache. */
const BATCH_CELLS = 1 << 14;

export interface CsvRowReader {
  /** Rows up to `rows` are complete. */
  readRows(rows: number): void;
}

/** Where the values of a piece's rows are in its bytes: what a `CsvTokenizer` finds. */
export class CsvCells implements CsvVisitor {
  bytes: Uint8Array = new Uint8Array();
  rows = 0;
  /** Bytes of the longest row. */
  longestRow = 0;
  /** A row ends in more than one empty value too many: clear, but DuckDB's reader refuses it. */
  irregular = false;
  /** The number of rows is not what it would be, had the number of columns been known before. */
  miscounted = false;
  /** By row, then by column: the first byte of a value, or `MISSING`. */
  starts = new Int32Array(0);
  /** Behind the last byte; its complement (`~`) where the value has escapes in it. */
  ends = new Int32Array(0);
  /** The first of the next row. */
  nextCell = 0;

  readonly #maxCells: number;
  readonly #reader: CsvRowReader;
  #columns: number;
  /** Of all pieces. */
  #quotedEmpty = new Uint8Array(16);
  #column = 0;
  #rowStart = 0;
  #contentEnd = 0;
  #surplus = 0;
  #blankRows = 0;
  #batchEnd = 0;

  /** Rows end with the one that brings the piece to `maxCells`. */
  constructor(columns: number, options: { maxCells: number; reader: CsvRowReader }) {
    this.#columns = columns;
    this.#maxCells = options.maxCells;
    this.#reader = options.reader;
  }

  /** Grows when a row has more values than any before it. */
  get columns(): number {
    return this.#columns;
  }

  get isFull(): boolean {
    return this.nextCell >= this.#maxCells;
  }

  /** A value of the column, in any piece so far, is empty in quotes. */
  hasQuotedEmpty(column: number): boolean {
    return this.#quotedEmpty[column] === 1;
  }

  startPiece(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.rows = 0;
    this.longestRow = 0;
    this.irregular = false;
    this.miscounted = false;
    this.nextCell = 0;
    this.#rowStart = 0;
    this.#blankRows = 0;
    this.#batchEnd = this.#batchRows();
    this.#reserve(this.#columns);
  }

  begin(): void {
    this.#column = 0;
    this.#surplus = 0;
  }

  field(start: number, end: number, quoted: boolean, escaped: boolean): void {
    const column = this.#column++;
    this.#contentEnd = end;
    if (column >= this.#columns && !this.#grow(column, end > start || quoted)) return;
    const cell = this.nextCell + column;
    if (start === end && quoted) this.#quotedEmpty[column] = 1;
    this.starts[cell] = start === end && !quoted ? MISSING : start;
    this.ends[cell] = escaped ? ~end : end;
  }

  row(end: number): boolean {
    const isBlank = this.#column === 1 && this.#contentEnd === this.#rowStart;
    if (this.#surplus > 1) this.irregular = true;
    if (isBlank) this.#blankRows++;
    if (isBlank && this.#columns > 1) {
      this.#rowStart = end;
      return false;
    }
    if (this.#column < this.#columns) {
      this.starts.fill(MISSING, this.nextCell + this.#column, this.nextCell + this.#columns);
    }
    this.plainRow(end);
    return false;
  }

  plainRow(end: number): void {
    if (end - this.#rowStart > this.longestRow) this.longestRow = end - this.#rowStart;
    this.#rowStart = end;
    this.nextCell += this.#columns;
    this.rows++;
    this.#reserve(this.nextCell + this.#columns);
    if (this.rows !== this.#batchEnd) return;
    this.#reader.readRows(this.rows);
    this.#batchEnd += this.#batchRows();
  }

  #batchRows(): number {
    return Math.max(1, Math.floor(BATCH_CELLS / this.#columns));
  }

  #reserve(cells: number): void {
    this.starts = withRoomFor(this.starts, cells);
    this.ends = withRoomFor(this.ends, cells);
  }

  #grow(column: number, hasValue: boolean): boolean {
    if (!hasValue) {
      this.#surplus++;
      return false;
    }
    this.#surplus = 0;
    // Of blank rows nothing is left in a table of several columns.
    if (this.#columns === 1 && this.#blankRows > 0) this.miscounted = true;
    this.#widen(column + 1);
    this.#quotedEmpty = withRoomFor(this.#quotedEmpty, column + 1);
    return true;
  }

  #widen(columns: number): void {
    const { starts, ends } = this;
    const before = this.#columns;
    this.#columns = columns;
    this.nextCell = this.rows * columns;
    this.starts = new Int32Array(this.nextCell + columns).fill(MISSING);
    this.ends = new Int32Array(this.starts.length);
    for (let row = 0; row <= this.rows; row++) {
      const cells = [row * before, (row + 1) * before] as const;
      this.starts.set(starts.subarray(...cells), row * columns);
      this.ends.set(ends.subarray(...cells), row * columns);
    }
  }
}
