import type { ChangeContext } from "../change.ts";

/** Tells how far a change is. All steps are done in one pass, so each of them is an equal share of it. */
export class ProgressMeter {
  readonly #context: Pick<ChangeContext, "state" | "onProgress">;
  readonly #steps: number;
  #progress = 0;

  constructor(context: Pick<ChangeContext, "state" | "onProgress">, steps: number) {
    this.#context = context;
    this.#steps = steps;
  }

  /** `progress` in 0..1. */
  report(progress: number): void {
    this.#progress = Math.max(this.#progress, Math.min(1, progress));
    const totalRows = this.#context.state.extent.rowCount;
    const position = this.#progress * this.#steps;
    const step = Math.min(this.#steps, Math.floor(position) + 1);
    this.#context.onProgress?.({
      step,
      steps: this.#steps,
      rowsDone: Math.round((position - step + 1) * totalRows),
      totalRows,
      progress: this.#progress,
    });
  }

  /** Reports the progress of a part as that of the whole. */
  part(from: number, to: number): (share: number) => void {
    return (share) => this.report(from + (to - from) * share);
  }
}
