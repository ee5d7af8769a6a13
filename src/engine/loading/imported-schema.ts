import type { ImportedColumn } from "../import/import-types.ts";
import type { Column, TableSchema } from "../schema.ts";

/** Columns of a load that takes `previous`'s place: a column that keeps its name keeps its id, and so its width and place. */
export function importedSchema(columns: readonly ImportedColumn[], previous: TableSchema): TableSchema {
  const idByName = new Map(previous.columns.map((column) => [column.name, column.id]));
  let { nextColumnId } = previous;
  const withIds = columns.map(({ name, type }): Column => {
    return { id: idByName.get(name) ?? nextColumnId++, name, type, nullable: true };
  });
  return { columns: withIds, nextColumnId };
}
