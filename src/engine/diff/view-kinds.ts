import type { RowView } from "../rows/row-source.ts";
import { yieldToMain } from "../scheduling/yield.ts";
import type { DiffRows } from "./diff-rows.ts";
import type { DiffKind } from "./diff-types.ts";
import { kindOfMark } from "./row-marks.ts";

/** Looked up in some milliseconds. */
const ROWS_PER_TURN = 30_000;
/** Between the end of a look and the next one. */
const LOOK_REST_MS = 1000;
const CODES: Record<DiffKind, number> = { added: 1, removed: 2, changed: 3 };
const KINDS = [null, "added", "removed", "changed"] as const;

/** How each row of a view differs: two bits a row. */
export class PackedKinds {
  readonly #bytes: Uint8Array;
  readonly rowCount: number;

  constructor(rowCount: number) {
    this.rowCount = rowCount;
    this.#bytes = new Uint8Array((rowCount + 3) >> 2);
  }

  set(row: number, kind: DiffKind): void {
    this.#bytes[row >> 2] = (this.#bytes[row >> 2] ?? 0) | (CODES[kind] << ((row & 3) * 2));
  }

  /** Calls back for each row that differs. */
  forEach(visit: (row: number, kind: DiffKind) => void): void {
    for (let byte = 0; byte < this.#bytes.length; byte++) {
      if (this.#bytes[byte] === 0) continue;
      for (let row = byte << 2; row < (byte + 1) << 2; row++) {
        const kind = this.at(row);
        if (kind) visit(row, kind);
      }
    }
  }

  /** Null: it does not. */
  at(row: number): DiffKind | null {
    return KINDS[((this.#bytes[row >> 2] ?? 0) >> ((row & 3) * 2)) & 3] ?? null;
  }
}

/**
 * Which rows of a view differ where its order tells nothing of that: found by a look at each, which gives way to what is
 * more urgent.
 */
export class ViewKinds {
  readonly #rows: DiffRows;
  readonly #onFound: () => void;
  #found: { readonly view: RowView; readonly revision: number; readonly kinds: PackedKinds } | null = null;
  #restUntil = -Infinity;
  #looking: { readonly view: RowView; readonly abort: AbortController } | null = null;

  /** `onFound`: `of` has more to tell. */
  constructor(rows: DiffRows, onFound: () => void) {
    this.#rows = rows;
    this.#onFound = onFound;
  }

  /** What was last known, if anything, while it is looked for anew. */
  of(view: RowView): PackedKinds | null {
    if (!this.current(view) && this.#looking?.view !== view) void this.#look(view);
    return this.#found?.kinds ?? null;
  }

  /** Null: something new is known since. */
  current(view: RowView): PackedKinds | null {
    const found = this.#found;
    return found?.view === view && found.revision === this.#rows.revision ? found.kinds : null;
  }

  close(): void {
    this.#looking?.abort.abort();
    this.#looking = null;
    this.#found = null;
  }

  async #look(view: RowView): Promise<void> {
    this.#looking?.abort.abort();
    const looking = { view, abort: new AbortController() };
    this.#looking = looking;
    // A comparison under way finds more at every moment, and every edit makes another view.
    while (!looking.abort.signal.aborted && performance.now() < this.#restUntil) await yieldForMs(LOOK_REST_MS / 4);
    const { revision } = this.#rows;
    const kinds = new PackedKinds(view.rowCount);
    for (let row = 0; row < view.rowCount; row++) {
      if (row % ROWS_PER_TURN === 0) await yieldToMain();
      if (looking.abort.signal.aborted) return;
      const mark = this.#rows.markOf(view.ids ? (view.ids[row] ?? NaN) : view.firstId + row);
      if (mark !== undefined) kinds.set(row, kindOfMark(mark));
    }
    this.#looking = null;
    this.#found = { view, revision, kinds };
    this.#restUntil = performance.now() + LOOK_REST_MS;
    this.#onFound();
  }
}

function yieldForMs(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
