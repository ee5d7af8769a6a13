import type { DiffCounts, DiffData, DiffEngine, DiffKind, RevertSelection } from "../engine/diff/diff-types.ts";
import type { Abortable, Engine } from "../engine/engine.ts";
import { PersistentTableError } from "../engine/errors.ts";
import type { Announcer } from "./announcer.ts";
import type { CellPosition } from "./cells/row-painter.ts";
import { countText } from "./chrome/status-text.ts";
import { diffArguments, diffFormat, revertSelection, type DiffArguments } from "./diff/diff-arguments.ts";
import { countsText, rowText } from "./diff/diff-text.ts";
import type { EngineSession } from "./engine-session.ts";
import type { GridInteraction } from "./interaction/grid-interaction.ts";
import { SpacedUpdates } from "./spaced-updates.ts";
import type { TableView } from "./table-view.ts";
import type { ViewColumn } from "./viewport/column-model.ts";
import type { GridViewport } from "./viewport/grid-viewport.ts";

export interface TableDiffHost {
  readonly rowCount: number;
  requestUpdate(): void;
}

export interface TableDiffParts {
  readonly session: EngineSession;
  readonly viewport: GridViewport;
  readonly interaction: GridInteraction;
  readonly view: TableView;
  readonly announcer: Announcer;
  readonly report: (error: unknown) => void;
}

/** A cell of the open comparison, and what of it could be taken back. */
export interface DiffTarget extends CellPosition {
  readonly name: string;
  readonly label: string;
  /** Of its row. */
  readonly kind: DiffKind | null;
  readonly isCellChanged: boolean;
  /** Rows that differ in its column. */
  readonly columnChanges: number;
}

export type StepDirection = "next" | "previous";

/** The open comparison: opened by page or reader, shown in the grid, gone through, taken back. */
export class TableDiff {
  readonly #host: TableDiffHost;
  readonly #parts: TableDiffParts;
  readonly #updates: SpacedUpdates;
  #unsubscribe: () => void = () => undefined;
  #ignore: () => void = () => undefined;
  #isOfVersions = false;
  #isNextOfVersions = false;

  constructor(host: TableDiffHost, parts: TableDiffParts) {
    this.#host = host;
    this.#parts = parts;
    this.#updates = new SpacedUpdates(host);
  }

  get data(): DiffData | null {
    return this.#parts.session.engine?.diffs.open ?? null;
  }

  /** Two stored versions are compared: nothing of it is the present table's. */
  get isOfVersions(): boolean {
    return this.#isOfVersions && this.data !== null;
  }

  /** The engine came or went. */
  follow(engine: Engine | null): void {
    this.#unsubscribe();
    this.#unsubscribe = engine ? engine.on("diff-change", () => this.#showMarks()) : () => undefined;
    this.#showMarks();
  }

