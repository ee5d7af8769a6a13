import type { Table } from "apache-arrow";
import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { query } from "lit/decorators.js";
import type { TransformPreview, TransformResult, TransformStep } from "../engine/changes/transform-types.ts";
import type { DiffBase, DiffCounts, DiffFormat, RevertSelection } from "../engine/diff/diff-types.ts";
import type { Abortable, EngineSettings } from "../engine/engine.ts";
import type {
  EngineState,
  ExportFormat,
  ExportOptions,
  SaveResult,
  SaveState,
  StorageKind,
  TableAccess,
  VersionInfo,
} from "../engine/engine-events.ts";
import type { LoadFormat, LoadSource } from "../engine/import/import-types.ts";
import type { FilterModel } from "../engine/models.ts";
import type { CellValue } from "../engine/rows/grid-data.ts";
import { yieldToMain } from "../engine/scheduling/yield.ts";
import type { Priority } from "../engine/scheduling/priority.ts";
import type { Column } from "../engine/schema.ts";
import type { Compression } from "../worker/protocol.ts";
import { ATTRIBUTES } from "./attributes/attributes.ts";
import type { ColumnSpec } from "./attributes/column-spec.ts";
import { validated } from "./attributes/validated-property.ts";
import { warmFormatters } from "./cells/format.ts";
import type { Menu } from "./chrome/menu.ts";
import type { CellSelection } from "./events.ts";
import { defaultFileName } from "./default-file-name.ts";
import { HostStates } from "./host-states.ts";
import { saveFile } from "./save-file.ts";
import { styles } from "./styles/styles.ts";
import { renderTableGrid } from "./table-grid.ts";
import { TableParts } from "./table-parts.ts";

export type SchemaColumn = Omit<Column, "id">;

/** Properties, methods and the wiring of `<persistent-table>`; the tag and its documentation are in persistent-table.ts. */
export class PersistentTableElement extends LitElement {
  static override styles = styles;

  @validated(ATTRIBUTES.name) name!: string;
  @validated(ATTRIBUTES.src) src!: string;
  @validated(ATTRIBUTES.format) format!: LoadFormat;
  @validated(ATTRIBUTES.readonly) readonly!: boolean;
  @validated(ATTRIBUTES.controls) controls!: boolean;
  @validated(ATTRIBUTES.autosave) autosave!: "on" | "off";
  @validated(ATTRIBUTES.autosaveDelay) autosaveDelay!: number;
  @validated(ATTRIBUTES.compression) compression!: Compression;
  @validated(ATTRIBUTES.keepVersions) keepVersions!: number;
  @validated(ATTRIBUTES.columns) columns!: readonly ColumnSpec[];
  @validated(ATTRIBUTES.rowHeight) rowHeight!: number;
  @validated(ATTRIBUTES.sort) sort!: string;
  @validated(ATTRIBUTES.filter) filter!: FilterModel | null;
  @validated(ATTRIBUTES.search) search!: string;
  @validated(ATTRIBUTES.assetBase) assetBase!: string;

  @query(".scroller") readonly scroller!: HTMLElement | null;
  @query(".header") readonly header!: HTMLElement | null;
  @query(".body") private readonly body!: HTMLElement | null;
  @query(".row-menu") readonly rowMenu!: Menu | null;

  readonly #states = new HostStates(this);
  readonly #parts = new TableParts(this);
  readonly #session = this.#parts.session;

  // What follows is the public contract; what each does is documented in persistent-table.ts.

  get rowCount(): number {
    return this.#session.engine?.data.rowCount ?? 0;
  }

  get totalRowCount(): number {
    return this.#session.engine?.data.totalRowCount ?? 0;
  }

