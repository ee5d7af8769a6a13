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

/** A class of events that bubble out of any shadow root that the element stands in. */
function tableEvent<Detail>(type: string, { cancelable = false } = {}) {
  return class extends CustomEvent<Detail> {
    static readonly type = type;
    constructor(detail: Detail) {
      super(type, { detail, bubbles: true, composed: true, cancelable });
    }
  };
}

/** An event of the engine that the element passes on. */
function engineEvent<Name extends keyof EngineEvents>(type: Name) {
  return tableEvent<EngineEvents[Name]>(type);
}

/** How far a load has come, by bytes. */
export class LoadProgressEvent extends engineEvent("load-progress") {}

/** The whole table is loaded. */
export class LoadCompleteEvent extends engineEvent("load-complete") {}

/** Nothing was loaded; the table that was there before is still there. */
export class LoadErrorEvent extends engineEvent("load-error") {}

export class SaveStartEvent extends engineEvent("save-start") {}

/** At least one event a row group; `progress` never falls. */
export class SaveProgressEvent extends engineEvent("save-progress") {}

/** The snapshot is committed. */
export class SaveCompleteEvent extends engineEvent("save-complete") {}

/** The last committed snapshot is untouched; `recoverable` saves are tried again. */
export class SaveErrorEvent extends engineEvent("save-error") {}

/** Cancelable: `preventDefault()` leaves the cell as it is. */
export class BeforeCellEditEvent extends tableEvent<BeforeCellEditDetail>("before-cell-edit", { cancelable: true }) {}

/** An edit was acknowledged. `durable`: it survives whatever happens to the page from now on. */
export class CellEditEvent extends engineEvent("cell-edit") {}

/** How far a transform, or the undo or redo of one, has come, by rows; `progress` never falls. */
export class TransformProgressEvent extends engineEvent("transform-progress") {}

/** All steps of a transform are done. */
export class TransformCompleteEvent extends engineEvent("transform-complete") {}

/** How far an export has come, by rows; `progress` never falls. */
export class ExportProgressEvent extends engineEvent("export-progress") {}

/** How far a comparison has come; `progress` never falls. */
export class DiffProgressEvent extends engineEvent("diff-progress") {}

/** A comparison found all that differs. */
export class DiffCompleteEvent extends engineEvent("diff-complete") {}

/** An operation was cancelled; `latencyMs` runs from the request to the engine being free. */
export class OperationCancelEvent extends engineEvent("operation-cancel") {}

/** Another cell, or none, has the focus. */
export class SelectionChangeEvent extends tableEvent<CellSelection | null>("selection-change") {}

/** Another sort, filter, search, or arrangement of the columns. */
export class ViewChangeEvent extends tableEvent<ViewChangeDetail>("view-change") {}

/** The table is kept less safely than the page asked for. */
export class StorageWarningEvent extends engineEvent("storage-warning") {}

/** Another page has the table now, so that this one only follows it (`read`), or has it no more (`write`). */
export class AccessChangeEvent extends engineEvent("access-change") {}

/** The database worker died and was rebuilt. */
export class EngineRestartEvent extends engineEvent("engine-restart") {}

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
    "transform-progress": TransformProgressEvent;
    "transform-complete": TransformCompleteEvent;
    "export-progress": ExportProgressEvent;
    "diff-progress": DiffProgressEvent;
    "diff-complete": DiffCompleteEvent;
    "operation-cancel": OperationCancelEvent;
    "selection-change": SelectionChangeEvent;
    "view-change": ViewChangeEvent;
    "storage-warning": StorageWarningEvent;
    "access-change": AccessChangeEvent;
    "engine-restart": EngineRestartEvent;
  }
}