  #showMarks(): void {
    const { data } = this;
    this.#isOfVersions = this.#isNextOfVersions;
    this.#ignore();
    this.#ignore = data?.on("change", this.#updates.request) ?? (() => undefined);
    this.#parts.viewport.marks.show(data);
    this.#host.requestUpdate();
  }

  async open({ signal, ...given }: Abortable & { against?: unknown; present?: unknown }): Promise<DiffCounts> {
    const { against, present } = diffArguments(given);
    const engine = this.#parts.session.start();
    this.#isNextOfVersions = present !== undefined;
    const options = { ...(present !== undefined && { present }), ...(signal && { signal }) };
    const { added, removed, changed } = await engine.diffs.compare(against, options);
    const counts = { added, removed, changed };
    this.#parts.announcer.say(`Compared: ${countsText(counts, undefined)}`);
    return counts;
  }

  readonly compare = (against: DiffArguments["against"]): void => this.#run(() => this.open({ against }));

  /** A stored version with the present table, or with the version `present`. */
  readonly compareVersions = (against: number, present?: number): void =>
    this.#run(() => this.open({ against, ...(present !== undefined && { present }) }));

  readonly close = (): void => this.#parts.session.engine?.diffs.close();

  readonly show = (view: Parameters<DiffEngine["show"]>[0]): void => this.#run((engine) => engine.diffs.show(view));

  /** Rows that it changed. */
  async takeBack(given: { [Key in keyof RevertSelection]?: unknown }, options: Abortable): Promise<number> {
    const selection = revertSelection(given);
    this.#assertOpen();
    return await this.#parts.session.startToWrite().diffs.revert(selection, options);
  }

  async exportAs(format: unknown, options: Abortable): Promise<Blob> {
    const known = diffFormat(format);
    this.#assertOpen();
    return await this.#parts.session.start().diffs.exportAs(known, options);
  }

  #assertOpen(): void {
    if (!this.data) throw new PersistentTableError("invalid-argument", "No comparison is open. Call diff() first.");
  }

  readonly revert = (selection: RevertSelection): void =>
    this.#run(async () => {
      const rows = await this.takeBack(selection, {});
      this.#parts.announcer.say(`${countText(rows, "row", undefined)} reverted`, { isUndoable: rows > 0 });
    });

  /** The focused cell, or the one that is given. */
  target(cell: CellPosition | null = this.#parts.interaction.focus): DiffTarget | null {
    const { viewport } = this.#parts;
    const column = cell && viewport.model.columns[cell.column];
    const diff = this.data;
    if (!cell || !column || !diff || cell.row < 0) return null;
    const rowId = viewport.data?.getRowId(cell.row);
    const kind = rowId === undefined ? null : diff.kindOf(rowId);
    const isCellChanged = rowId !== undefined && kind === "changed" && diff.isChanged(rowId, column.id);
    const columnChanges = diff.columns.find(({ id }) => id === column.id)?.changed ?? 0;
    return { ...cell, name: column.name, label: column.label, kind, isCellChanged, columnChanges };
  }

  /** What is shown only because it was there once cannot be changed, nor can stored versions. */
  isFixed(row: number): boolean {
    if (this.isOfVersions) return true;
    const rowId = this.data ? this.#parts.viewport.data?.getRowId(row) : undefined;
    return rowId !== undefined && this.data?.kindOf(rowId) === "removed";
  }

  /** False: nothing is compared. */
  step(direction: StepDirection): boolean {
    const diff = this.data;
    if (!diff) return false;
    const { interaction, viewport, announcer } = this.#parts;
    const start = direction === "next" ? viewport.firstRow - 1 : viewport.firstRow;
    const row = diff.nextChange(interaction.focus?.row ?? start, direction);
    if (row === null) announcer.say(direction === "next" ? "No change after this row" : "No change before this row");
    else this.#run(() => this.#goTo(row));
    return true;
  }

  async #goTo(row: number): Promise<void> {
    const { interaction, view } = this.#parts;
    const column = interaction.focus?.column ?? 0;
    interaction.setFocus({ row, column }, { reveal: false });
    await view.showRow(row);
    if (interaction.focus?.row !== row) return;
    const changed = this.#changedColumns(row);
    const isThere = changed.some(({ index }) => index === interaction.focus?.column);
    interaction.setFocus({ row, column: isThere ? interaction.focus.column : (changed[0]?.index ?? column) });
    const kind = this.target()?.kind;
    // The rows may have become others meanwhile.
    if (!kind) return;
    this.#parts.announcer.say(rowText({ row, kind, columns: changed.map(({ label }) => label) }, undefined));
  }

  #changedColumns(row: number): (ViewColumn & { readonly index: number })[] {
    const columns = this.#parts.viewport.model.columns.map((column, index) => ({ ...column, index }));
    return columns.filter(({ index }) => this.target({ row, column: index })?.isCellChanged === true);
  }

  #run(work: (engine: Engine) => Promise<unknown>): void {
    const { session, report } = this.#parts;
    const { engine } = session;
    if (engine) work(engine).catch(report);
  }
}
