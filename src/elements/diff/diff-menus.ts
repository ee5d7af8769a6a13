import type { DiffCounts, DiffData, DiffFormat, DiffKind, RevertSelection } from "../../engine/diff/diff-types.ts";
import type { MenuEntry } from "../chrome/menu.ts";
import { countText } from "../chrome/status-text.ts";
import { labelOf, type ColumnLabels } from "../chrome/view-chips.ts";
import type { DiffTarget } from "../table-diff.ts";
import { DIFF_KINDS } from "./diff-arguments.ts";

const FORMATS: readonly { readonly format: DiffFormat; readonly label: string; readonly hint: string }[] = [
  { format: "csv", label: "CSV", hint: "for spreadsheets" },
  { format: "json", label: "JSON", hint: "array of objects" },
  { format: "parquet", label: "Parquet", hint: "small, with types" },
];

export function exportEntries(download: (format: DiffFormat) => void): MenuEntry[] {
  return FORMATS.map(({ format, label, hint }) => ({ label, hint, run: () => download(format) }));
}

export interface ColumnMenu {
  readonly diff: Pick<DiffData, "columns" | "filter">;
  readonly labels: ColumnLabels;
  readonly locale: string | undefined;
  readonly toggle: (id: number) => void;
  readonly clear: () => void;
}

/** The columns in which rows differ, most changed first, to show only rows that differ there. */
export function columnEntries({ diff, labels, locale, toggle, clear }: ColumnMenu): MenuEntry[] {
  const chosen = diff.filter.columnIds ?? [];
  const changed = [...diff.columns].filter((column) => column.changed > 0).sort((a, b) => b.changed - a.changed);
  const columns = changed.map(({ id, name, changed: rows }) => ({
    label: labelOf(name, labels),
    hint: countText(rows, "row", locale),
    isChecked: chosen.includes(id),
    run: () => toggle(id),
  }));
  if (columns.length === 0) return [{ label: "No column has changed values", isDisabled: true, run: () => undefined }];
  const all: MenuEntry = { label: "Any column", isChecked: chosen.length === 0, run: clear };
  return [all, "separator", ...columns];
}

export interface RevertMenu {
  readonly target: DiffTarget | null;
  readonly counts: DiffCounts;
  /** Not all is found yet, so that “all” would be less. */
  readonly isComputing: boolean;
  readonly locale: string | undefined;
  readonly revert: (selection: RevertSelection) => void;
}

const KIND_VERBS: Readonly<Record<DiffKind, string>> = { added: "Take back", removed: "Bring back", changed: "Revert" };

/** From the cell with the focus to everything. */
export function revertEntries(menu: RevertMenu): MenuEntry[] {
  const { counts, isComputing, locale, revert } = menu;
  const kinds = DIFF_KINDS.filter((kind) => counts[kind] > 0).map((kind) => ({
    label: `${KIND_VERBS[kind]} ${countText(counts[kind], `${kind} row`, locale)}`,
    isDisabled: isComputing,
    run: () => revert({ kinds: [kind] }),
  }));
  const everything = { label: "Everything", isDisabled: isComputing || kinds.length === 0, run: () => revert({}) };
  const groups = [targetEntries(menu), kinds.length > 1 ? kinds : [], [everything]].filter(({ length }) => length > 0);
  return groups.flatMap((group, index): MenuEntry[] => (index === 0 ? group : ["separator", ...group]));
}

function targetEntries({ target, isComputing, locale, revert }: RevertMenu): MenuEntry[] {
  const { row = 0, name = "", label = "", kind = null, isCellChanged = false, columnChanges = 0 } = target ?? {};
  const hint = target ? `row ${(row + 1).toLocaleString(locale)}` : "no cell is selected";
  return [
    {
      label: "This cell",
      hint: target ? label : hint,
      isDisabled: !isCellChanged,
      run: () => revert({ rows: [row], columns: [name] }),
    },
    { label: "This row", hint, isDisabled: kind === null, run: () => revert({ rows: [row] }) },
    {
      label: target ? `Column ${label}` : "This column",
      hint: target ? countText(columnChanges, "row", locale) : hint,
      isDisabled: columnChanges === 0 || isComputing,
      run: () => revert({ columns: [name] }),
    },
  ];
}
