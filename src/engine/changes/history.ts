import type { HistoryState } from "../engine-events.ts";
import type { Priority } from "../scheduling/priority.ts";
import type { UndoRecord } from "./change.ts";

/** Cells of an edit or a paste; rows added or deleted; what a transform did. */
export type ChangeKind = "cells" | "rows" | "transform";

export type HistoryDirection = "undo" | "redo";

export interface HistoryEntry {
  readonly kind: ChangeKind;
  /** At which it was made, and is to be undone. */
  readonly priority: Priority;
  readonly record: UndoRecord;
  /** Of the change when it was made. */
  readonly sequence: number;
}

export interface HistoryOptions {
  readonly onChange: (state: HistoryState) => void;
  /** Records that nobody can undo or redo any more. */
  readonly onRelease: (records: readonly UndoRecord[]) => void;
  readonly maxSteps?: number;
  readonly maxBytes?: number;
}

const MAX_STEPS = 100;
const MAX_BYTES = 256 * 2 ** 20;

/**
 * The changes that can be taken back, and those that can be made again. Limited in steps and bytes by letting go of the
 * oldest; the last change stays, whatever its size.
 */
export class History {
  readonly #options: HistoryOptions;
  readonly #maxSteps: number;
  readonly #maxBytes: number;
  /** The next one last. */
  #sides: Record<HistoryDirection, HistoryEntry[]> = { undo: [], redo: [] };

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#maxSteps = options.maxSteps ?? MAX_STEPS;
    this.#maxBytes = options.maxBytes ?? MAX_BYTES;
  }

  get state(): HistoryState {
    return {
      undoLabel: this.next("undo")?.record.label ?? null,
      redoLabel: this.next("redo")?.record.label ?? null,
    };
  }

  next(direction: HistoryDirection): HistoryEntry | undefined {
    return this.#sides[direction].at(-1);
  }

  /** The last transform that is made, and all changes after it, the oldest first; empty: there is none. */
  get sinceTransform(): readonly HistoryEntry[] {
    const last = this.#sides.undo.findLast(({ kind }) => kind === "transform");
    return last ? this.since(last) : [];
  }

  /** A change and all after it; empty when it is not made, or forgotten. */
  since({ record }: HistoryEntry): readonly HistoryEntry[] {
    const { undo } = this.#sides;
    const at = undo.findIndex((entry) => entry.record === record);
    return at < 0 ? [] : undo.slice(at);
  }

  /** A change was committed: what was undone before cannot be made again. */
  add(entry: HistoryEntry): void {
    const { undo, redo } = this.#sides;
    undo.push(entry);
    const dropped = [...redo.splice(0), ...this.#trim(undo)];
    this.#changed(dropped);
  }

  /** The next change in this direction was taken back, or made again. */
  moved(direction: HistoryDirection): void {
    const entry = this.#sides[direction].pop();
    if (entry) this.#sides[direction === "undo" ? "redo" : "undo"].push(entry);
    this.#changed([]);
  }

  /** Another table has come: nothing of this one can be undone. */
  clear(): void {
    const dropped = this.#forgetAll();
    this.#changed(dropped);
  }

  /**
   * The database is gone, and with it what the records held there: `recordOf` tells with what the change can still be
   * taken back, or made again. What lies behind one that cannot is gone as well.
   */
  lose(recordOf: (entry: HistoryEntry) => UndoRecord | null = () => null): void {
    for (const side of Object.values(this.#sides)) {
      const kept: HistoryEntry[] = [];
      for (const entry of side.toReversed()) {
        const record = recordOf(entry);
        if (!record) break;
        kept.unshift({ ...entry, record });
      }
      side.splice(0, side.length, ...kept);
    }
    this.#changed([]);
  }

  #forgetAll(): HistoryEntry[] {
    const { undo, redo } = this.#sides;
    this.#sides = { undo: [], redo: [] };
    return [...undo, ...redo];
  }

  #trim(entries: HistoryEntry[]): HistoryEntry[] {
    let bytes = entries.reduce((sum, { record }) => sum + record.byteLength, 0);
    let count = 0;
    while (count < entries.length - 1 && (entries.length - count > this.#maxSteps || bytes > this.#maxBytes)) {
      bytes -= entries[count]?.record.byteLength ?? 0;
      count++;
    }
    return entries.splice(0, count);
  }

  #changed(dropped: readonly HistoryEntry[]): void {
    if (dropped.length > 0) this.#options.onRelease(dropped.map(({ record }) => record));
    this.#options.onChange(this.state);
  }
}
