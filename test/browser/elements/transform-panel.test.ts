import { expect } from "@open-wc/testing";
import { tableFromArrays } from "apache-arrow";
import type { TransformPreview } from "../../../src/engine/changes/transform-types.ts";
import { PersistentTableError } from "../../../src/engine/errors.ts";
import { GridHarness, nextFrame } from "./harness.ts";

const PANEL = "persistent-table-transform-panel";

describe("transform panel", () => {
  let grid: GridHarness;

  beforeEach(async () => {
    grid = await GridHarness.open({ rows: 1_000, columns: 4, attributes: { controls: "" } });
    await grid.until(() => grid.text(2, 1) !== "");
  });
  afterEach(() => grid.close());

  const isOpen = (): boolean => grid.root.querySelector(PANEL) !== null;
  const find = (selector: string): HTMLElement => {
    const found = grid.part(PANEL, selector);
    if (!found) throw new Error(`There is no ${selector} in the panel.`);
    return found;
  };
  const text = (selector: string): string => grid.part(PANEL, selector)?.textContent.replace(/\s+/g, " ").trim() ?? "";
  const table = (part: "thead" | "tbody"): string =>
    [...(grid.find(PANEL).shadowRoot?.querySelectorAll(`${part} :is(th, td)`) ?? [])]
      .map((cell) => cell.textContent)
      .join(" ");
  const settled = async (): Promise<void> => {
    await grid.root.querySelector(PANEL)?.updateComplete;
    await grid.root.querySelector(PANEL)?.updateComplete;
  };
  const open = async (): Promise<void> => {
    grid.part("persistent-table-toolbar", "#transform")?.click();
    await grid.until(() => isOpen() && grid.root.activeElement === grid.find(PANEL));
  };
  const fill = async (fields: Record<string, string | boolean>): Promise<void> => {
    for (const [name, value] of Object.entries(fields)) {
      const control = find(`[name="${name}"]`) as HTMLInputElement;
      if (typeof value === "boolean") control.checked = value;
      else control.value = value;
      control.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
      await settled();
    }
  };
  const press = async (key: string, modifiers: KeyboardEventInit = {}): Promise<KeyboardEvent> => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, composed: true, cancelable: true, ...modifiers });
    (grid.find(PANEL).shadowRoot?.activeElement ?? find("form")).dispatchEvent(event);
    await grid.element.updateComplete;
    return event;
  };
  const preview = (newValue: string, { rows = 1 } = {}): TransformPreview => ({
    column: { name: "varchar", type: "VARCHAR" },
    rows: Array.from({ length: rows }, (_, rowId) => ({ rowId, oldValue: "old", newValue })),
  });
  const apply = async (): Promise<void> => {
    find("[type=submit]").click();
    await grid.until(() => grid.engine.transforms.length > 0);
    await settled();
  };
  const upper = { operation: "case", column: "varchar" };

  it("opens from the toolbar at the focused column, and closes from there", async () => {
    await grid.click(2, 2);
    await open();
    expect((find("#column") as HTMLSelectElement).value).to.equal("double");
    expect(grid.part("persistent-table-toolbar", "#transform")?.getAttribute("aria-expanded")).to.equal("true");
    await expect(grid.find(PANEL)).to.be.accessible();
    grid.part("persistent-table-toolbar", "#transform")?.click();
    await grid.until(() => !isOpen());
  });

  it("previews at once what was filled in", async () => {
    await open();
    expect(grid.engine.previews).to.have.lengthOf(0);
    await fill({ column: "varchar", expression: "upper(varchar)" });
    expect(grid.engine.previews.last.input).to.deep.equal({
      op: "update",
      column: "varchar",
      expression: "upper(varchar)",
    });
    grid.engine.previews.last.resolve(preview("NEW", { rows: 2 }));
    await grid.until(() => table("tbody") !== "");
    expect(table("thead")).to.equal("Before After");
    expect(table("tbody")).to.equal("old NEW old NEW");
    expect(text(".summary")).to.equal("2 rows would change");
  });

  it("aborts a preview when the input changes, and never shows an answer that is too late", async () => {
    await open();
    await fill({ column: "varchar", expression: "1" });
    const first = grid.engine.previews.last;
    await fill({ expression: "12" });
    const second = grid.engine.previews.last;
    expect(first.signal?.aborted).to.equal(true);
    expect(second.signal?.aborted).to.equal(false);
    second.resolve(preview("second"));
    await grid.until(() => table("tbody") === "old second");
    first.resolve(preview("first"));
    await nextFrame();
    expect(table("tbody")).to.equal("old second");
    await fill({ expression: "" });
    expect(grid.part(PANEL, ".preview")).to.equal(null);
  });

  it("drops what a database that does not hear the abort answers too late", async () => {
    await open();
    const resolvers: ((answer: TransformPreview) => void)[] = [];
    grid.engine.previewTransform = () => new Promise((resolve) => resolvers.push(resolve));
    await fill({ column: "varchar", expression: "1" });
    await fill({ expression: "12" });
    resolvers[1]?.(preview("second"));
    await grid.until(() => table("tbody") === "old second");
    resolvers[0]?.(preview("first"));
    await nextFrame();
    await nextFrame();
    expect(table("tbody")).to.equal("old second");
  });

  it("asks once for what did not change", async () => {
    await open();
    await fill(upper);
    const asked = grid.engine.previews.length;
    await fill({ letterCase: "upper" });
    expect(grid.engine.previews).to.have.lengthOf(asked);
  });

  it("tells beside the field why the database refuses an expression", async () => {
    await open();
    await fill({ column: "varchar", expression: "uppr(varchar)" });
    grid.engine.previews.last.reject(new PersistentTableError("query-failed", "Step 1 (update varchar): no uppr."));
    await grid.until(() => text(".problem") !== "");
    expect(text("#expression-note")).to.equal("Step 1 (update varchar): no uppr.");
    expect(find("#expression").getAttribute("aria-invalid")).to.equal("true");
    expect(find("#expression").getAttribute("aria-describedby")).to.equal("expression-note");
    expect(find("[type=submit]").getAttribute("aria-disabled")).to.equal("true");
    await fill({ expression: "upper(varchar)" });
    expect(text(".problem")).to.equal("");
  });

  it("tells beside the field what does not fit, without asking the database", async () => {
    await open();
    await fill({ operation: "fill", column: "integer", fill: "many" });
    expect(text("#fill-note")).to.match(/^Not a whole number/);
    expect(grid.engine.previews).to.have.lengthOf(0);
  });

  it("applies the steps, shows the progress in words, and what was changed", async () => {
    await open();
    await fill(upper);
    await apply();
    expect(grid.engine.transforms.last.input).to.deep.equal([
      { op: "update", column: "varchar", expression: 'upper("varchar")', where: '"varchar" <> upper("varchar")' },
    ]);
    expect((find("fieldset") as HTMLFieldSetElement).disabled).to.equal(true);
    const progress = { step: 1, steps: 1, rowsDone: 430, totalRows: 1000, progress: 0.43 };
    grid.engine.startOperation("transform");
    grid.engine.emitter.emit("transform-progress", progress);
    await settled();
    expect(text(".outcome")).to.equal("43% · 430 of 1,000 rows");
    expect(find("[role=progressbar]").getAttribute("aria-valuenow")).to.equal("43");
    const status = (): string | undefined => grid.part("persistent-table-status-bar", ".operation .text")?.textContent;
    await grid.until(() => status() === "Updating varchar… 43% · 430 of 1,000 rows");
    grid.engine.transforms.last.resolve({ changedRows: 1000, durationMs: 1234 });
    grid.engine.endOperation("transform");
    await grid.until(() => text(".outcome") === "Done: 1,000 rows changed in 1.2 s");
    find("footer button").click();
    expect(grid.engine.calls).to.include("undo");
    grid.engine.setHistory({ undoLabel: null, redoLabel: "Update varchar" });
    await grid.until(() => text(".outcome") === "");
  });

  it("cancels what it runs, and says that nothing was changed", async () => {
    await open();
    await fill(upper);
    await apply();
    find("footer button").click();
    expect(grid.engine.calls.filter((call) => call === "cancel")).to.have.lengthOf(1);
    grid.engine.transforms.last.reject(new DOMException("The operation was cancelled.", "AbortError"));
    await grid.until(() => text(".outcome") === "Cancelled; nothing was changed");
    expect((find("fieldset") as HTMLFieldSetElement).disabled).to.equal(false);
  });

  it("tells beside the field why a transform failed", async () => {
    await open();
    await fill({ operation: "cast", column: "varchar", type: "INTEGER" });
    await apply();
    grid.engine.transforms.last.reject(new PersistentTableError("value-mismatch", '"x" in row 7 does not fit.'));
    await grid.until(() => text("#type-note") === '"x" in row 7 does not fit.');
    expect(text(".outcome")).to.equal("Not done; nothing was changed");
  });

  it("cancels by Escape while it runs, and closes by Escape otherwise, giving the focus back", async () => {
    await open();
    await fill(upper);
    await apply();
    await press("Escape");
    expect(grid.engine.calls.filter((call) => call === "cancel")).to.have.lengthOf(1);
    expect(isOpen()).to.equal(true);
    grid.engine.transforms.last.reject(new DOMException("", "AbortError"));
    await grid.until(() => text(".outcome").startsWith("Cancelled"));
    find("#operation").focus();
    await press("Escape");
    await grid.until(() => !isOpen());
    expect(grid.engine.calls.filter((call) => call === "cancel")).to.have.lengthOf(1);
    const toolbar = grid.find("persistent-table-toolbar");
    await grid.until(() => toolbar.shadowRoot?.activeElement?.id === "transform");
  });

  it("keeps the focus while Apply and Cancel take each other's place", async () => {
    await open();
    await fill(upper);
    find(".primary").focus();
    const focused = (): string | undefined => grid.find(PANEL).shadowRoot?.activeElement?.textContent.trim();
    await apply();
    expect(focused()).to.equal("Cancel");
    grid.engine.transforms.last.reject(new DOMException("", "AbortError"));
    await grid.until(() => focused() === "Apply");
    grid.engine.transforms.length = 0;
    await apply();
    grid.engine.transforms.last.resolve({ changedRows: 1, durationMs: 1 });
    await grid.until(() => text(".outcome").startsWith("Done"));
    expect(grid.find(PANEL).shadowRoot?.activeElement?.id).to.equal("operation");
    await grid.click(2, 1);
    grid.engine.transforms.length = 0;
    await apply();
    expect(grid.root.activeElement).to.equal(grid.scroller);
  });

  it("leaves Escape in the grid for what runs; when nothing does, it closes the panel", async () => {
    await open();
    await grid.click(2, 1);
    grid.engine.startOperation("transform");
    await grid.press("Escape");
    expect(isOpen()).to.equal(true);
    expect(grid.engine.calls).to.include("cancel");
    grid.engine.endOperation("transform");
    await grid.press("Escape");
    await grid.until(() => !isOpen());
  });

  it("closes an editor by Escape before it cancels", async () => {
    grid.engine.startOperation("transform");
    await grid.doubleClick(2, 1);
    await grid.press("Escape");
    await grid.until(() => grid.editor === null);
    expect(grid.engine.calls).to.not.include("cancel");
    await grid.press("Escape");
    expect(grid.engine.calls).to.include("cancel");
  });

  it("runs by Ctrl+Enter from the expression", async () => {
    await open();
    await fill({ column: "varchar", expression: "1" });
    find("#expression").focus();
    await press("Enter", { ctrlKey: true });
    await grid.until(() => grid.engine.transforms.length > 0);
  });

  it("puts a column's name into the expression where the cursor is", async () => {
    await open();
    await fill({ column: "varchar", expression: "upper()" });
    const field = find("#expression") as HTMLTextAreaElement;
    field.setSelectionRange(6, 6);
    const list = find("[data-insert]") as HTMLSelectElement;
    list.value = "date";
    list.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await settled();
    expect(field.value).to.equal('upper("date")');
    expect(grid.engine.previews.last.input).to.include({ expression: 'upper("date")' });
  });

  it("shows which rows a deletion would take, and how many", async () => {
    await open();
    const asked: string[] = [];
    grid.engine.query = (sql: string) => {
      asked.push(sql);
      const isCount = sql.includes("count(*)");
      return Promise.resolve(isCount ? tableFromArrays({ n: [1204] }) : tableFromArrays({ a: ["x"], b: ["y"] }));
    };
    await fill({ operation: "delete", column: "varchar", condition: "eq", value: "Oslo" });
    grid.engine.previews.last.resolve({ column: null, rows: [{ rowId: 1 }] });
    await grid.until(() => text(".summary") === "1,204 rows would be deleted");
    expect(table("thead")).to.contain("varchar integer");
    expect(asked[0]).to.contain(`WHERE (("varchar" = 'Oslo' AND "varchar" IS NOT NULL)`);
  });

  it("shows the new columns of a split side by side", async () => {
    await open();
    await fill({ operation: "split", column: "varchar", separator: " " });
    for (const held of grid.engine.previews.slice(-2)) {
      const name = held.input.op === "add-column" ? held.input.name : "";
      held.resolve({ column: { name, type: "VARCHAR" }, rows: [{ rowId: 0, newValue: `of ${name}` }] });
    }
    await grid.until(() => table("thead") === "varchar 1 varchar 2");
    expect(table("tbody")).to.equal("of varchar 1 of varchar 2");
  });

  it("says what becomes of a column that is renamed, removed or cast without another value", async () => {
    await open();
    const none = { column: { name: "varchar", type: "VARCHAR" }, rows: [] };
    const summaries: [Record<string, string>, string][] = [
      [{ operation: "rename", column: "varchar", name: "city" }, "“varchar” would be called “city”."],
      [{ operation: "drop" }, "The column “varchar” would be removed."],
      [{ operation: "cast", type: "DATE" }, "No value would change, only the type."],
      [{ operation: "trim" }, "No cell would change."],
    ];
    for (const [fields, summary] of summaries) {
      await fill(fields);
      grid.engine.previews.last.resolve(none);
      await grid.until(() => text(".summary") === summary);
    }
  });

  it("sets what it shows as text", async () => {
    await open();
    await fill(upper);
    grid.engine.previews.last.resolve(preview("<b>bold</b>"));
    await grid.until(() => table("tbody") !== "");
    expect(table("tbody")).to.equal("old <b>bold</b>");
  });

  it("looks anew when the table has changed meanwhile", async () => {
    await open();
    await fill(upper);
    const asked = grid.engine.previews.length;
    grid.engine.setHistory({ undoLabel: "Edit varchar", redoLabel: null });
    await grid.until(() => grid.engine.previews.length === asked + 1);
  });

  it("takes the place of the grid where both have no room", async () => {
    grid.element.style.width = "360px";
    await open();
    await grid.until(() => getComputedStyle(grid.find(".view")).visibility === "hidden");
    const panel = grid.find(PANEL).getBoundingClientRect();
    expect(panel.width).to.be.closeTo(358, 1);
    expect(find(".content").scrollWidth).to.be.at.most(find(".content").clientWidth);
    await press("Escape");
    await grid.until(() => getComputedStyle(grid.find(".view")).visibility === "visible");
  });

  it("is not there when readonly, or without controls", async () => {
    await open();
    grid.element.readonly = true;
    await grid.until(() => !isOpen());
    expect(grid.part("persistent-table-toolbar", "#transform")).to.equal(null);
    grid.element.readonly = false;
    grid.element.controls = false;
    await grid.element.updateComplete;
    expect(isOpen()).to.equal(false);
  });
});
