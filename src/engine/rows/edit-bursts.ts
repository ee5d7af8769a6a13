import { systemClock, type Clock } from "../clock.ts";
import { beforeFrame } from "../scheduling/before-frame.ts";

/** Sooner than a reader could tell them apart; each frame would delay the edits that a page makes meanwhile. */
const SPACE_MS = 50;

interface EditBurstsOptions {
  readonly clock?: Clock;
  readonly beforeFrame?: typeof beforeFrame;
}

/** Tells of edited rows with the next frame, but while a page makes one edit after the other only so often. */
export class EditBursts {
  readonly #tell: (rowIds: ReadonlySet<number>) => void;
  readonly #clock: Clock;
  readonly #beforeFrame: typeof beforeFrame;
  #toldAt = -Infinity;
  #gathered = new Set<number>();
  #cancel: () => void = () => undefined;

  constructor(tell: (rowIds: ReadonlySet<number>) => void, options: EditBurstsOptions = {}) {
    this.#tell = tell;
    this.#clock = options.clock ?? systemClock;
    this.#beforeFrame = options.beforeFrame ?? beforeFrame;
  }

  edited(rowIds: Iterable<number>): void {
    const isWaiting = this.#gathered.size > 0;
    for (const rowId of rowIds) this.#gathered.add(rowId);
    if (isWaiting || this.#gathered.size === 0) return;
    const dueAt = this.#toldAt + SPACE_MS;
    if (this.#clock.now() >= dueAt) this.#waitForFrame();
    else this.#cancel = this.#clock.callAt(dueAt, () => this.#waitForFrame());
  }

  close(): void {
    this.#cancel();
    this.#gathered.clear();
  }

  #waitForFrame(): void {
    this.#cancel = this.#beforeFrame(() => {
      this.#toldAt = this.#clock.now();
      const rowIds = this.#gathered;
      this.#gathered = new Set();
      this.#tell(rowIds);
    });
  }
}
