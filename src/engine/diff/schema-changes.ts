import type { Column } from "../schema.ts";
import type { SchemaChange } from "./diff-types.ts";

/** What became of the columns, in the order of the present table, then of the base. */
export function schemaChanges(base: readonly Column[], present: readonly Column[]): SchemaChange[] {
  const former = new Map(base.map((column) => [column.id, column]));
  const kept = new Set(present.map(({ id }) => id));
  const changes = present.flatMap((column): SchemaChange[] => {
    const before = former.get(column.id);
    const { name } = column;
    if (!before) return [{ kind: "added", name, before: null }];
    return [
      ...(before.name === name ? [] : [{ kind: "renamed", name, before: before.name } as const]),
      ...(before.type === column.type ? [] : [{ kind: "cast", name, before: before.type } as const]),
    ];
  });
  const dropped = base.filter(({ id }) => !kept.has(id));
  return [...changes, ...dropped.map(({ name, type }) => ({ kind: "dropped" as const, name, before: type }))];
}
