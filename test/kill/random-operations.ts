import type { TransformStep } from "../../src/engine/changes/transform-types.ts";
import type { ModelColumn, ModelTable } from "../browser/engine/model-table.ts";
import { Random } from "../simulator/random.ts";
import { applyTo, type CellWrite, type Effect, type Operation, type Value } from "./operation.ts";

const COLUMNS: readonly ModelColumn[] = [
  { name: "n", type: "BIGINT" },
  { name: "m", type: "BIGINT" },
  { name: "text", type: "VARCHAR" },
  { name: 'it\'s "odd"', type: "VARCHAR" },
];

const ROWS = 2000;
const FEWEST_ROWS = 500;
const FEWEST_COLUMNS = 3;
const MOST_COLUMNS = 8;
/** Rows and columns that a page shows without scrolling. */
const SHOWN_ROWS = 6;
const MOST_EDITS_AT_ONCE = 6;

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A table to begin with. */
export function newTable(seed: number): Extract<Operation, { kind: "load" }> {
  const random = new Random(seed);
  const rows = Array.from({ length: ROWS }, (_, row) => [
    row,
    random.below(1000),
    `text ${row}`,
    random.chance(0.1) ? null : "x",
  ]);
  return { kind: "load", columns: COLUMNS, rows };
}

/** Random operations on a table, in bursts: a page starts those of a burst without waiting for one another. */
export class RandomOperations {
  readonly #random: Random;
  readonly #mostPadding: number;
  #model: ModelTable;
  #names: number;

  /**
   * `model` is used up: it becomes the table after the operations. `mostPadding`: of characters that texts are made
   * longer by, to fill a disk.
   */
  constructor(seed: number, model: ModelTable, { mostPadding = 0 } = {}) {
    this.#random = new Random(seed);
    this.#mostPadding = mostPadding;
    this.#model = model;
    this.#names = seed % 1_000_000_000;
  }

  bursts(count: number): Operation[][] {
    return Array.from({ length: count }, () => this.#burst());
  }

  #burst(): Operation[] {
    const kind = this.#random.below(100);
    if (kind < 50) {
      return Array.from({ length: 1 + this.#random.below(MOST_EDITS_AT_ONCE) }, () => this.#did(this.#set()));
    }
    return [this.#did(this.#lone(kind))];
  }

  #did(operation: Operation): Operation {
    this.#model = applyTo(this.#model, operation);
    return operation;
  }

  #lone(kind: number): Operation {
    if (this.#model.rowCount < FEWEST_ROWS || kind < 51) return newTable(this.#random.seed());
    if (kind < 58) return this.#paste();
    if (kind < 68) return { kind: "append", objects: this.#some(5, () => this.#object()) };
    if (kind < 76) return { kind: "delete", rows: this.#some(5, () => this.#random.below(this.#model.rowCount)) };
    if (kind < 82) return { kind: "undo" };
    if (kind < 85) return { kind: "redo" };
    if (kind < 92) return { kind: "save" };
    return this.#transform();
  }

  #set(): Operation {
    return { kind: "set", ...this.#write() };
  }

  #write(): CellWrite {
    const column = this.#random.pick(this.#model.columns);
    return { row: this.#random.below(this.#model.rowCount), column: column.name, value: this.#value(column) };
  }

  #paste(): Operation {
    const { columns } = this.#model;
    const column = this.#random.below(columns.length);
    const width = 1 + this.#random.below(columns.length - column);
    const lines = this.#some(3, () => columns.slice(column, column + width).map((each) => this.#uniqueValue(each)));
    return { kind: "paste", row: this.#random.below(SHOWN_ROWS), column, lines };
  }

  #object(): Record<string, Value> {
    const named = this.#model.columns.filter(() => this.#random.chance(0.8));
    return Object.fromEntries(named.map((column) => [column.name, this.#value(column)]));
  }

  #transform(): Operation {
    const effect = this.#effect();
    return { kind: "transform", step: stepOf(effect, this.#random.chance(0.2)), effect };
  }

  #effect(): Effect {
    const { columns } = this.#model;
    const numbers = columns.filter(({ type }) => type === "BIGINT");
    const column = this.#random.pick(columns);
    const number = numbers.length > 0 ? this.#random.pick(numbers).name : null;
    const kind = this.#random.below(10);
    if (kind === 0 && columns.length > FEWEST_COLUMNS) return { kind: "drop", column: column.name };
    if (kind <= 1 && columns.length < MOST_COLUMNS) {
      return { kind: "add", column: { name: this.#name(), type: column.type }, from: column.name };
    }
    if (kind === 2) return { kind: "rename", column: column.name, to: this.#name() };
    if (kind === 3 && number !== null) {
      return { kind: "delete", column: number, divisor: 53, rest: this.#random.below(53) };
    }
    if (column.type === "VARCHAR") return { kind: "mark", column: column.name };
    return { kind: "increment", column: column.name, divisor: 2 + this.#random.below(5) };
  }

  #value(column: ModelColumn): Value {
    if (this.#random.chance(0.1)) return null;
    if (column.type === "VARCHAR" && this.#random.chance(0.2)) return `it's "odd" — ü\n${this.#random.below(1000)}`;
    return this.#uniqueValue(column);
  }

  #uniqueValue({ type }: ModelColumn): Value {
    const number = ++this.#names;
    return type === "BIGINT" ? number : `t${number}${this.#padding()}`;
  }

  /** Nothing that could be compressed much. */
  #padding(): string {
    if (this.#mostPadding === 0) return "";
    const pieces = Math.ceil(this.#random.below(this.#mostPadding) / 10);
    return Array.from({ length: pieces }, () => this.#random.next().toString(36).slice(2, 12)).join("");
  }

  #name(): string {
    return `column ${++this.#names}`;
  }

  #some<T>(most: number, make: () => T): T[] {
    return Array.from({ length: 1 + this.#random.below(most) }, make);
  }
}

/** `isVolatile`: by an expression that has no other result the second time, though DuckDB cannot know. */
function stepOf(effect: Effect, isVolatile: boolean): TransformStep {
  switch (effect.kind) {
    case "increment": {
      const column = quote(effect.column);
      const expression = isVolatile ? `CASE WHEN random() < 2 THEN ${column} + 1 END` : `${column} + 1`;
      return { op: "update", column: effect.column, expression, where: `${column} % ${effect.divisor} = 0` };
    }
    case "mark":
      return { op: "update", column: effect.column, expression: `${quote(effect.column)} || '!'` };
    case "delete":
      return { op: "delete", where: `${quote(effect.column)} % ${effect.divisor} = ${effect.rest}` };
    case "add":
      return { op: "add-column", name: effect.column.name, type: effect.column.type, expression: quote(effect.from) };
    case "drop":
      return { op: "drop-column", name: effect.column };
    case "rename":
      return { op: "rename-column", name: effect.column, to: effect.to };
  }
}
