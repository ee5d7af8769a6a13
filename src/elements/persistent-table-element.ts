import type { Table } from "apache-arrow";
import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { query } from "lit/decorators.js";
import type { Abortable, Engine, EngineSettings } from "../engine/engine.ts";
import type { EngineState, SaveResult, SaveState, StorageKind, VersionInfo } from "../engine/engine-events.ts";
import type { LoadFormat, LoadSource } from "../engine/import/import-types.ts";
import type { FilterModel } from "../engine/models.ts";
import type { CellValue } from "../engine/rows/grid-data.ts";
import { yieldToMain } from "../engine/scheduling/yield.ts";
import type { Priority } from "../engine/scheduling/priority.ts";
import type { Column } from "../engine/schema.ts";
import type { Compression } from "../worker/protocol.ts";
import { Announcer } from "./announcer.ts";
import { resolveAssetBase } from "./asset-base.ts";
import { ATTRIBUTES } from "./attributes/attributes.ts";
import type { ColumnSpec } from "./attributes/column-spec.ts";
import { validated } from "./attributes/validated-property.ts";
import { warmFormatters } from "./cells/format.ts";
import { EngineSession } from "./engine-session.ts";
import { BeforeCellEditEvent, SelectionChangeEvent, type CellSelection } from "./events.ts";
import { ColumnArrangement } from "./header/column-arrangement.ts";
import { HostStates } from "./host-states.ts";
import { FileDrop } from "./interaction/file-drop.ts";
import { GridInteraction } from "./interaction/grid-interaction.ts";
import { PageLifecycle } from "./interaction/page-lifecycle.ts";
import { styles } from "./styles/styles.ts";
import { TableChrome } from "./table-chrome.ts";
import { TableCommands } from "./table-commands.ts";
import { renderTableGrid } from "./table-grid.ts";
import { TableSource } from "./table-source.ts";
import { TableView } from "./table-view.ts";
import { GridViewport } from "./viewport/grid-viewport.ts";

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

  readonly #states = new HostStates(this);
  readonly #announcer = new Announcer(this);
  readonly #session: EngineSession = new EngineSession(this, {
    options: () => ({ name: this.name, assetBase: resolveAssetBase(this.assetBase, this.baseURI) }),
    settings: () => this.#engineSettings,
    engineChanged: (engine) => this.#followEngine(engine),
    openInitial: (engine, signal) => this.#source.openInitial(engine, signal),
  });
  readonly #viewport = new GridViewport(this);
  readonly #interaction = new GridInteraction(this, this.#viewport, {
    canEdit: (column) => !this.readonly && !column.readonly && this.state === "ready",
    writeCell: (row, column, value, oldValue) => this.#writeCell(row, column, value, oldValue),
    toggleSort: (column, options) => this.#view.toggleSort(column.name, options),
    selectionChanged: () => this.dispatchEvent(new SelectionChangeEvent(this.selection)),
    report: (error) => this.#session.report(error),
  });
  readonly #commands = new TableCommands(this, {
    session: this.#session,
    announcer: this.#announcer,
    focusRow: (row) => this.#interaction.setFocus({ row, column: this.#interaction.focus?.column ?? 0 }),
  });
  readonly #arrangement = new ColumnArrangement(this.#viewport, { viewChanged: () => this.#view.changed() });
  readonly #view: TableView = new TableView(this, {
    viewport: this.#viewport,
    arrangement: this.#arrangement,
    report: (error) => this.#session.report(error),
  });
  readonly #source = new TableSource(this, this.#session, this.#view);
  readonly #drop = new FileDrop(this, { isEnabled: () => !this.readonly, onFile: this.#source.loadFile });
  readonly #parts = {
    session: this.#session,
    announcer: this.#announcer,
    viewport: this.#viewport,
    interaction: this.#interaction,
    commands: this.#commands,
    arrangement: this.#arrangement,
    view: this.#view,
    source: this.#source,
    drop: this.#drop,
  };
  readonly #chrome = new TableChrome(this, this.#parts);

  constructor() {
    super();
    this.addController(this.#viewport);
    new PageLifecycle(this, { engine: () => this.#session.engine, onHide: () => this.#view.flush() });
    this.#viewport.onShift = () => this.#interaction.editor.place();
    this.#viewport.onRest = () => this.#view.keep();
  }

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

  get error(): Error | null {
    return this.#session.engine?.error ?? this.#session.problem;
  }

  get selection(): CellSelection | null {
    const focus = this.#interaction.focus;
    const column = focus && this.#viewport.model.columns[focus.column];
    return column && focus.row >= 0 ? { row: focus.row, column: column.name } : null;
  }

  async whenReady(options: Abortable = {}): Promise<void> {
    await this.#session.start().whenReady(options);
  }

  async load(source: LoadSource, options: Abortable & { format?: LoadFormat } = {}): Promise<void> {
    await this.#source.load(source, options);
  }

  async save(options: Abortable = {}): Promise<SaveResult> {
    return this.#session.start().save(options);
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
    await this.#session.start().writeCell(row, column, value, options);
  }

  async versions(options: Abortable = {}): Promise<VersionInfo[]> {
    return this.#session.start().versions(options);
  }

  async restore(version: number, options: Abortable = {}): Promise<void> {
    await this.#session.start().restore(version, options);
  }

  async deleteStorage(options: Abortable = {}): Promise<void> {
    await this.#session.start().deleteStorage(options);
    await this.#view.forget();
  }

  async scrollToRow(row: number, { signal }: Abortable = {}): Promise<void> {
    const engine = this.#session.start();
    await engine.whenReady(signal ? { signal } : {});
    if (engine.data.rowCount > 0) {
      await this.#view.showRow(Math.min(Math.max(0, row), engine.data.rowCount - 1), signal);
    }
  }

  async dispose(): Promise<void> {
    await this.#session.end();
  }

  override focus(options?: FocusOptions): void {
    this.scroller?.focus(options);
  }

  get #engineSettings(): EngineSettings {
    const { autosave, autosaveDelay, compression, keepVersions } = this;
    return { autosave: autosave === "on", autosaveDelayMs: autosaveDelay, compression, keepVersions };
  }

  #followEngine(engine: Engine | null): void {
    this.#view.reset(engine);
    this.#announcer.follow(engine);
    this.#interaction.setFocus(null);
    this.#arrangement.follow(engine?.data ?? null);
    this.#viewport.setData(engine?.data ?? null);
    this.requestUpdate();
  }

  async #writeCell(row: number, column: string, newValue: CellValue, oldValue: CellValue): Promise<void> {
    const before = new BeforeCellEditEvent({ row, column, oldValue, newValue });
    if (this.dispatchEvent(before)) await this.#session.start().writeCell(row, column, newValue);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("rowHeight")) {
      this.#viewport.rowHeightPx = Math.round(this.rowHeight);
      this.style.setProperty("--_row-height", `${Math.round(this.rowHeight)}px`);
    }
    if (changed.has("columns")) this.#arrangement.setSpecs(this.columns);
    this.#interaction.clampFocus();
    this.#states.show(this);
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
    if (scroller && header && body) this.#viewport.connect({ scroller, header, body });
  }

  protected override updated(changed: PropertyValues<this>): void {
    const isFirst = !this.#view.isApplied;
    if (changed.has("rowHeight")) this.#viewport.reflow();
    if (!isFirst && (changed.has("name") || changed.has("assetBase"))) void this.#session.restart();
    else if (!isFirst && (changed.has("src") || changed.has("format"))) this.#source.reload();
    const { engine } = this.#session;
    engine?.configure(this.#engineSettings);
    if (engine) this.#view.apply(engine);
  }

  protected override render(): TemplateResult {
    return html`
      <div class="frame" @keydown=${this.#handleKeydown}>
        ${this.#chrome.renderToolbar()} ${renderTableGrid(this, this.#parts)} ${this.#chrome.renderStatusBar()}
      </div>
      <slot hidden></slot>
    `;
  }

  /** Escape that no editor and no search field took for itself. */
  readonly #handleKeydown = ({ key, isComposing, defaultPrevented }: KeyboardEvent): void => {
    if (key === "Escape" && !isComposing && !defaultPrevented) this.#commands.cancel();
  };
}
