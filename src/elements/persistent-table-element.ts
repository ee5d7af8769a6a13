import type { Table } from "apache-arrow";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { query } from "lit/decorators.js";
import { virtualize } from "@lit-labs/virtualizer/virtualize.js";
import type { Abortable, Engine, EngineSettings } from "../engine/engine.ts";
import type { EngineState, SaveResult, SaveState, StorageKind, VersionInfo } from "../engine/engine-events.ts";
import type { LoadFormat, LoadSource } from "../engine/import/import-types.ts";
import type { FilterModel, SortModel, ViewModel } from "../engine/models.ts";
import type { CellValue } from "../engine/rows/grid-data.ts";
import { formatSort, parseSort } from "../engine/rows/parse-sort.ts";
import type { ViewState } from "../engine/settings/view-state.ts";
import type { Priority } from "../engine/scheduling/priority.ts";
import type { Compression } from "../worker/protocol.ts";
import { ATTRIBUTES } from "./attributes/attributes.ts";
import type { ColumnSpec } from "./attributes/column-spec.ts";
import { validated } from "./attributes/validated-property.ts";
import { ACTIVE_CELL_ID } from "./cells/row-painter.ts";
import "./chrome/status-bar.ts";
import { tokens } from "./chrome/tokens.ts";
import "./chrome/toolbar.ts";
import { resolveAssetBase } from "./asset-base.ts";
import { EngineSession, isAbort, type SessionHost, type SessionOptions } from "./engine-session.ts";
import { BeforeCellEditEvent, SelectionChangeEvent, ViewChangeEvent, type CellSelection } from "./events.ts";
import { ColumnArrangement } from "./header/column-arrangement.ts";
import { ACTIVE_HEADER_ID, renderHeader } from "./header/header-view.ts";
import { FileDrop } from "./interaction/file-drop.ts";
import { GridInteraction, type InteractionHost } from "./interaction/grid-interaction.ts";
import { PageLifecycle } from "./interaction/page-lifecycle.ts";
import { toggleSort } from "./interaction/sort-toggle.ts";
import { renderStates } from "./states.ts";
import { styles } from "./styles.ts";
import type { ViewColumn } from "./viewport/column-model.ts";
import { GridViewport } from "./viewport/grid-viewport.ts";
import { ViewMemory } from "./view-memory.ts";
import { MAX_ROW_SLOTS, RowLayout } from "./viewport/row-layout.ts";

export interface SchemaColumn {
  readonly name: string;
  /** DuckDB type name. */
  readonly type: string;
  readonly nullable: boolean;
}

const ROW_SLOTS = Array.from({ length: MAX_ROW_SLOTS }, (_, slot) => slot);
const RECALL_PATIENCE_MS = 60;
const ROW_TEMPLATE = html`<div class="row" role="row" part="row"></div>`;

/** Properties, methods and the wiring of `<persistent-table>`; the tag and its documentation are in persistent-table.ts. */
export class PersistentTableElement extends LitElement implements SessionHost, InteractionHost {
  static override styles = [tokens, ...styles];

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

