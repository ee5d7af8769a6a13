import type { ExactNumbers } from "./exact-numbers.ts";
import { columnType, convert } from "./column-conversion.ts";
import { type EncodedColumn, encodeValues } from "./json-values.ts";

interface ObjectColumn {
  readonly name: string;
  /** By chunk; absent where no object of the chunk has the property. */
  readonly chunks: (EncodedColumn | undefined)[];
  /** Of the chunk that is being collected. */
  values: unknown[] | null;
}

/** Objects turned into columns, a chunk at a time. The types are known at the end, when every value has been seen. */
export class ObjectColumns {
  readonly #numbers: ExactNumbers;
  readonly #columns: ObjectColumn[] = [];
  readonly #byName = new Map<string, ObjectColumn>();
  readonly #chunkRows: number[] = [];

  constructor(numbers: ExactNumbers) {
    this.#numbers = numbers;
  }

  get names(): string[] {
    return this.#columns.map((column) => column.name);
  }

  get chunkRows(): readonly number[] {
    return this.#chunkRows;
  }

  addChunk(objects: readonly object[]): void {
    for (let row = 0; row < objects.length; row++) {
      this.#addRow(objects[row] as Record<string, unknown>, row, objects.length);
    }
    const chunk = this.#chunkRows.length;
    for (const column of this.#columns) {
      if (column.values) column.chunks[chunk] = encodeValues(column.values, this.#numbers);
      column.values = null;
    }
    this.#chunkRows.push(objects.length);
  }

  /** DuckDB types that hold every value of each column exactly. */
  types(): string[] {
    return this.#columns.map((column) => columnType(column.chunks));
  }

  chunk(chunk: number): EncodedColumn[] {
    const rows = this.#chunkRows[chunk] ?? 0;
    return this.#columns.map((column) => column.chunks[chunk] ?? { kind: "null", rows });
  }

  /** The chunk's columns in those types. The chunk is forgotten. */
  takeChunk(chunk: number, types: readonly string[]): EncodedColumn[] {
    return this.chunk(chunk).map((encoded, index) => {
      const column = this.#columns[index];
      if (column) column.chunks[chunk] = undefined;
      return convert(encoded, types[index] ?? "VARCHAR");
    });
  }

  #addRow(object: Record<string, unknown>, row: number, rows: number): void {
    let position = 0;
    for (const name of Object.keys(object)) {
      // Objects of one list mostly have the same properties in the same order.
      const expected = this.#columns[position++];
      const column = expected?.name === name ? expected : this.#column(name);
      column.values ??= new Array<unknown>(rows).fill(null);
      column.values[row] = object[name];
    }
  }

  #column(name: string): ObjectColumn {
    const known = this.#byName.get(name);
    if (known) return known;
    const column: ObjectColumn = { name, chunks: [], values: null };
    this.#columns.push(column);
    this.#byName.set(name, column);
    return column;
  }
}
