/** What a key means in the grid. */
export type GridCommand =
  /** Steps of rows and columns; Infinity: to the edge. */
  | { readonly type: "move"; readonly rows: number; readonly columns: number }
  | { readonly type: "page"; readonly pages: -1 | 1 }
  | { readonly type: "edit"; readonly text: string | null }
  | { readonly type: "clear" }
  | { readonly type: "command"; readonly name: GridKeyCommand };

export type GridKeyCommand = "undo" | "redo" | "delete-row" | "append-row" | "menu" | "next-change" | "previous-change";

export interface KeyLike {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
}

/** Null: not the grid's key. Columns count in the direction of the text. */
export function gridCommand(event: KeyLike, { isRtl }: { isRtl: boolean }): GridCommand | null {
  if (event.isComposing || event.altKey) return null;
  const far = event.ctrlKey || event.metaKey;
  const right = isRtl ? -1 : 1;
  switch (event.key) {
    case "ArrowUp":
      return move(far ? -Infinity : -1, 0);
    case "ArrowDown":
      return move(far ? Infinity : 1, 0);
    case "ArrowLeft":
      return move(0, -right * (far ? Infinity : 1));
    case "ArrowRight":
      return move(0, right * (far ? Infinity : 1));
    case "Home":
      return move(far ? -Infinity : 0, -Infinity);
    case "End":
      return move(far ? Infinity : 0, Infinity);
    case "PageUp":
      return { type: "page", pages: -1 };
    case "PageDown":
      return { type: "page", pages: 1 };
  }
  const name = keyCommand(event);
  if (name) return { type: "command", name };
  return far ? null : editCommand(event.key);
}

function keyCommand({ key, ctrlKey, metaKey, shiftKey }: KeyLike): GridKeyCommand | null {
  if (key === "ContextMenu" || (key === "F10" && shiftKey)) return "menu";
  if (!ctrlKey && !metaKey) return key === "F7" ? (shiftKey ? "previous-change" : "next-change") : null;
  switch (key.toLowerCase()) {
    case "z":
      return shiftKey ? "redo" : "undo";
    case "y":
      return shiftKey ? null : "redo";
    case "-":
      return "delete-row";
    case "+":
    case "=":
      return shiftKey ? "append-row" : null;
    default:
      return null;
  }
}

/** Where an editor that is left by Enter or Tab hands the focus; null: the key stays in the editor. */
export function commitMove(event: KeyLike): { rows: number; columns: number } | null {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return null;
  const step = event.shiftKey ? -1 : 1;
  if (event.key === "Enter") return { rows: step, columns: 0 };
  if (event.key === "Tab") return { rows: 0, columns: step };
  return null;
}

function move(rows: number, columns: number): GridCommand {
  return { type: "move", rows, columns };
}

function editCommand(key: string): GridCommand | null {
  if (key === "Enter" || key === "F2") return { type: "edit", text: null };
  if (key === "Delete" || key === "Backspace") return { type: "clear" };
  const isCharacter = [...key].length === 1;
  return isCharacter ? { type: "edit", text: key } : null;
}
