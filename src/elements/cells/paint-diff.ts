import type { DiffData, DiffKind } from "../../engine/diff/diff-types.ts";
import type { CellBox } from "../../engine/rows/grid-data.ts";
import { KIND_SIGNS, KIND_WORDS } from "../diff/diff-text.ts";
import type { ViewColumn } from "../viewport/column-model.ts";

/** How a row differs, as it is painted. */
export interface RowMark {
  readonly kind: DiffKind;
  readonly rowId: number;
}

/** The old value beside the one of its cell, made when the cell first shows one. */
export interface OldValue {
  element: HTMLElement | null;
  text: string;
}

export function markOf(diff: DiffData | null, rowId: number | undefined): RowMark | null {
  if (!diff || rowId === undefined) return null;
  const kind = diff.kindOf(rowId);
  return kind && { kind, rowId };
}

/** The bar with the sign at the row's start; null: none was needed so far. */
export function paintRowBar(row: HTMLElement, bar: HTMLElement | null, kind: DiffKind | null): HTMLElement | null {
  if (!bar && !kind) return null;
  const shown = bar ?? createBar(row);
  shown.textContent = kind ? KIND_SIGNS[kind] : "";
  for (const each of ["added", "removed", "changed"] as const) row.classList.toggle(each, each === kind);
  if (kind) row.setAttribute("aria-label", `${KIND_WORDS[kind]} row`);
  else row.removeAttribute("aria-label");
  return shown;
}

function createBar(row: HTMLElement): HTMLElement {
  const bar = document.createElement("span");
  bar.className = "diff-bar";
  bar.setAttribute("aria-hidden", "true");
  row.prepend(bar);
  return bar;
}

/** Whether the cell differs from the base, which is then written before its text, once it is here. */
export function paintOldValue(
  cell: { readonly element: HTMLElement; readonly old: OldValue },
  { diff, mark, column }: { diff: DiffData | null; mark: RowMark | null; column: ViewColumn },
): boolean {
  const isChanged = diff !== null && mark?.kind === "changed" && diff.isChanged(mark.rowId, column.id);
  const box = isChanged ? diff.getBase(mark.rowId, column.id) : undefined;
  if (box || cell.old.text !== "") writeOldValue(cell, box, column);
  return isChanged;
}

function writeOldValue(
  cell: { readonly element: HTMLElement; readonly old: OldValue },
  box: CellBox | undefined,
  column: ViewColumn,
): void {
  const { text, isQuiet } = box ? oldText(box, column) : { text: "", isQuiet: false };
  if (text === cell.old.text) return;
  const element = (cell.old.element ??= createOldValue(cell.element));
  cell.old.text = text;
  element.textContent = text;
  element.hidden = text === "";
  element.classList.toggle("quiet", isQuiet);
}

function oldText(box: CellBox, column: ViewColumn): { text: string; isQuiet: boolean } {
  const { text, kind } = column.format(box.value);
  return kind === "empty" ? { text: "empty", isQuiet: true } : { text, isQuiet: kind === "null" };
}

/** The present text gets an element of its own, so that the old one gives way to it where both are too long. */
function createOldValue(cell: HTMLElement): HTMLElement {
  const element = document.createElement("del");
  const present = document.createElement("span");
  present.className = "present";
  present.append(...cell.childNodes);
  cell.append(element, present);
  return element;
}

/** What a screen reader adds to a cell. */
export function markDescription(mark: RowMark | null, isCellChanged: boolean): string {
  if (mark?.kind === "added" || mark?.kind === "removed") return `${KIND_WORDS[mark.kind]} row`;
  return isCellChanged ? "Changed" : "";
}
