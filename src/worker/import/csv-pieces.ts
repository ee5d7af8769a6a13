import type { CsvColumn, CsvSyntax } from "../import-protocol.ts";
import { CsvCells } from "./csv-cells.ts";
import { CsvColumns } from "./csv-columns.ts";
import type { CsvDialect, CsvTokenizer } from "./csv-tokenizer.ts";

/** The database takes a piece in one slice: so many cells take it some 40 ms. */
const MAX_CELLS = 1_000_000;

/** Reads a file piece by piece, each beginning where the one before ended. */
export class CsvPieces {
  readonly #tokenizer: CsvTokenizer;
  readonly #cells: CsvCells;
  readonly #columns: CsvColumns;
  readonly #dialect: CsvDialect;

  constructor(tokenizer: CsvTokenizer, dialect: CsvDialect, columns: number) {
    this.#tokenizer = tokenizer;
    this.#columns = new CsvColumns(dialect.quote);
    this.#dialect = dialect;
    const reader = { readRows: (rows: number) => this.#columns.read(this.#cells, rows) };
    this.#cells = new CsvCells(columns, { maxCells: MAX_CELLS, reader });
  }

  get columnCount(): number {
    return this.#cells.columns;
  }

  get rows(): number {
    return this.#cells.rows;
  }

  get longestRow(): number {
    return this.#cells.longestRow;
  }

  /** Holds what DuckDB's reader refuses but is clear. */
  get irregular(): boolean {
    return this.#tokenizer.irregular || this.#cells.irregular;
  }

  /** Of the piece as it is. */
  get syntax(): CsvSyntax {
    const { delimiter, quote, escape } = this.#dialect;
    const character = (byte: number): string => (byte === 0 ? "" : String.fromCharCode(byte));
    return {
      delimiter: character(delimiter),
      quote: character(quote),
      escape: character(escape),
      newline: this.#tokenizer.newline,
    };
  }

  column(index: number): Omit<CsvColumn, "name"> {
    return { type: this.#columns.type(index), quotedEmpty: this.#cells.hasQuotedEmpty(index) };
  }

  /** Reads rows of `bytes` and returns the end of the last one; with `last` the bytes end the file. */
  read(bytes: Uint8Array, last: boolean): number {
    this.#tokenizer.startBlock();
    this.#cells.startPiece(bytes);
    this.#columns.startPiece();
    const end = this.#tokenizer.readCells(bytes, last, this.#cells);
    this.#columns.read(this.#cells, this.#cells.rows);
    return end;
  }

  /** The rows as one Arrow IPC stream in the columns' types; null when only the database can read them. */
  ipc(firstId: number): Uint8Array<ArrayBuffer> | null {
    const { quote, escape } = this.#dialect;
    if (quote !== escape || this.#cells.miscounted) return null;
    return this.#columns.ipc(firstId, this.#cells.rows);
  }
}
