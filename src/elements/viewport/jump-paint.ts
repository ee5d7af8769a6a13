import { beforeFrame } from "../../engine/scheduling/before-frame.ts";
import type { RowPlacement } from "./row-layout.ts";

/** What takes longer is waited for with rows that show that they wait. */
const PATIENCE_MS = 60;

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
  #stop: () => void = () => undefined;

  constructor(options: JumpPaintOptions) {
    this.#options = options;
  }

  /** Rows stand elsewhere. Where not all are others, they are painted as they are. */
  place({ rowOfSlot, changedSlots }: RowPlacement, { isJump }: { isJump: boolean }): void {
    this.#rowOfSlot = rowOfSlot;
    if (isJump && changedSlots.length === rowOfSlot.length) this.#begin(changedSlots);
    else this.#paint(changedSlots);
  }

  #begin(slots: readonly number[]): void {
    this.#stop();
    this.#concealed = new Set(slots);
    this.#options.painter.concealSlots(slots, this.#rowOfSlot);
    const patience = setTimeout(() => this.#paint([...this.#concealed]), PATIENCE_MS);
    this.#stop = () => clearTimeout(patience);
    this.update();
  }

  /** Something has arrived. */
  update(): void {
    if (this.#concealed.size === 0) return;
    const { isHere, isInView } = this.#options;
    const inView = [...this.#concealed].filter((slot) => isInView(this.#rowOfSlot[slot] ?? -1));
    this.#paint(inView.filter((slot) => isHere(this.#rowOfSlot[slot] ?? -1)));
    if (this.#concealed.size === 0 || inView.some((slot) => this.#concealed.has(slot))) return;
    this.#stop();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const cancel = beforeFrame(() => {
      timer = setTimeout(() => this.#paint([...this.#concealed]));
    });
    this.#stop = () => {
      cancel();
      clearTimeout(timer);
    };
  }

  /** There are other row elements, or none. */
  forget(): void {
    this.#stop();
    this.#concealed.clear();
  }

  #paint(slots: readonly number[]): void {
    for (const slot of slots) this.#concealed.delete(slot);
    this.#options.painter.paintSlots(slots, this.#rowOfSlot);
  }
}
