import type { GridData } from "../../engine/rows/grid-data.ts";
import type { ColumnState } from "../../engine/settings/view-state.ts";
import type { ColumnSpec } from "../attributes/column-spec.ts";
import { ColumnResize } from "../interaction/column-resize.ts";
import { clampWidth, headerWidthPx, type ColumnSettings, type ViewColumn } from "../viewport/column-model.ts";
import type { GridViewport } from "../viewport/grid-viewport.ts";

export interface ArrangementHost {
  viewChanged(): void;
}

const MAX_CONTENT_WIDTH_PX = 320;
const MAX_FITTED_WIDTH_PX = 900;
const CELL_EXTRA_PX = 24;
const MAX_STRETCH = 1.4;

/** Order, pins, labels and widths of the columns: from `columns`, from what the reader dragged, and from content. */
export class ColumnArrangement {
  readonly #host: ArrangementHost;
  readonly #viewport: GridViewport;
  readonly #resize = new ColumnResize({
    onWidth: (columnId, widthPx) => this.#setWidth(columnId, widthPx),
    onEnd: () => this.#host.viewChanged(),
  });
  #data: GridData | null = null;
  #unsubscribe: (() => void)[] = [];
  #specs: readonly ColumnSpec[] = [];
  #chosenWidthPx = new Map<number, number>();
  #arranged: readonly ColumnState[] = [];
  /** The page rearranged the columns after it had named their first order. */
  #isRearranged = false;
  #contentWidthPx = new Map<number, number>();
  #restoredWidthPx: ReadonlyMap<number, number> = new Map();
  #isMeasured = false;
  #columnCount = 0;
  /** By id: what a column was called when it came. The page's `columns` know it by that name. */
  readonly #firstNames = new Map<number, string>();

  constructor(viewport: GridViewport, host: ArrangementHost) {
    this.#host = host;
    this.#viewport = viewport;
  }

  get resizingColumnId(): number | null {
    return this.#resize.activeColumnId;
  }

  get labels(): ReadonlyMap<string, string> {
    const specs = this.#presentSpecs;
    return new Map(specs.flatMap(({ name, label }) => (label === undefined ? [] : [[name, label] as const])));
  }

  /** The present arrangement in the form of the `columns` attribute. */
  get specs(): readonly ColumnSpec[] {
    const widths = new Map(this.#viewport.model.columns.map(({ name, widthPx }) => [name, widthPx]));
    const specs = this.#presentSpecs;
    const given = new Map(specs.map((spec) => [spec.name, spec]));
    const shown = this.#viewport.model.columns.map(({ name }) => given.get(name) ?? { name });
    const hidden = specs.filter((spec) => spec.hidden === true);
    return [...shown, ...hidden].map((spec) => {
      const width = widths.get(spec.name);
      return width === undefined ? spec : { ...spec, width };
    });
  }

  /** Names of the columns that the page keeps from being edited. */
  get readonlyColumns(): ReadonlySet<string> {
    return new Set(this.#presentSpecs.filter((spec) => spec.readonly === true).map(({ name }) => name));
  }

  follow(data: GridData | null): void {
    for (const stop of this.#unsubscribe) stop();
    this.#firstNames.clear();
    this.#data = data;
    this.#unsubscribe = data
      ? [data.on("schema", () => this.#handleSchema()), data.on("rows", () => this.#measureOnce())]
      : [];
    this.#handleSchema();
  }

  setSpecs(specs: readonly ColumnSpec[]): void {
    this.#isRearranged ||= (this.#data?.columns.length ?? 0) > 0;
    this.#specs = specs;
    this.#arranged = [];
    this.#apply({ keepCells: false });
  }

  /**
   * What of the columns is not as the page's first `columns` has it. Order, pins and visibility are there, with an
   * explicit `hidden` in each entry, when they were changed since.
   */
  get state(): readonly ColumnState[] {
    const { columns } = this.#viewport.model;
    const width = (id: number): Pick<ColumnState, "widthPx"> => {
      const widthPx = this.#chosenWidthPx.get(id);
      return widthPx === undefined ? {} : { widthPx };
    };
    if (!this.#isRearranged && this.#arranged.length === 0) {
      return [...this.#chosenWidthPx.keys()].map((id) => ({ id, ...width(id) }));
    }
    const isShown = new Set(columns.map(({ id }) => id));
    const hidden = (this.#data?.columns ?? []).filter(({ id }) => !isShown.has(id));
    return [
      ...columns.map(({ id, pinned }) => ({ id, hidden: false, ...(pinned && { pinned }), ...width(id) })),
      ...hidden.map(({ id }) => ({ id, hidden: true, ...width(id) })),
    ];
  }

  /** Takes up a `state` of an earlier visit, for the table that is here or the next one that comes. */
  restore(state: readonly ColumnState[]): void {
    this.#arranged = state.filter(({ hidden }) => hidden !== undefined);
    this.#restoredWidthPx = new Map(state.flatMap(({ id, widthPx }) => (widthPx ? [[id, widthPx] as const] : [])));
    if (this.#columnCount === 0 || state.length === 0) return;
    this.#chosenWidthPx = new Map(this.#restoredWidthPx);
    this.#apply({ keepCells: false });
  }

  startResize(column: ViewColumn, event: PointerEvent): void {
    this.#resize.start(event, column.id, column.widthPx);
  }

  /** As wide as the header and the rows in view need. */
  fit(column: ViewColumn): void {
    const widthPx = this.#contentWidth(column);
    this.#setWidth(column.id, Math.min(MAX_FITTED_WIDTH_PX, Math.max(widthPx, headerWidthPx(column.label))));
    this.#host.viewChanged();
  }

  #setWidth(columnId: number, widthPx: number): void {
    this.#chosenWidthPx.set(columnId, clampWidth(widthPx));
    this.#apply({ keepCells: true });
  }

  /** Columns that are still there keep their widths, pins and places: a transform adds, drops or renames a few. */
  #handleSchema(): void {
    const columns = this.#data?.columns ?? [];
    const ids = new Set(columns.map(({ id }) => id));
    for (const { id, name } of columns) if (!this.#firstNames.has(id)) this.#firstNames.set(id, name);
    const isFirst = this.#columnCount === 0;
    this.#columnCount = ids.size;
    const kept = <Value>(values: ReadonlyMap<number, Value>): Map<number, Value> =>
      new Map([...values].filter(([id]) => ids.has(id)));
    this.#contentWidthPx = kept(this.#contentWidthPx);
    this.#isMeasured = false;
    this.#chosenWidthPx = isFirst ? new Map(this.#restoredWidthPx) : kept(this.#chosenWidthPx);
    if (!isFirst) this.#arranged = this.#arranged.filter(({ id }) => ids.has(id));
    this.#apply({ keepCells: false });
  }

  /** The page's `columns` under the present names; one that the reader renamed is called so. */
  get #presentSpecs(): readonly ColumnSpec[] {
    const names = new Map(this.#data?.columns.map(({ id, name }) => [this.#firstNames.get(id), name]));
    return this.#specs.map((spec) => {
      const name = names.get(spec.name) ?? spec.name;
      if (name === spec.name) return spec;
      const { label: _label, ...rest } = spec;
      return { ...rest, name };
    });
  }

  #apply(options: { keepCells: boolean }): void {
    this.#viewport.setColumns(this.#settings, options);
  }

  get #settings(): ColumnSettings {
    return {
      schema: this.#data?.columns ?? [],
      specs: this.#presentSpecs,
      arranged: this.#arranged,
      chosenWidthPx: this.#chosenWidthPx,
      contentWidthPx: this.#contentWidthPx,
      locale: undefined,
    };
  }

  /** The first rows of a table decide how wide the columns that show them are. */
  #measureOnce(): void {
    if (this.#isMeasured) return;
    const columns = this.#viewport.renderedColumns.flatMap((index) => this.#viewport.model.columns[index] ?? []);
    const first = columns[0];
    if (!first || this.#data?.getCell(this.#viewport.firstRow, first.id) === undefined) return;
    this.#isMeasured = true;
    const widths = columns.map((column) => {
      return Math.min(MAX_CONTENT_WIDTH_PX, Math.max(headerWidthPx(column.label), this.#contentWidth(column)));
    });
    const stretch = this.#stretch(widths.reduce((sum, width) => sum + width, 0));
    columns.forEach(({ id }, index) => {
      if (!this.#contentWidthPx.has(id)) this.#contentWidthPx.set(id, (widths[index] ?? 0) * stretch);
    });
    this.#apply({ keepCells: true });
  }

  /** A few narrow columns share the room that is left, up to a point. */
  #stretch(totalPx: number): number {
    const columns = this.#viewport.model.columns.length;
    if (totalPx === 0 || columns > this.#viewport.renderedColumns.length) return 1;
    return Math.min(MAX_STRETCH, Math.max(1, this.#viewport.widthPx / totalPx));
  }

  #contentWidth(column: ViewColumn): number {
    const { firstRow, pageRows } = this.#viewport;
    const measure = this.#viewport.textMeasure;
    let widthPx = 0;
    for (let row = firstRow; row <= firstRow + pageRows; row++) {
      const box = this.#data?.getCell(row, column.id);
      if (box) widthPx = Math.max(widthPx, measure(column.format(box.value).text));
    }
    return Math.ceil(widthPx) + CELL_EXTRA_PX;
  }
}
