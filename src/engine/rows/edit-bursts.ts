import { systemClock, type Clock } from "../clock.ts";

/** What comes this soon after the first edit of a burst shares its frame: its acknowledgement, perhaps the next edits. */
const HEAD_MS = 8;
/** Later ones wait for the next head: sooner than a reader could tell them apart, and each frame would delay them. */
const SPACE_MS = 50;

/** Tells of edited rows at once, but while a page makes one edit after the other only so often. */
export class EditBursts {
  readonly #tell: (rowIds: ReadonlySet<number>) => void;
  readonly #clock: Clock;
  #headAt = -Infinity;
  #gathered = new Set<number>();
  #cancel: () => void = () => undefined;

  constructor(tell: (rowIds: ReadonlySet<number>) => void, clock = systemClock) {
    this.#tell = tell;
    this.#clock = clock;
  }

  edited(rowIds: Iterable<number>): void {
    const isWaiting = this.#gathered.size > 0;
    for (const rowId of rowIds) this.#gathered.add(rowId);
    const now = this.#clock.now();
    if (now >= this.#headAt + SPACE_MS) this.#headAt = now;
    if (now < this.#headAt + HEAD_MS) this.#tellGathered();
    else if (!isWaiting) {
      this.#cancel = this.#clock.callAt(this.#headAt + SPACE_MS, () => {
        this.#headAt = this.#clock.now();
        this.#tellGathered();
      });
    }
  }

  close(): void {
    this.#cancel();
    this.#gathered.clear();
  }

  #tellGathered(): void {
    this.#cancel();
    const rowIds = this.#gathered;
    this.#gathered = new Set();
    this.#tell(rowIds);
  }
}
