import type { CsvVisitor } from "./csv-tokenizer.ts";
import { ANY, classify, typeOfClasses } from "./value-classes.ts";

/** What the rows seen so far allow each column to be; reads blocks through a `CsvTokenizer`. */
export class CsvProfile implements CsvVisitor {
  rows = 0;
  longestRow = 0;
  /** A row ends in more than one empty value too many: clear, but DuckDB's reader refuses it. */
  irregular = false;

  #bytes: Uint8Array = new Uint8Array();
  #columns: number;
  /** Common classes of a column's values; `ANY` while it has none. */
  #masks: Uint8Array;
  #quotedEmpty: Uint8Array;
  #column = 0;
  #rowStart = 0;
  #contentEnd = 0;
  #surplus = 0;

  constructor(columns: number) {
    this.#columns = columns;
    this.#masks = new Uint8Array(Math.max(16, columns)).fill(ANY);
    this.#quotedEmpty = new Uint8Array(this.#masks.length);
  }

  /** Grows when a row has more values than any before it. */
  get columnCount(): number {
    return this.#columns;
  }

  column(index: number): { type: string; quotedEmpty: boolean } {
    return { type: typeOfClasses(this.#masks[index] ?? ANY), quotedEmpty: this.#quotedEmpty[index] === 1 };
  }

  /** `rows`, `longestRow` and `irregular` are of one block; what the columns may be is of all. */
  startBlock(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#rowStart = 0;
    this.rows = 0;
    this.longestRow = 0;
    this.irregular = false;
  }

  begin(): void {
    this.#column = 0;
    this.#surplus = 0;
  }

  field(start: number, end: number, quoted: boolean): void {
    const column = this.#column++;
    this.#contentEnd = end;
    if (column >= this.#columns && !this.#grow(column, end > start || quoted)) return;
    if (end === start) {
      if (quoted) this.#quotedEmpty[column] = 1;
      return;
    }
    const mask = this.#masks[column] as number;
    if (mask !== 0) this.#masks[column] = mask & classify(this.#bytes, start, end);
  }

  row(end: number): boolean {
    const blank = this.#column === 1 && this.#contentEnd === this.#rowStart;
    if (!blank || this.#columns === 1) this.rows++;
    if (this.#surplus > 1) this.irregular = true;
    if (end - this.#rowStart > this.longestRow) this.longestRow = end - this.#rowStart;
    this.#rowStart = end;
    return true;
  }

  #grow(column: number, hasValue: boolean): boolean {
    if (!hasValue) {
      this.#surplus++;
      return false;
    }
    this.#surplus = 0;
    this.#columns = column + 1;
    if (column >= this.#masks.length) {
      const masks = new Uint8Array(column * 2).fill(ANY);
      masks.set(this.#masks);
      this.#masks = masks;
      const quotedEmpty = new Uint8Array(masks.length);
      quotedEmpty.set(this.#quotedEmpty);
      this.#quotedEmpty = quotedEmpty;
    }
    return true;
  }
}
