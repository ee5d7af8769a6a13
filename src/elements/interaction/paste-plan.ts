import { countText } from "../chrome/status-text.ts";
import type { ViewColumn } from "../viewport/column-model.ts";

export interface PasteTarget {
  /** Top left. */
  readonly row: number;
  /** Index in `columns`. */
  readonly column: number;
  readonly rowCount: number;
  /** Those that are shown, in display order. */
  readonly columns: readonly ViewColumn[];
}

export interface PastedCell {
  readonly row: number;
  readonly column: ViewColumn;
  readonly text: string;
}

export interface PastePlan {
  readonly cells: readonly PastedCell[];
  /** Beyond the table's last row or column. */
  readonly outside: number;
  readonly inReadonlyColumns: number;
}

/** Which cells a pasted text goes to: down and right from the target, as far as there are cells that may be written. */
export function planPaste(rows: readonly (readonly string[])[], target: PasteTarget): PastePlan {
  const cells: PastedCell[] = [];
  let outside = 0;
  let inReadonlyColumns = 0;
  rows.forEach((texts, down) => {
    const row = target.row + down;
    texts.forEach((text, right) => {
      const column = target.columns[target.column + right];
      if (!column || row >= target.rowCount) outside++;
      else if (column.readonly) inReadonlyColumns++;
      else cells.push({ row, column, text });
    });
  });
  return { cells, outside, inReadonlyColumns };
}

/** `6 cells pasted; 4 cells beyond the edge of the table were left out`. */
export function pasteText({ outside, inReadonlyColumns }: PastePlan, written: number, prevented: number): string {
  const left = [
    { count: outside, where: "beyond the edge of the table" },
    { count: inReadonlyColumns, where: "in read-only columns" },
    { count: prevented, where: "that this page keeps as they are" },
  ].filter(({ count }) => count > 0);
  const pasted = `${countText(written, "cell", undefined)} pasted`;
  if (left.length === 0) return pasted;
  return `${pasted}; left out: ${left.map(({ count, where }) => `${countText(count, "cell", undefined)} ${where}`).join(", ")}`;
}