  readonly #internals = this.attachInternals();
  readonly #session = new EngineSession(this);
  readonly #viewport = new GridViewport(this);
  readonly #interaction = new GridInteraction(this, this.#viewport);
  readonly #arrangement = new ColumnArrangement(this, this.#viewport);
  readonly #drop = new FileDrop(this, {
    isEnabled: () => !this.readonly,
    onFile: (file) => this.#loadFile(file),
  });
  readonly #memory = new ViewMemory();
  readonly #layout = { type: RowLayout, host: this.#viewport };
  #view: ViewModel | null = null;

  constructor() {
    super();
    this.addController(this.#viewport);
    new PageLifecycle(this, { engine: () => this.#session.engine, onHide: () => this.#memory.flush() });
    this.#viewport.onShift = () => this.#interaction.editor.place();
    this.#viewport.onRest = () => this.#keepView();
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

  async load(source: LoadSource, { format, signal }: Abortable & { format?: LoadFormat } = {}): Promise<void> {
    const engine = this.#session.start();
    this.#session.stopOpening();
    await engine.load(source, { format: format ?? this.format, origin: "api", ...(signal && { signal }) });
    this.#memory.open();
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
    await this.#memory.forget();
  }

  async scrollToRow(row: number, { signal }: Abortable = {}): Promise<void> {
    const engine = this.#session.start();
    await engine.whenReady(signal ? { signal } : {});
    const last = engine.data.rowCount - 1;
    const target = Math.min(Math.max(0, Math.trunc(row)), Math.max(0, last));
    if (last < 0) return;
    const isNear = target >= this.#viewport.firstRow && target < this.#viewport.firstRow + this.#viewport.pageRows;
    this.#viewport.reveal(target, isNear ? "nearest" : "center");
    await this.#viewport.whenPainted(target, signal);
  }

  async dispose(): Promise<void> {
    await this.#session.end();
  }

  override focus(options?: FocusOptions): void {
    this.scroller?.focus(options);
  }

  // Session

  sessionOptions(): SessionOptions {
    return { name: this.name, assetBase: resolveAssetBase(this.assetBase, this.baseURI) };
  }

  engineSettings(): EngineSettings {
    return {
      autosave: this.autosave === "on",
      autosaveDelayMs: this.autosaveDelay,
      compression: this.compression,
      keepVersions: this.keepVersions,
    };
  }

  engineChanged(engine: Engine | null): void {
    this.#view = null;
    if (!engine) this.#memory.close();
    this.#interaction.setFocus(null);
    this.#arrangement.follow(engine?.data ?? null);
    this.#viewport.setData(engine?.data ?? null);
    this.requestUpdate();
  }

  async openInitial(engine: Engine, signal: AbortSignal): Promise<void> {
    if (this.name !== "" && (await this.#openStored(engine, signal))) return;
    if (this.src === "") return;
    await engine.load(new URL(this.src, this.baseURI), { format: this.format, origin: "src", signal });
    this.#memory.open();
  }

  async #openStored(engine: Engine, signal: AbortSignal): Promise<boolean> {
    const recalled = this.#memory.recall(this.name).then((state) => {
      if (!signal.aborted) this.#restoreView(state);
      return state.scrollRow ?? 0;
    });
    // A browser that is slow to open its storage of settings does not hold up the data.
    const firstRow = await Promise.race([recalled, delay(RECALL_PATIENCE_MS, 0)]);
    signal.throwIfAborted();
    const isStored = await engine.openStored({ signal, firstRow });
    const scrollRow = await recalled;
    signal.throwIfAborted();
    if (isStored && this.#memory.open()) this.#keepView();
    if (!isStored || scrollRow >= this.rowCount) this.#viewport.forgetReveal();
    return isStored;
  }

  #restoreView({ columns = [], sort, filter, search, scrollRow = 0 }: Partial<ViewState>): void {
    this.#arrangement.restore(columns);
    if (sort) this.sort = formatSort(sort);
    if (filter !== undefined) this.filter = filter;
    if (search !== undefined) this.search = search;
    if (scrollRow > 0) this.#viewport.reveal(scrollRow, "start");
  }

  #keepView(): void {
    const columns = this.#arrangement.state;
    this.#memory.keep({ ...this.#wantedView(), columns, scrollRow: this.#viewport.firstRow });
  }

  // Interaction

  canEdit(column: ViewColumn): boolean {
    return !this.readonly && !column.readonly && this.state === "ready";
  }

  async writeCell(row: number, column: string, newValue: CellValue, oldValue: CellValue): Promise<void> {
    const before = new BeforeCellEditEvent({ row, column, oldValue, newValue });
    if (!this.dispatchEvent(before)) return;
    await this.#session.start().writeCell(row, column, newValue);
  }

  toggleSort(column: ViewColumn, options: { keepOthers: boolean }): void {
    this.sort = formatSort(toggleSort(parseSort(this.sort), column.name, options));
  }

  selectionChanged(): void {
    this.dispatchEvent(new SelectionChangeEvent(this.selection));
  }

  report(error: unknown): void {
    this.#session.report(error);
  }

  // Rendering

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("rowHeight")) {
      this.#viewport.rowHeightPx = Math.round(this.rowHeight);
      this.style.setProperty("--_row-height", `${Math.round(this.rowHeight)}px`);
    }
    if (changed.has("columns")) this.#arrangement.setSpecs(this.columns);
    this.#interaction.clampFocus();
    this.#setState("loading", this.state === "loading");
    this.#setState("saving", this.saveState === "saving");
    this.#setState("dirty", this.saveState === "dirty" || this.saveState === "failed");
    this.#setState("error", this.state === "error" || this.saveState === "failed");
  }

  protected override firstUpdated(): void {
    const { scroller, header, body } = this;
    if (scroller && header && body) this.#viewport.connect({ scroller, header, body });
  }

  protected override updated(changed: PropertyValues<this>): void {
    const isFirst = this.#view === null;
    if (changed.has("rowHeight")) this.#viewport.reflow();
    if (!isFirst && (changed.has("name") || changed.has("assetBase"))) void this.#session.restart();
    else if (!isFirst && (changed.has("src") || changed.has("format")) && this.src !== "") this.#reloadSource();
    this.#session.engine?.configure(this.engineSettings());
    this.#applyView();
  }

  protected override render(): TemplateResult {
    return html`
      ${this.controls ? this.#renderToolbar() : nothing} ${this.#renderView()}
      ${this.controls ? this.#renderStatusBar() : nothing}
      <slot hidden></slot>
    `;
  }

  #renderView(): TemplateResult {
    const data = this.#session.engine?.data;
    const hasColumns = this.#viewport.model.columns.length > 0;
    const isBusy = this.state === "loading" || data?.viewPending === true;
    const { focus, focusedHeader, editor } = this.#interaction;
    const active = focusedHeader === null ? ACTIVE_CELL_ID : ACTIVE_HEADER_ID;
    return html`<div class="view ${hasColumns ? "" : "bare"} ${data?.viewPending === true ? "stale" : ""}">
      <div
        class="scroller"
        role="grid"
        tabindex="0"
        aria-label=${this.getAttribute("aria-label") ?? (this.name || "Table")}
        aria-rowcount=${this.rowCount + 1}
        aria-colcount=${this.#viewport.model.columns.length}
        aria-readonly=${this.readonly ? "true" : "false"}
        aria-busy=${isBusy ? "true" : "false"}
        aria-activedescendant=${focus ? active : nothing}
        @keydown=${this.#interaction.handleKeydown}
        @focus=${this.#interaction.handleFocus}
      >
        <div class="header" part="header" role="rowgroup">${this.#renderHeader()}</div>
        <div
          class="body"
          part="body"
          role="rowgroup"
          @pointerdown=${this.#interaction.handlePointerDown}
          @dblclick=${this.#interaction.handleDoubleClick}
        >
          ${virtualize<number>({ items: ROW_SLOTS, renderItem: () => ROW_TEMPLATE, layout: this.#layout })}
        </div>
        ${editor.render()}
      </div>
      ${this.#renderStates(hasColumns, data?.viewPending === true)}
    </div>`;
  }

  #renderHeader(): TemplateResult {
    return renderHeader(
      {
        model: this.#viewport.model,
        rendered: this.#viewport.renderedColumns,
        sort: parseSort(this.sort),
        focusedColumn: this.#interaction.focusedHeader,
        resizingColumnId: this.#arrangement.resizingColumnId,
      },
      {
        sort: (column, event) => this.toggleSort(column, { keepOthers: event.shiftKey }),
        startResize: (column, event) => this.#arrangement.startResize(column, event),
        fit: (column) => this.#arrangement.fit(column),
      },
    );
  }

  #renderStates(hasColumns: boolean, isViewPending: boolean): unknown {
    return renderStates(
      {
        isLoading: this.state === "loading",
        loadProgress: this.#session.loadProgress,
        isViewPending,
        hasColumns,
        rowCount: this.rowCount,
        totalRowCount: this.totalRowCount,
        problem: this.#session.problem ?? this.#session.engine?.error ?? null,
        isReadonly: this.readonly,
        hasStatusBar: this.controls,
        isFileOver: this.#drop.isOver,
      },
      {
        showAllRows: () => {
          this.filter = null;
          this.search = "";
        },
        dismiss: () => this.#session.dismiss(),
      },
    );
  }

  #renderToolbar(): TemplateResult {
    return html`<persistent-table-toolbar
      part="toolbar"
      .view=${this.#wantedView()}
      .labels=${this.#arrangement.labels}
      .saveState=${this.saveState}
      .storage=${this.storage}
      ?readonly=${this.readonly}
      @pt-open-file=${(event: CustomEvent<File>) => this.#loadFile(event.detail)}
      @pt-save=${this.#handleSave}
      @pt-search=${(event: CustomEvent<string>) => (this.search = event.detail)}
      @pt-sort=${(event: CustomEvent<SortModel>) => (this.sort = formatSort(event.detail))}
      @pt-filter=${(event: CustomEvent<FilterModel | null>) => (this.filter = event.detail)}
    ></persistent-table-toolbar>`;
  }

  #renderStatusBar(): TemplateResult {
    return html`<persistent-table-status-bar
      part="status"
      exportparts="progress"
      .engine=${this.#session.engine}
      @pt-save=${this.#handleSave}
      @pt-cancel=${() => void this.cancel()}
    ></persistent-table-status-bar>`;
  }

  readonly #handleSave = (): void => {
    this.save().catch((error: unknown) => this.#ignoreReported(error));
  };

  #loadFile(file: File): void {
    this.load(file).catch((error: unknown) => this.#ignoreReported(error));
  }

  #reloadSource(): void {
    const engine = this.#session.engine;
    if (!engine) return;
    this.#session.stopOpening();
    engine
      .load(new URL(this.src, this.baseURI), { format: this.format, origin: "src" })
      .catch((error: unknown) => this.#ignoreReported(error));
  }

  /** The engine told of it by an event; what it did not tell is shown here. */
  #ignoreReported(error: unknown): void {
    if (!isAbort(error) && this.#session.engine?.error !== error) this.#session.report(error);
  }

  #wantedView(): ViewModel {
    return { sort: parseSort(this.sort), filter: this.filter, search: this.search };
  }

  #applyView(): void {
    const engine = this.#session.engine;
    if (!engine) return;
    const wanted = this.#wantedView();
    const former = this.#view;
    if (former && JSON.stringify(former, jsonSafe) === JSON.stringify(wanted, jsonSafe)) return;
    this.#view = wanted;
    const isNatural = wanted.sort.length === 0 && wanted.filter === null && wanted.search === "";
    if (former || !isNatural) engine.setView(wanted).catch((error: unknown) => this.#ignoreReported(error));
    if (former) this.viewChanged();
  }

  /** Tells the page of another sort, filter, search or arrangement of columns. */
  viewChanged(): void {
    this.#keepView();
    this.dispatchEvent(new ViewChangeEvent({ ...this.#wantedView(), columns: this.#arrangement.specs }));
  }

  #setState(state: string, isOn: boolean): void {
    if (isOn) this.#internals.states.add(state);
    else this.#internals.states.delete(state);
  }
}

function delay<T>(delayMs: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(resolve, delayMs, value));
}

function jsonSafe(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}n` : value;
}