  get schema(): readonly SchemaColumn[] {
    return (this.#session.engine?.data.columns ?? []).map(({ name, type, nullable }) => ({ name, type, nullable }));
  }

  get state(): EngineState {
    return this.#session.engine?.state ?? "idle";
  }

  get saveState(): SaveState {
    return this.#session.engine?.saveState ?? "clean";
  }

  get storage(): StorageKind {
    return this.#session.engine?.storage ?? "memory";
  }

  get access(): TableAccess {
    return this.#session.engine?.access ?? "write";
  }

  get error(): Error | null {
    return this.#session.engine?.error ?? this.#session.problem;
  }

  get selection(): CellSelection | null {
    return this.#parts.interaction.selection;
  }

  async whenReady(options: Abortable = {}): Promise<void> {
    await this.#session.whenReady(options);
  }

  async load(source: LoadSource, options: Abortable & { format?: LoadFormat } = {}): Promise<void> {
    await this.#parts.source.load(source, options);
  }

  async save(options: Abortable = {}): Promise<SaveResult> {
    return this.#session.startToWrite().save(options);
  }

  async query(sql: string, options: Abortable & { priority?: Priority } = {}): Promise<Table> {
    return this.#session.start().query(sql, options);
  }

  async cancel(): Promise<void> {
    this.#session.engine?.cancel();
    return Promise.resolve();
  }

  async getCell(row: number, column: string, options: Abortable = {}): Promise<CellValue> {
    return this.#session.start().readCell(row, column, options);
  }

  async setCell(row: number, column: string, value: CellValue, options: Abortable = {}): Promise<void> {
    await this.#session.startToWrite().writeCell(row, column, value, options);
  }

  async appendRows(objects: readonly object[], options: Abortable = {}): Promise<number> {
    return this.#session.startToWrite().appendRows(objects, options);
  }

  async deleteRows(rows: readonly number[], options: Abortable = {}): Promise<number> {
    return this.#session.startToWrite().deleteRows(rows, options);
  }

  async transform(steps: TransformStep | readonly TransformStep[], options: Abortable = {}): Promise<TransformResult> {
    return this.#parts.commands.transform([steps].flat(), options);
  }

  async previewTransform(step: TransformStep, options: Abortable & { limit?: number } = {}): Promise<TransformPreview> {
    return this.#session.start().previewTransform(step, options);
  }

  get canUndo(): boolean {
    return this.#parts.commands.history.undoLabel !== null;
  }

  get canRedo(): boolean {
    return this.#parts.commands.history.redoLabel !== null;
  }

  async undo(options: Abortable = {}): Promise<boolean> {
    return this.#parts.commands.step("undo", options);
  }

  async redo(options: Abortable = {}): Promise<boolean> {
    return this.#parts.commands.step("redo", options);
  }

  async diff(options: Abortable & { against?: DiffBase; present?: number } = {}): Promise<DiffCounts> {
    return this.#parts.comparison.open(options);
  }

  closeDiff(): void {
    this.#parts.comparison.close();
  }

  async revert(selection: RevertSelection = {}, options: Abortable = {}): Promise<number> {
    return this.#parts.comparison.takeBack(selection, options);
  }

  async exportDiff(format: DiffFormat, options: Abortable = {}): Promise<Blob> {
    return this.#parts.comparison.exportAs(format, options);
  }

  async downloadDiff(
    format: DiffFormat,
    fileName = defaultFileName(this, format, "-changes"),
    options: Abortable = {},
  ): Promise<void> {
    saveFile(await this.exportDiff(format, options), fileName);
  }

  async exportAs(format: ExportFormat, options: Abortable & ExportOptions = {}): Promise<Blob> {
    const engine = this.#session.start();
    // A sort, filter or search that was set just before is of this view.
    if (this.hasUpdated && this.isUpdatePending) await this.updateComplete;
    return engine.exportAs(format, options);
  }

  async download(
    format: ExportFormat,
    fileName = defaultFileName(this, format),
    options: Abortable & ExportOptions = {},
  ): Promise<void> {
    saveFile(await this.exportAs(format, options), fileName);
  }

  async versions(options: Abortable = {}): Promise<VersionInfo[]> {
    return this.#session.start().versions(options);
  }

  async restore(version: number, options: Abortable = {}): Promise<void> {
    await this.#session.startToWrite().restore(version, options);
  }

  async nameVersion(version: number, name: string | null, options: Abortable = {}): Promise<void> {
    await this.#session.startToWrite().nameVersion(version, name, options);
  }

  async keepVersion(version: number, kept: boolean, options: Abortable = {}): Promise<void> {
    await this.#session.startToWrite().keepVersion(version, kept, options);
  }

  async deleteVersion(version: number, options: Abortable = {}): Promise<void> {
    await this.#session.startToWrite().deleteVersion(version, options);
  }

  async exportVersion(version: number, options: Abortable = {}): Promise<Blob> {
    return this.#session.start().exportVersion(version, options);
  }

  async downloadVersion(
    version: number,
    fileName = defaultFileName(this, "parquet", `-version-${version}`),
    options: Abortable = {},
  ): Promise<void> {
    saveFile(await this.exportVersion(version, options), fileName);
  }

  async deleteStorage(options: Abortable = {}): Promise<void> {
    await this.#session.startToWrite().deleteStorage(options);
    await this.#parts.view.forget();
  }

  async takeOver(options: Abortable = {}): Promise<void> {
    await this.#session.start().takeOver(options);
  }

  async scrollToRow(row: number, { signal }: Abortable = {}): Promise<void> {
    await this.#parts.view.showRowOf(this.#session.start(), row, signal);
  }

  async dispose(): Promise<void> {
    await this.#session.end();
  }

  override focus(options?: FocusOptions): void {
    this.scroller?.focus(options);
  }

  /** What of the attributes the engine goes by. */
  get engineSettings(): EngineSettings {
    const { autosave, autosaveDelay, compression, keepVersions } = this;
    return { autosave: autosave === "on", autosaveDelayMs: autosaveDelay, compression, keepVersions };
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("rowHeight")) {
      this.#parts.viewport.rowHeightPx = Math.round(this.rowHeight);
      this.style.setProperty("--_row-height", `${Math.round(this.rowHeight)}px`);
    }
    if (changed.has("columns")) this.#parts.arrangement.setSpecs(this.columns);
    this.#parts.interaction.clampFocus();
    this.showStates();
  }

  /** For `:state()`. */
  showStates(): void {
    this.#states.show(this, this.#session.engine);
  }

  /** The first render is a task of its own, and the workers need not wait for it. */
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated) {
      this.#session.startWhenConnected();
      await yieldToMain();
    }
    await super.scheduleUpdate();
  }

  protected override firstUpdated(): void {
    void warmFormatters();
    const { scroller, header, body } = this;
    if (scroller && header && body) this.#parts.viewport.connect({ scroller, header, body });
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("rowHeight")) this.#parts.viewport.reflow();
    this.#parts.source.follow();
    const { engine } = this.#session;
    engine?.configure(this.engineSettings);
    if (engine) this.#parts.view.apply(engine);
  }

  protected override render(): TemplateResult {
    const { chrome } = this.#parts;
    return html`
      <div class="frame" @keydown=${this.#handleKeydown}>
        ${chrome.renderToolbar()} ${chrome.renderDiffBar()}
        <div class="main">${renderTableGrid(this, this.#parts)} ${chrome.renderPanel()}</div>
        ${chrome.renderNotices()} ${chrome.renderStatusBar()}
      </div>
      <slot hidden></slot>
    `;
  }

  readonly #handleKeydown = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && !event.isComposing && !event.defaultPrevented) this.#parts.chrome.handleEscape(event);
  };
}
