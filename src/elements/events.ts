import type { EngineEvents } from "../engine/engine-events.ts";
import type { FilterModel, SortModel } from "../engine/models.ts";
import type { CellValue } from "../engine/rows/grid-data.ts";
import type { ColumnSpec } from "./attributes/column-spec.ts";

/** A cell of the current view: `row` is a position in it. */
export interface CellSelection {
  readonly row: number;
  readonly column: string;
}

export interface BeforeCellEditDetail {
  readonly row: number;
  readonly column: string;
  readonly oldValue: CellValue;
  /** The text that the reader typed, or the value handed to `setCell()`. */
  readonly newValue: CellValue;
}

export interface ViewChangeDetail {
  readonly sort: SortModel;
  readonly filter: FilterModel | null;
  readonly search: string;
  readonly columns: readonly ColumnSpec[];
}

/** Bubbles out of any shadow root that the element stands in. */
abstract class TableEvent<Detail> extends CustomEvent<Detail> {
  constructor(type: string, detail: Detail, { cancelable = false } = {}) {
    super(type, { detail, bubbles: true, composed: true, cancelable });
  }
}

/** How far a load has come, by bytes. */
export class LoadProgressEvent extends TableEvent<EngineEvents["load-progress"]> {
  static readonly type = "load-progress";
  constructor(detail: EngineEvents["load-progress"]) {
    super(LoadProgressEvent.type, detail);
  }
}

/** The whole table is loaded. */
export class LoadCompleteEvent extends TableEvent<EngineEvents["load-complete"]> {
  static readonly type = "load-complete";
  constructor(detail: EngineEvents["load-complete"]) {
    super(LoadCompleteEvent.type, detail);
  }
}

/** Nothing was loaded; the table that was there before is still there. */
export class LoadErrorEvent extends TableEvent<EngineEvents["load-error"]> {
  static readonly type = "load-error";
  constructor(detail: EngineEvents["load-error"]) {
    super(LoadErrorEvent.type, detail);
  }
}

export class SaveStartEvent extends TableEvent<EngineEvents["save-start"]> {
  static readonly type = "save-start";
  constructor(detail: EngineEvents["save-start"]) {
    super(SaveStartEvent.type, detail);
  }
}

/** At least one event a row group; `progress` never falls. */
export class SaveProgressEvent extends TableEvent<EngineEvents["save-progress"]> {
  static readonly type = "save-progress";
  constructor(detail: EngineEvents["save-progress"]) {
    super(SaveProgressEvent.type, detail);
  }
}

/** The snapshot is committed. */
export class SaveCompleteEvent extends TableEvent<EngineEvents["save-complete"]> {
  static readonly type = "save-complete";
  constructor(detail: EngineEvents["save-complete"]) {
    super(SaveCompleteEvent.type, detail);
  }
}

/** The last committed snapshot is untouched; `recoverable` saves are tried again. */
export class SaveErrorEvent extends TableEvent<EngineEvents["save-error"]> {
  static readonly type = "save-error";
  constructor(detail: EngineEvents["save-error"]) {
    super(SaveErrorEvent.type, detail);
  }
}

/** Cancelable: `preventDefault()` leaves the cell as it is. */
export class BeforeCellEditEvent extends TableEvent<BeforeCellEditDetail> {
  static readonly type = "before-cell-edit";
  constructor(detail: BeforeCellEditDetail) {
    super(BeforeCellEditEvent.type, detail, { cancelable: true });
  }
}

/** An edit was acknowledged. */
export class CellEditEvent extends TableEvent<EngineEvents["cell-edit"]> {
  static readonly type = "cell-edit";
  constructor(detail: EngineEvents["cell-edit"]) {
    super(CellEditEvent.type, detail);
  }
}

/** An operation was cancelled; `latencyMs` runs from the request to the engine being free. */
export class OperationCancelEvent extends TableEvent<EngineEvents["operation-cancel"]> {
  static readonly type = "operation-cancel";
  constructor(detail: EngineEvents["operation-cancel"]) {
    super(OperationCancelEvent.type, detail);
  }
}

/** Another cell, or none, has the focus. */
export class SelectionChangeEvent extends TableEvent<CellSelection | null> {
  static readonly type = "selection-change";
  constructor(detail: CellSelection | null) {
    super(SelectionChangeEvent.type, detail);
  }
}

/** Another sort, filter, search, or arrangement of the columns. */
export class ViewChangeEvent extends TableEvent<ViewChangeDetail> {
  static readonly type = "view-change";
  constructor(detail: ViewChangeDetail) {
    super(ViewChangeEvent.type, detail);
  }
}

/** The table is kept less safely than the page asked for. */
export class StorageWarningEvent extends TableEvent<EngineEvents["storage-warning"]> {
  static readonly type = "storage-warning";
  constructor(detail: EngineEvents["storage-warning"]) {
    super(StorageWarningEvent.type, detail);
  }
}

/** The database worker died and was rebuilt. */
export class EngineRestartEvent extends TableEvent<EngineEvents["engine-restart"]> {
  static readonly type = "engine-restart";
  constructor(detail: EngineEvents["engine-restart"]) {
    super(EngineRestartEvent.type, detail);
  }
}

declare global {
  interface HTMLElementEventMap {
    "load-progress": LoadProgressEvent;
    "load-complete": LoadCompleteEvent;
    "load-error": LoadErrorEvent;
    "save-start": SaveStartEvent;
    "save-progress": SaveProgressEvent;
    "save-complete": SaveCompleteEvent;
    "save-error": SaveErrorEvent;
    "before-cell-edit": BeforeCellEditEvent;
    "cell-edit": CellEditEvent;
    "operation-cancel": OperationCancelEvent;
    "selection-change": SelectionChangeEvent;
    "view-change": ViewChangeEvent;
    "storage-warning": StorageWarningEvent;
    "engine-restart": EngineRestartEvent;
  }
}
