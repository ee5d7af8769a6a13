import type { TableState, TouchedRows } from "../changes/change.ts";
import type { CellEdit } from "../rows/edit-overlay.ts";
import type { GridRows, RowPreview } from "../rows/grid-rows.ts";
import type { QueryQueue } from "../scheduling/query-queue.ts";
import type { TableFace } from "./table-face.ts";

/** All faces of one table: what happens to it, each of them shows. */
export class TableFaces {
  readonly #all = new Set<TableFace>();

  get size(): number {
    return this.#all.size;
  }

  add(face: TableFace): void {
    this.#all.add(face);
  }

  delete(face: TableFace): void {
    this.#all.delete(face);
  }

  /** Rows that are known before the database has any; `cells` show over them. */
  showPreview(preview: RowPreview, cells: readonly CellEdit[] = []): void {
    for (const { rows } of this.#all) {
      rows.showPreview(preview);
      rows.settleOverlays(rows.setOverlays(cells));
    }
  }

  /** Shows edits at once. Call `settle` synchronously at their commit, `revert` when that failed. */
  showEdits(edits: readonly CellEdit[]): { settle: () => void; revert: () => void } {
    const shown = [...this.#all].map(({ rows }) => ({ rows, overlays: rows.setOverlays(edits) }));
    return {
      settle: () => {
        for (const { rows, overlays } of shown) rows.settleOverlays(overlays);
      },
      revert: () => {
        for (const { rows, overlays } of shown) rows.revertOverlays(overlays);
      },
    };
  }

  /** Another table took the present one's place; `isSame`: the same one, anew. */
  replaced(how: { isSame: boolean }): void {
    for (const { comparing } of this.#all) comparing.onReplaced?.(how);
  }

  showNothing(): void {
    for (const { rows } of this.#all) rows.showNothing();
  }

  /** As `GridRows.hold`. */
  hold(): void {
    for (const { rows } of this.#all) rows.hold();
  }

  /** As `ViewRunner.reset`. */
  reset(reason?: unknown): void {
    for (const { views } of this.#all) views.reset(reason);
  }

  /** As `ViewRunner.follow`. `shownBy`: these rows show the change already. */
  follow(
    queue: QueryQueue,
    before: TableState,
    options: { touched: TouchedRows; reorders: boolean; isOtherTable?: boolean; shownBy?: GridRows | null },
  ): void {
    const { touched, shownBy, ...how } = options;
    for (const { rows, views, comparing } of this.#all) {
      if (rows !== shownBy) views.follow(queue, before, how);
      comparing.onTouched?.(touched);
    }
  }

  /** As `ViewRunner.whenShown`. */
  async whenShown(): Promise<void> {
    await Promise.all([...this.#all].map(({ views }) => views.whenShown()));
  }

  /** As `TableFace.show`. */
  async show(signal: AbortSignal): Promise<void> {
    await Promise.all([...this.#all].map((face) => face.show(signal)));
  }
}
