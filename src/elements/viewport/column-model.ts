import { typeInfo, type TypeKind } from "../../engine/rows/column-types.ts";
import type { Column } from "../../engine/schema.ts";
import type { ColumnState } from "../../engine/settings/view-state.ts";
import type { ColumnSpec } from "../attributes/column-spec.ts";
import { cellFormatter, type CellFormatter } from "../cells/format.ts";
import { layoutTracks, type ColumnTrack, type ColumnTracks, type Pinned } from "./column-window.ts";

/** A column as the reader sees it. */
export interface ViewColumn extends ColumnTrack {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly label: string;
  readonly align: "start" | "end";
  readonly readonly: boolean;
  readonly format: CellFormatter;
}

/** What decides the columns' order and looks. Widths by column id: the reader's own, and those found from content. */
export interface ColumnSettings {
  readonly schema: readonly Column[];
  readonly specs: readonly ColumnSpec[];
  /** Order, pins and visibility that the reader left behind; they go before the specs'. */
  readonly arranged: readonly ColumnState[];
  readonly chosenWidthPx: ReadonlyMap<number, number>;
  readonly contentWidthPx: ReadonlyMap<number, number>;
  readonly locale: string | undefined;
}

export interface ColumnModel {
  /** Visible columns in display order: pinned to the start, the others, pinned to the end. */
  readonly columns: readonly ViewColumn[];
  readonly tracks: ColumnTracks;
}

export const MIN_COLUMN_WIDTH_PX = 48;
export const MAX_COLUMN_WIDTH_PX = 2_000;
const HEADER_EXTRA_PX = 46;
const CHARACTER_PX = 7.4;
const MAX_DEFAULT_WIDTH_PX = 280;
const ZONE_ORDER = { start: 0, center: 1, end: 2 } as const;

export const NO_COLUMNS: ColumnModel = { columns: [], tracks: layoutTracks([]) };

export function buildColumnModel(settings: ColumnSettings): ColumnModel {
  const columns = settings.schema
    .map((column, index) => ({ column, index, ...placeOf(column, settings) }))
    .filter(({ isHidden }) => !isHidden)
    .sort(
      (a, b) =>
        ZONE_ORDER[a.pinned ?? "center"] - ZONE_ORDER[b.pinned ?? "center"] || a.order - b.order || a.index - b.index,
    )
    .map(({ column, spec, pinned }) => viewColumn(column, spec, pinned, settings));
  return { columns, tracks: layoutTracks(columns) };
}

interface Place {
  readonly spec: ColumnSpec | undefined;
  readonly order: number;
  readonly isHidden: boolean;
  readonly pinned: Pinned | null;
}

function placeOf(column: Column, { specs, arranged }: ColumnSettings): Place {
  const specOrder = specs.findIndex(({ name }) => name === column.name);
  const spec = specs[specOrder];
  const order = arranged.findIndex(({ id }) => id === column.id);
  const state = arranged[order];
  if (state) return { spec, order, isHidden: state.hidden === true, pinned: state.pinned ?? null };
  const isHidden = spec?.hidden === true;
  return { spec, order: specOrder < 0 ? Infinity : specOrder, isHidden, pinned: spec?.pinned ?? null };
}

function viewColumn(
  column: Column,
  spec: ColumnSpec | undefined,
  pinned: Pinned | null,
  settings: ColumnSettings,
): ViewColumn {
  const label = spec?.label ?? column.name;
  const format = cellFormatter(column.type, { locale: settings.locale, format: spec?.format });
  const widthPx =
    settings.chosenWidthPx.get(column.id) ??
    spec?.width ??
    settings.contentWidthPx.get(column.id) ??
    defaultWidthPx(label, column.type);
  return {
    id: column.id,
    name: column.name,
    type: column.type,
    label,
    pinned,
    readonly: spec?.readonly ?? false,
    align: format(null).align,
    format,
    widthPx: clampWidth(widthPx),
  };
}

export function clampWidth(widthPx: number): number {
  return Math.round(Math.min(Math.max(widthPx, MIN_COLUMN_WIDTH_PX), MAX_COLUMN_WIDTH_PX));
}

const USUAL_WIDTH_PX = 160;
const TYPE_WIDTH_PX: Readonly<Partial<Record<TypeKind, number>>> = {
  integer: 96,
  float: 112,
  decimal: 112,
  boolean: 80,
  blob: 180,
  date: 112,
  time: 112,
  timestamp: 180,
};

function defaultWidthPx(label: string, type: string): number {
  const typeWidthPx = TYPE_WIDTH_PX[typeInfo(type).kind] ?? USUAL_WIDTH_PX;
  return Math.min(MAX_DEFAULT_WIDTH_PX, Math.max(typeWidthPx, headerWidthPx(label)));
}

/** Room for the label, the sort mark and the padding. */
export function headerWidthPx(label: string): number {
  return label.length * CHARACTER_PX + HEADER_EXTRA_PX;
}
