/** What is to be painted anew. */
export interface PaintChanges {
  readonly columns: "replaced" | "moved" | null;
  /** The rows stand elsewhere, or there are more or fewer. */
  readonly places: boolean;
  /** Rows `[start, end)`. */
  readonly rows: { readonly start: number; readonly end: number } | null;
}

const NOTHING: PaintChanges = { columns: null, places: false, rows: null };

export interface PaintBatchOptions {
  /** Resolves when to paint: at the end of the task, or in one of its own. */
  readonly turn: () => Promise<void>;
  readonly paint: (changes: PaintChanges) => void;
}

/** Gathers what changes until its turn comes, to be painted once. */
export class PaintBatch {
  readonly #options: PaintBatchOptions;
  #changes: PaintChanges | null = null;

  constructor(options: PaintBatchOptions) {
    this.#options = options;
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
    if (!this.#changes) void this.#options.turn().then(() => this.#flush());
    this.#changes = { ...(this.#changes ?? NOTHING), ...changes };
  }

  #flush(): void {
    const gathered = this.#changes ?? NOTHING;
    this.#changes = null;
    this.#options.paint(gathered);
  }
}
