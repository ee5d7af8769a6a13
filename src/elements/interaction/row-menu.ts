import { copyIcon, pasteIcon, redoIcon, rowMinusIcon, rowPlusIcon, undoIcon } from "../chrome/icons.ts";
import type { Menu, MenuEntry } from "../chrome/menu.ts";
import type { PlacePx } from "../chrome/menu-place.ts";
import { shortcutText } from "../chrome/shortcuts.ts";
import type { CellPosition } from "../cells/row-painter.ts";
import type { TableCommands } from "../table-commands.ts";
import type { GridClipboard } from "./grid-clipboard.ts";

export interface RowMenuParts {
  readonly commands: TableCommands;
  readonly clipboard: GridClipboard;
  menu(): Menu | null;
  scroller(): HTMLElement | null;
}

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
    return [
      ...copying,
      { label: "Paste", icon: pasteIcon, hint: shortcutText("paste"), run: () => clipboard.pasteFromSystem(cell) },
      "separator",
      { label: "Add row at the end", icon: rowPlusIcon, hint: shortcutText("append-row"), run: commands.appendRow },
      {
        label: "Delete row",
        icon: rowMinusIcon,
        hint: shortcutText("delete-row"),
        run: () => commands.deleteRow(cell.row),
      },
      "separator",
      ...this.#historyEntries(),
    ];
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
