import { expect } from "@open-wc/testing";
import { editText } from "../../../src/elements/cells/edit-text.ts";
import { movedCell, nextCell } from "../../../src/elements/interaction/cell-focus.ts";
import { commitMove, gridCommand, type KeyLike } from "../../../src/elements/interaction/keyboard.ts";
import { toggleSort } from "../../../src/elements/interaction/sort-toggle.ts";

const key = (name: string, modifiers: Partial<KeyLike> = {}): KeyLike => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  ...modifiers,
});
const ltr = { isRtl: false };

describe("grid keyboard", () => {
  it("moves by arrows, to the edges with Ctrl", () => {
    expect(gridCommand(key("ArrowDown"), ltr)).to.deep.equal({ type: "move", rows: 1, columns: 0 });
    expect(gridCommand(key("ArrowUp", { ctrlKey: true }), ltr)).to.deep.equal({
      type: "move",
      rows: -Infinity,
      columns: 0,
    });
    expect(gridCommand(key("End"), ltr)).to.deep.equal({ type: "move", rows: 0, columns: Infinity });
    expect(gridCommand(key("Home", { ctrlKey: true }), ltr)).to.deep.equal({
      type: "move",
      rows: -Infinity,
      columns: -Infinity,
    });
  });

  it("goes by the direction of the text", () => {
    expect(gridCommand(key("ArrowRight"), { isRtl: true })).to.include({ columns: -1 });
  });

  it("starts an edit with a typed character, and leaves shortcuts and composition to the browser", () => {
    expect(gridCommand(key("ß"), ltr)).to.deep.equal({ type: "edit", text: "ß" });
    expect(gridCommand(key("😀"), ltr)).to.deep.equal({ type: "edit", text: "😀" });
    expect(gridCommand(key("F2"), ltr)).to.deep.equal({ type: "edit", text: null });
    expect(gridCommand(key("c", { ctrlKey: true }), ltr)).to.equal(null);
    expect(gridCommand(key("a", { isComposing: true }), ltr)).to.equal(null);
    expect(gridCommand(key("Shift"), ltr)).to.equal(null);
    expect(gridCommand(key("F5"), ltr)).to.equal(null);
  });

  it("has the usual keys for undo, redo, rows and the menu", () => {
    const named = (name: string, modifiers: Partial<KeyLike>): unknown => {
      const command = gridCommand(key(name, modifiers), ltr);
      return command?.type === "command" ? command.name : command;
    };
    const ctrl = { ctrlKey: true };
    const shifted = { metaKey: true, shiftKey: true };
    expect(named("z", ctrl)).to.equal("undo");
    expect(named("Z", shifted)).to.equal("redo");
    expect(named("y", ctrl)).to.equal("redo");
    expect(named("-", ctrl)).to.equal("delete-row");
    expect(named("+", shifted)).to.equal("append-row");
    expect(named("=", ctrl)).to.equal(null);
    expect(named("F10", { shiftKey: true })).to.equal("menu");
    expect(named("ContextMenu", {})).to.equal("menu");
    expect(named("z", { ctrlKey: true, altKey: true })).to.equal(null);
    expect(named("z", {})).to.deep.equal({ type: "edit", text: "z" });
  });

  it("commits down by Enter and along by Tab, back with Shift, never while composing", () => {
    expect(commitMove(key("Enter"))).to.deep.equal({ rows: 1, columns: 0 });
    expect(commitMove(key("Tab", { shiftKey: true }))).to.deep.equal({ rows: 0, columns: -1 });
    expect(commitMove(key("Enter", { isComposing: true }))).to.equal(null);
    expect(commitMove(key("a"))).to.equal(null);
  });
});

describe("cell focus", () => {
  const extent = { rows: 10, columns: 3 };

  it("stays inside the grid", () => {
    expect(movedCell({ row: 8, column: 1 }, { rows: 5, columns: -9 }, extent)).to.deep.equal({ row: 9, column: 0 });
    expect(movedCell({ row: 5, column: 1 }, { rows: Infinity, columns: -Infinity }, extent)).to.deep.equal({
      row: 9,
      column: 0,
    });
    expect(movedCell(null, { rows: 1, columns: 0 }, extent)).to.deep.equal({ row: 0, column: 0 });
    expect(movedCell(null, { rows: 1, columns: 0 }, { rows: 0, columns: 3 })).to.equal(null);
  });

  it("goes on in the next row at the end of one, and ends at the ends of the grid", () => {
    expect(nextCell({ row: 4, column: 2 }, 1, extent)).to.deep.equal({ row: 5, column: 0 });
    expect(nextCell({ row: 4, column: 0 }, -1, extent)).to.deep.equal({ row: 3, column: 2 });
    expect(nextCell({ row: 9, column: 2 }, 1, extent)).to.equal(null);
    expect(nextCell({ row: 0, column: 0 }, -1, extent)).to.equal(null);
  });
});

describe("sort toggle", () => {
  it("goes from ascending to descending to none", () => {
    const once = toggleSort([], "a", { keepOthers: false });
    const twice = toggleSort(once, "a", { keepOthers: false });
    expect(once).to.deep.equal([{ column: "a", direction: "asc" }]);
    expect(twice).to.deep.equal([{ column: "a", direction: "desc" }]);
    expect(toggleSort(twice, "a", { keepOthers: false })).to.deep.equal([]);
  });

  it("replaces the keys, or with Shift joins them in their place", () => {
    const sort = [
      { column: "a", direction: "asc" },
      { column: "b", direction: "asc" },
    ] as const;
    expect(toggleSort(sort, "c", { keepOthers: false })).to.deep.equal([{ column: "c", direction: "asc" }]);
    expect(toggleSort(sort, "c", { keepOthers: true }).map(({ column }) => column)).to.deep.equal(["a", "b", "c"]);
    expect(toggleSort(sort, "a", { keepOthers: true })[0]).to.deep.equal({ column: "a", direction: "desc" });
  });
});

describe("edit text", () => {
  it("is exact and in no locale", () => {
    expect(editText(null)).to.equal("");
    expect(editText(12345678901234567890n)).to.equal("12345678901234567890");
    expect(editText(0.1)).to.equal("0.1");
    expect(editText(new Uint8Array([0, 255]))).to.equal("\\x00FF");
  });
});
