import { type Data, Field, Int64, makeData, RecordBatch, RecordBatchStreamWriter, Schema, Struct } from "apache-arrow";
import { CsvBooleanColumn } from "./csv-boolean-column.ts";
import type { CsvCells } from "./csv-cells.ts";
import type { CsvColumnBuilder } from "./csv-column-builder.ts";
import { CsvDoubleColumn } from "./csv-double-column.ts";
import { CsvHugeintColumn } from "./csv-hugeint-column.ts";
import { CsvIntegerColumn } from "./csv-integer-column.ts";
import { CsvTextColumn } from "./csv-text-column.ts";
import { CsvDateColumn, CsvTimeColumn, CsvTimestampColumn } from "./csv-time-columns.ts";
import { Int64Array } from "./int64-array.ts";
import { ANY, classify, typeOfClasses } from "./value-classes.ts";

/** The columns of a file: the types that the values read so far allow, and the present piece's values in them. */
export class CsvColumns {
  readonly #quote: number;
  readonly #columns: CsvColumn[] = [];
  readonly #ids = new Int64Array();

  /** `quote` is what stands for itself where it is doubled. */
  constructor(quote: number) {
    this.#quote = quote;
  }

  type(column: number): string {
    return typeOfClasses(this.#columns[column]?.classes ?? ANY);
  }

  startPiece(): void {
    for (const column of this.#columns) column.clear();
  }

  /** Up to the row `rows`. */
  read(cells: CsvCells, rows: number): void {
    for (let index = 0; index < cells.columns; index++) {
      this.#columns[index] ??= new CsvColumn(this.#quote);
      this.#columns[index]?.read(cells, index, rows);
    }
  }

  /** The piece's rows, which were all read, as one Arrow IPC stream; null when only the database can read them. */
  ipc(firstId: number, rows: number): Uint8Array<ArrayBuffer> | null {
    const children = [this.#idData(firstId, rows), ...this.#columns.map((column) => column.data(rows))];
    if (!children.every((child) => child !== null)) return null;
    const fields = children.map(({ type }, index) => new Field(index === 0 ? "__pt_id" : `c${index}`, type, true));
    const data = makeData({ type: new Struct(fields), length: rows, nullCount: 0, children });
    const writer = RecordBatchStreamWriter.writeAll([new RecordBatch(new Schema(fields), data)]);
    return writer.toUint8Array(true) as Uint8Array<ArrayBuffer>;
  }

  #idData(firstId: number, rows: number): Data {
    this.#ids.reserve(rows);
    for (let row = 0; row < rows; row++) this.#ids.set(row, firstId + row);
    return makeData({ type: new Int64(), length: rows, nullCount: 0, data: this.#ids.values(rows) });
  }
}

/** A column whose type is no narrower than its values allow: one that does not fit changes it, and the piece is read again. */
class CsvColumn {
  readonly #quote: number;
  #builder: CsvColumnBuilder;
  #rows = 0;

  constructor(quote: number) {
    this.#quote = quote;
    this.#builder = builderFor(ANY, quote);
  }

  get classes(): number {
    return this.#builder.classes;
  }

  clear(): void {
    this.#builder.clear();
    this.#rows = 0;
  }

  read(cells: CsvCells, column: number, rows: number): void {
    while (this.#rows < rows) {
      this.#rows = this.#builder.read(cells, column, this.#rows, rows);
      if (this.#rows === rows) return;
      const cell = this.#rows * cells.columns + column;
      const end = cells.ends[cell] as number;
      const own = classify(cells.bytes, cells.starts[cell] as number, end < 0 ? ~end : end);
      this.#builder = builderFor(this.#builder.classes & own, this.#quote);
      this.#rows = 0;
    }
  }

  data(rows: number): Data | null {
    return this.#builder.data(rows);
  }
}

function builderFor(classes: number, quote: number): CsvColumnBuilder {
  switch (typeOfClasses(classes)) {
    case "BOOLEAN":
      return new CsvBooleanColumn();
    case "BIGINT":
      return new CsvIntegerColumn(classes);
    case "HUGEINT":
      return new CsvHugeintColumn();
    case "DOUBLE":
      return new CsvDoubleColumn();
    case "DATE":
      return new CsvDateColumn();
    case "TIMESTAMP":
    case "TIMESTAMP WITH TIME ZONE":
      return new CsvTimestampColumn(classes);
    case "TIME":
      return new CsvTimeColumn();
    default:
      return new CsvTextColumn(classes, quote);
  }
}
