/** In which columns cells may have changed, by the change that did it. */
export class ColumnLog {
  #from = Infinity;
  /** Ascending; changes that follow each other and name the same columns are one entry. Null: any column. */
  readonly #entries: { last: number; readonly columnIds: ReadonlySet<number> | null }[] = [];

  /** Starts over: nothing is known of what was before `version`. */
  begin(version: number): void {
    this.#from = version;
    this.#entries.length = 0;
  }

  note(version: number, columnIds: readonly number[] | null): void {
    const columns = columnIds && new Set(columnIds);
    const last = this.#entries.at(-1);
    if (last && covers(last.columnIds, columns)) last.last = version;
    else this.#entries.push({ last: version, columnIds: columns });
  }

  /** Columns in which the table may differ from what it was at `version`, in rows of both; null: in any. */
  since(version: number): ReadonlySet<number> | null {
    if (version < this.#from) return null;
    const columns = new Set<number>();
    for (const { last, columnIds } of this.#entries) {
      if (last <= version) continue;
      if (!columnIds) return null;
      for (const id of columnIds) columns.add(id);
    }
    return columns;
  }
}

function covers(one: ReadonlySet<number> | null, other: ReadonlySet<number> | null): boolean {
  if (!one || !other) return one === other;
  return [...other].every((id) => one.has(id));
}
