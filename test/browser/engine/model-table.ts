/** A random number in [0, 1) after another; the same ones for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export type ModelType = "BIGINT" | "VARCHAR";
type Cell = bigint | string | null;

export interface ModelColumn {
  readonly name: string;
  readonly type: ModelType;
}

interface ModelRow {
  readonly id: number;
  /** By position of the column. */
  readonly cells: readonly Cell[];
}

interface ModelState {
  readonly columns: readonly ModelColumn[];
  readonly rows: readonly ModelRow[];
}

const HISTORY_STEPS = 100;

/** What a table should be after changes, undo and redo, in plain JavaScript. */
export class ModelTable {
  #state: ModelState;
  #nextRowId: number;
  #undone: ModelState[] = [];
  #redone: ModelState[] = [];

  constructor(columns: readonly ModelColumn[], rows: readonly (readonly Cell[])[]) {
    this.#state = { columns, rows: rows.map((cells, id) => ({ id, cells })) };
    this.#nextRowId = rows.length;
  }

  get columns(): readonly ModelColumn[] {
    return this.#state.columns;
  }

  get rowCount(): number {
    return this.#state.rows.length;
  }

  /** As `contentsOf` tells them. */
  get contents(): (string | null)[][] {
    return this.#state.rows.map(({ id, cells }) => [String(id), ...cells.map((cell) => cell?.toString() ?? null)]);
  }

  write(writes: readonly { row: number; column: string; value: Cell }[]): void {
    const columns = new Map(this.columns.map(({ name }, index) => [name, index]));
    const byRow = new Map<number, { column: string; value: Cell }[]>();
    for (const write of writes) byRow.set(write.row, [...(byRow.get(write.row) ?? []), write]);
    const rows = this.#state.rows.map((row, index) => {
      const cells = [...row.cells];
      for (const { column, value } of byRow.get(index) ?? []) cells[columns.get(column) ?? -1] = value;
      return cells.some((cell, position) => cell !== row.cells[position]) ? { ...row, cells } : row;
    });
    if (rows.some((row, index) => row !== this.#state.rows[index])) this.#change({ ...this.#state, rows });
  }

  append(objects: readonly Readonly<Record<string, Cell>>[]): void {
    const added = objects.map((object) => ({
      id: this.#nextRowId++,
      cells: this.columns.map(({ name }) => object[name] ?? null),
    }));
    this.#change({ ...this.#state, rows: [...this.#state.rows, ...added] });
  }

  delete(isDoomed: (cells: Readonly<Record<string, Cell>>, row: number) => boolean): void {
    const rows = this.#state.rows.filter((row, index) => !isDoomed(this.#named(row), index));
    if (rows.length < this.rowCount) this.#change({ ...this.#state, rows });
  }

  update(column: string, make: (cells: Readonly<Record<string, Cell>>) => Cell): void {
    this.write(this.#state.rows.map((row, index) => ({ row: index, column, value: make(this.#named(row)) })));
  }

  addColumn(column: ModelColumn, make: (cells: Readonly<Record<string, Cell>>) => Cell): void {
    const rows = this.#state.rows.map((row) => ({ ...row, cells: [...row.cells, make(this.#named(row))] }));
    this.#change({ columns: [...this.columns, column], rows });
  }

  dropColumn(name: string): void {
    const position = this.#position(name);
    const rows = this.#state.rows.map((row) => ({ ...row, cells: row.cells.toSpliced(position, 1) }));
    this.#change({ columns: this.columns.toSpliced(position, 1), rows });
  }

  renameColumn(name: string, to: string): void {
    const columns = this.columns.map((column) => (column.name === name ? { ...column, name: to } : column));
    this.#change({ ...this.#state, columns });
  }

  castColumn(name: string, type: ModelType): void {
    const position = this.#position(name);
    const columns = this.columns.map((column) => (column.name === name ? { ...column, type } : column));
    const rows = this.#state.rows.map((row) => {
      return { ...row, cells: row.cells.with(position, cast(row.cells[position] ?? null, type)) };
    });
    this.#change({ columns, rows });
  }

  undo(): boolean {
    const before = this.#undone.pop();
    if (!before) return false;
    this.#redone.push(this.#state);
    this.#state = before;
    return true;
  }

  redo(): boolean {
    const after = this.#redone.pop();
    if (!after) return false;
    this.#undone.push(this.#state);
    this.#state = after;
    return true;
  }

  #change(state: ModelState): void {
    this.#undone.push(this.#state);
    this.#undone = this.#undone.slice(-HISTORY_STEPS);
    this.#redone = [];
    this.#state = state;
  }

  #named(row: ModelRow): Record<string, Cell> {
    return Object.fromEntries(this.columns.map(({ name }, index) => [name, row.cells[index] ?? null]));
  }

  #position(name: string): number {
    return this.columns.findIndex((column) => column.name === name);
  }
}

function cast(cell: Cell, type: ModelType): Cell {
  if (cell === null || type === "VARCHAR") return cell?.toString() ?? null;
  return /^-?\d+$/.test(String(cell)) ? BigInt(cell) : null;
}
