import { copyIcon, pasteIcon, redoIcon, revertIcon, rowMinusIcon, rowPlusIcon, undoIcon } from "../chrome/icons.ts";
import type { Menu, MenuEntry } from "../chrome/menu.ts";
import type { PlacePx } from "../chrome/menu-place.ts";
import { shortcutText } from "../chrome/shortcuts.ts";
import type { CellPosition } from "../cells/row-painter.ts";
import type { DiffTarget, TableDiff } from "../table-diff.ts";
import type { TableCommands } from "../table-commands.ts";
import type { GridClipboard } from "./grid-clipboard.ts";

export interface RowMenuParts {
  readonly commands: TableCommands;
  readonly clipboard: GridClipboard;
  diff(): Pick<TableDiff, "target" | "revert" | "isOfVersions" | "isFixed">;
  menu(): Menu | null;
  scroller(): HTMLElement | null;
}

const REVERT_ROW = {
  added: "Take back this row",
  removed: "Bring back this row",
  changed: "Revert this row",
} as const;

/** The menu of a row: what can be done with it and with the cell that was pressed. */
export class RowMenu {
  readonly #parts: RowMenuParts;

  constructor(parts: RowMenuParts) {
    this.#parts = parts;
  }

  /** `at`: in the window. */
  open(cell: CellPosition, at: PlacePx): void {
    const opener = this.#parts.scroller();
    if (opener) this.#parts.menu()?.show(this.#entries(cell), { label: `Row ${cell.row + 1}`, opener, at });
  }

  #entries(cell: CellPosition): MenuEntry[] {
    const { commands, clipboard } = this.#parts;
    const copying: MenuEntry[] = [
      { label: "Copy cell", icon: copyIcon, hint: shortcutText("copy"), run: () => clipboard.copyCell(cell) },
      { label: "Copy row", icon: copyIcon, run: () => clipboard.copyRow(cell.row) },
    ];
    if (!commands.canWrite) return copying;
    const target = this.#parts.diff().target(cell);
    const isDisabled = this.#parts.diff().isFixed(cell.row);
    const paste = (): void => clipboard.pasteFromSystem(cell);
    return [
      ...copying,
      { label: "Paste", icon: pasteIcon, hint: shortcutText("paste"), isDisabled, run: paste },
      ...this.#revertEntries(target),
      "separator",
      { label: "Add row at the end", icon: rowPlusIcon, hint: shortcutText("append-row"), run: commands.appendRow },
      {
        label: "Delete row",
        icon: rowMinusIcon,
        hint: shortcutText("delete-row"),
        isDisabled,
        run: () => commands.deleteRow(cell.row),
      },
      "separator",
      ...this.#historyEntries(),
    ];
  }

  #revertEntries(target: DiffTarget | null): MenuEntry[] {
    const { revert, isOfVersions } = this.#parts.diff();
    if (!target?.kind || isOfVersions) return [];
    const { row, name, label } = target;
    const cell = {
      label: "Revert this cell",
      hint: label,
      icon: revertIcon,
      run: () => revert({ rows: [row], columns: [name] }),
    };
    const whole = { label: REVERT_ROW[target.kind], icon: revertIcon, run: () => revert({ rows: [row] }) };
    return ["separator", ...(target.isCellChanged ? [cell] : []), whole];
  }

  #historyEntries(): MenuEntry[] {
    const { undo, redo, history } = this.#parts.commands;
    const { undoLabel, redoLabel } = history;
    const named = (word: string, label: string | null): string => (label === null ? word : `${word} ${label}`);
    return [
      {
        label: named("Undo", undoLabel),
        icon: undoIcon,
        hint: shortcutText("undo"),
        isDisabled: undoLabel === null,
        run: undo,
      },
      {
        label: named("Redo", redoLabel),
        icon: redoIcon,
        hint: shortcutText("redo"),
        isDisabled: redoLabel === null,
        run: redo,
      },
    ];
  }
}
