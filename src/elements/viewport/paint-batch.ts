/** What is to be painted anew. */
export interface PaintChanges {
  readonly columns: "replaced" | "moved" | null;
  /** The rows stand elsewhere, or there are more or fewer. */
  readonly places: boolean;
  /** Rows `[start, end)`. */
  readonly rows: { readonly start: number; readonly end: number } | null;
}

const NOTHING: PaintChanges = { columns: null, places: false, rows: null };

/** Gathers what changes in one task, to be painted once at its end. */
export class PaintBatch {
  readonly #paint: (changes: PaintChanges) => void;
  #changes: PaintChanges | null = null;

  constructor(paint: (changes: PaintChanges) => void) {
    this.#paint = paint;
  }

  get isPending(): boolean {
    return this.#changes !== null;
  }

  changeColumns(columns: "replaced" | "moved"): void {
    const isReplaced = columns === "replaced" || this.#changes?.columns === "replaced";
    this.#merge({ columns: isReplaced ? "replaced" : "moved" });
  }

  changePlaces(): void {
    this.#merge({ places: true });
  }

  changeRows(start: number, end: number): void {
    const former = this.#changes?.rows ?? { start, end };
    this.#merge({ rows: { start: Math.min(former.start, start), end: Math.max(former.end, end) } });
  }

  #merge(changes: Partial<PaintChanges>): void {
    if (!this.#changes) {
      queueMicrotask(() => {
        const gathered = this.#changes ?? NOTHING;
        this.#changes = null;
        this.#paint(gathered);
      });
    }
    this.#changes = { ...(this.#changes ?? NOTHING), ...changes };
  }
}
