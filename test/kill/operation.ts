import type { TransformStep } from "../../src/engine/changes/transform-types.ts";
import { ModelTable, type ModelColumn } from "../browser/engine/model-table.ts";

/** A value as JSON carries it; numbers are whole. */
export type Value = number | string | null;

export interface CellWrite {
  readonly row: number;
  readonly column: string;
  readonly value: Value;
}

/** What a page is told to do, and what a model of the table does with it. */
export type Operation =
  | { readonly kind: "load"; readonly columns: readonly ModelColumn[]; readonly rows: readonly (readonly Value[])[] }
  | ({ readonly kind: "set" } & CellWrite)
  | { readonly kind: "paste"; readonly row: number; readonly column: number; readonly lines: readonly Value[][] }
  | { readonly kind: "append"; readonly objects: readonly Readonly<Record<string, Value>>[] }
  | { readonly kind: "delete"; readonly rows: readonly number[] }
  | { readonly kind: "transform"; readonly step: TransformStep; readonly effect: Effect }
  | { readonly kind: "undo" | "redo" | "save" };

/** What a transform does, in the words of the model. */
export type Effect =
  | { readonly kind: "increment"; readonly column: string; readonly divisor: number }
  | { readonly kind: "mark"; readonly column: string }
  | { readonly kind: "delete"; readonly column: string; readonly divisor: number; readonly rest: number }
  | { readonly kind: "add"; readonly column: ModelColumn; readonly from: string }
  | { readonly kind: "drop"; readonly column: string }
  | { readonly kind: "rename"; readonly column: string; readonly to: string };

const cellOf = (value: Value): bigint | string | null => (typeof value === "number" ? BigInt(value) : value);

export function newModel(columns: readonly ModelColumn[], rows: readonly (readonly Value[])[]): ModelTable {
  return new ModelTable(
    columns,
    rows.map((row) => row.map(cellOf)),
  );
}

/** The model after the operation: mostly the same object. */
export function applyTo(model: ModelTable, operation: Operation): ModelTable {
  switch (operation.kind) {
    case "load":
      return newModel(operation.columns, operation.rows);
    case "set":
      model.write([{ ...operation, value: cellOf(operation.value) }]);
      return model;
    case "paste":
      model.write(pastedCells(model, operation));
      return model;
    case "append":
      model.append(
        operation.objects.map((object) =>
          Object.fromEntries(Object.entries(object).map(([name, value]) => [name, cellOf(value)])),
        ),
      );
      return model;
    case "delete":
      model.delete((_, row) => operation.rows.includes(row));
      return model;
    case "transform":
      transform(model, operation.effect);
      return model;
    case "undo":
      model.undo();
      return model;
    case "redo":
      model.redo();
      return model;
    case "save":
      return model;
  }
}

function pastedCells(
  { columns }: ModelTable,
  { row, column, lines }: Extract<Operation, { kind: "paste" }>,
): { row: number; column: string; value: bigint | string | null }[] {
  return lines.flatMap((line, down) =>
    line.map((value, right) => ({
      row: row + down,
      column: columns[column + right]?.name ?? "",
      value: cellOf(value),
    })),
  );
}

function transform(model: ModelTable, effect: Effect): void {
  switch (effect.kind) {
    case "increment": {
      const divisor = BigInt(effect.divisor);
      model.update(effect.column, ({ [effect.column]: cell }) =>
        typeof cell === "bigint" && cell % divisor === 0n ? cell + 1n : (cell ?? null),
      );
      break;
    }
    case "mark":
      model.update(effect.column, ({ [effect.column]: cell }) => (cell ?? null) && `${cell}!`);
      break;
    case "delete": {
      const [divisor, rest] = [BigInt(effect.divisor), BigInt(effect.rest)];
      model.delete(({ [effect.column]: cell }) => typeof cell === "bigint" && cell % divisor === rest);
      break;
    }
    case "add":
      model.addColumn(effect.column, ({ [effect.from]: cell }) => cell ?? null);
      break;
    case "drop":
      model.dropColumn(effect.column);
      break;
    case "rename":
      model.renameColumn(effect.column, effect.to);
      break;
  }
}
