import { beforeFrame } from "../../engine/scheduling/before-frame.ts";
import type { RowPlacement } from "./row-layout.ts";

/** What takes longer is waited for with rows that show that they wait, */
const PATIENCE_MS = 60;
/** and so is what is asked for so soon after it. */
const LATE_MS = 500;

export interface JumpPaintOptions {
  readonly painter: {
    paintSlots(slots: readonly number[], rowOfSlot: readonly number[]): void;
    concealSlots(slots: readonly number[], rowOfSlot: readonly number[]): void;
  };
  /** Whether all cells of the row are here. */
  readonly isHere: (row: number) => boolean;
  readonly isInView: (row: number) => boolean;
}

/**
 * Paints the rows that a jump leads to in the order in which they are needed: those in view once they are here, the
 * others when these are on the screen. To write all of them twice, without and with their cells, takes longer than to read
 * them.
 */
export class JumpPaint {
  readonly #options: JumpPaintOptions;
  #rowOfSlot: readonly number[] = [];
  #concealed = new Set<number>();
  #patience: ReturnType<typeof setTimeout> | undefined;
  #lateUntil = -Infinity;
  /** Takes the painting of the others back that waits for the frame. */
  #stopOthers: (() => void) | null = null;

  constructor(options: JumpPaintOptions) {
    this.#options = options;
  }

  /** Rows stand elsewhere. Where not all are others, they are painted as they are. */
  place({ rowOfSlot, changedSlots }: RowPlacement, { isJump }: { isJump: boolean }): void {
    this.#rowOfSlot = rowOfSlot;
    const isWhole = isJump && changedSlots.length === rowOfSlot.length;
    if (isWhole && performance.now() >= this.#lateUntil) this.#begin(changedSlots);
    else this.#paint(changedSlots);
  }

  /** Something has arrived. */
  update(): void {
    if (this.#concealed.size === 0) return;
    const { isHere, isInView } = this.#options;
    const inView = [...this.#concealed].filter((slot) => isInView(this.#rowOfSlot[slot] ?? -1));
    this.#paint(inView.filter((slot) => isHere(this.#rowOfSlot[slot] ?? -1)));
    if (inView.some((slot) => this.#concealed.has(slot))) return;
    clearTimeout(this.#patience);
    this.#patience = undefined;
    this.#stopOthers ??= afterFrame(() => this.#paintAll());
  }

  /** There are other row elements, or none. */
  forget(): void {
    clearTimeout(this.#patience);
    this.#patience = undefined;
    this.#stopOthers?.();
    this.#stopOthers = null;
    this.#concealed.clear();
  }

  #begin(slots: readonly number[]): void {
    this.#stopOthers?.();
    this.#stopOthers = null;
    this.#concealed = new Set(slots);
    this.#options.painter.concealSlots(slots, this.#rowOfSlot);
    // Of the first of several jumps that lead to nothing yet.
    this.#patience ??= setTimeout(() => {
      this.#lateUntil = performance.now() + LATE_MS;
      this.#paintAll();
    }, PATIENCE_MS);
    this.update();
  }

  #paintAll(): void {
    const slots = [...this.#concealed];
    this.forget();
    this.#paint(slots);
  }

  #paint(slots: readonly number[]): void {
    for (const slot of slots) this.#concealed.delete(slot);
    this.#options.painter.paintSlots(slots, this.#rowOfSlot);
  }
}

/** Calls back when the next frame is on the screen. Returns the function that takes it back. */
function afterFrame(callback: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = beforeFrame(() => (timer = setTimeout(callback)));
  return () => {
    cancel();
    clearTimeout(timer);
  };
}
