import type { DirtyTracker } from "../changes/dirty-tracker.ts";
import type { StoredVersions } from "./stored-versions.ts";

/** Whatever is stored from now on is another table, unless this page stores it. */
const DELETED = -1;

/** Whether the table of this page is what is stored, with changes after it, or another one. */
export class StoredIdentity {
  readonly #stored: Pick<StoredVersions, "id" | "newest" | "access">;
  readonly #tracker: Pick<DirtyTracker, "replacedAt">;
  /** Of what was stored when this page's table was, or `DELETED`; null: it never was. */
  #id: number | null = null;

  constructor(stored: Pick<StoredVersions, "id" | "newest" | "access">, tracker: Pick<DirtyTracker, "replacedAt">) {
    this.#stored = stored;
    this.#tracker = tracker;
  }

  /** Whether the table was deleted elsewhere, and another one stored under its name. */
  get isOvertaken(): boolean {
    const { id } = this.#stored;
    return this.#id !== null && id !== null && id !== this.#id;
  }

  /** Whether the table is what is stored, with changes after it, and no other. */
  get isStored(): boolean {
    return !this.isOvertaken && (this.#stored.newest?.version ?? -1) >= this.#tracker.replacedAt;
  }

  /** Whether the table is another one, that this page is to store in its place. */
  get isToReplace(): boolean {
    return this.#stored.access === "write" && !this.isStored && this.#tracker.replacedAt < Infinity;
  }

  /** What is stored is this table, or is to be. */
  adopt(): void {
    this.#id = this.#stored.id;
  }

  /** What was stored of the table is deleted. */
  forget(): void {
    this.#id = DELETED;
  }
}
