import type { DiffData } from "../../engine/diff/diff-types.ts";
import type { GridData } from "../../engine/rows/grid-data.ts";

export interface DiffMarksOptions {
  /** Has rows `[start, end)` painted anew. */
  readonly repaint: (start: number, end: number) => void;
}

/** The open comparison as the painter reads it: repainted as it goes on, with the old values of what is in view. */
export class DiffMarks {
  readonly #options: DiffMarksOptions;
  #diff: DiffData | null = null;
  #unsubscribe: (() => void)[] = [];
  #requested = "";
  #isAsked = false;

  constructor(options: DiffMarksOptions) {
    this.#options = options;
  }

  get diff(): DiffData | null {
    return this.#diff;
  }

  show(diff: DiffData | null): void {
    for (const stop of this.#unsubscribe) stop();
    this.#diff = diff;
    this.#requested = "";
    this.#unsubscribe = diff ? [diff.on("base", this.#askRepaint), diff.on("change", this.#handleChange)] : [];
    this.#askRepaint();
  }

  /** Has the old values of the changed ones among rows `[first, end)` fetched, beside their cells. */
  ensureBase(data: GridData, first: number, end: number): void {
    const diff = this.#diff;
    if (!diff) return;
    const rowIds: number[] = [];
    for (let row = first; row < end; row++) {
      const rowId = data.rowIdAt(row);
      if (rowId !== undefined && diff.kindOf(rowId) === "changed") rowIds.push(rowId);
    }
    const request = rowIds.join();
    if (request === this.#requested) return;
    this.#requested = request;
    diff.ensureBase(rowIds);
  }

  /** What is asked for may have other old values now. */
  readonly #handleChange = (): void => {
    this.#requested = "";
    this.#askRepaint();
  };

  /** Once a frame, however often the comparison tells of something. */
  readonly #askRepaint = (): void => {
    if (this.#isAsked) return;
    this.#isAsked = true;
    requestAnimationFrame(() => {
      this.#isAsked = false;
      this.#options.repaint(0, Infinity);
    });
  };
}
