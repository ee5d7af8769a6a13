import type { Cells } from "./cells.ts";

/**
 * What a user did to a table and what he was told of it, kept in the plainest way. The number of a change is its
 * sequence; state 0 is no table.
 */
export class ChangeLog {
  #states: (Cells | null)[] = [null];
  /** Acknowledged by the journal. */
  #journaled = new Set<number>();
  /** Barriers, and changes that the journal failed to take: only a snapshot can hold them. */
  #unreplayable = new Set<number>();
  /** The newest acknowledged snapshot; 0: none. */
  #saved = 0;
  /** The id under which it is saved; 0: not known. */
  #tableId = 0;
  /** Versions that have to stay, as was acknowledged. */
  #kept = new Set<number>();
  /** A deletion was asked for: nothing has to be there any more. */
  #isDeleting = false;
  /** Up to here, all was deleted for good. */
  #deletedUpTo = 0;

  get sequence(): number {
    return this.#states.length - 1;
  }

  get current(): Cells | null {
    return this.#states.at(-1) ?? null;
  }

  get saved(): number {
    return this.#saved;
  }

  get tableId(): number {
    return this.#tableId;
  }

  get kept(): ReadonlySet<number> {
    return this.#kept;
  }

  stateAt(sequence: number): Cells | null {
    return this.#states[sequence] ?? null;
  }

  /** The last change that must be there after whatever crash; 0: nothing must be. */
  get acknowledged(): number {
    if (this.#isDeleting || this.#saved === 0) return 0;
    let last = this.#saved;
    while (this.#journaled.has(last + 1) && !this.#unreplayable.has(last + 1)) last++;
    return last;
  }

  /** Whether a load may find the state after change `sequence`. */
  mayFind(sequence: number): boolean {
    if (sequence === 0) return this.acknowledged === 0;
    return sequence >= Math.max(1, this.acknowledged) && sequence <= this.sequence && sequence > this.#deletedUpTo;
  }

  /** Whether a load after damage may find it: a state of some time, if not of the last. */
  mayFindDamaged(sequence: number): boolean {
    return sequence === 0 || (sequence <= this.sequence && sequence > this.#deletedUpTo);
  }

  change(cells: Cells): number {
    this.#states.push(cells);
    return this.sequence;
  }

  makeUnreplayable(sequence: number): void {
    this.#unreplayable.add(sequence);
  }

  acknowledge(sequence: number): void {
    this.#journaled.add(sequence);
  }

  acknowledgeSave(version: number, tableId: number): void {
    this.#saved = version;
    this.#tableId = tableId;
    this.#isDeleting = false;
  }

  /** False, from the moment at which it may not be kept any more. */
  keep(version: number, isKept: boolean): void {
    if (isKept) this.#kept.add(version);
    else this.#kept.delete(version);
  }

  /** Something was damaged. */
  forgetKept(): void {
    this.#kept.clear();
  }

  beginDeletion(): void {
    this.#isDeleting = true;
    this.#tableId = 0;
    this.#kept.clear();
  }

  acknowledgeDeletion(): void {
    this.#saved = 0;
    this.#deletedUpTo = this.sequence;
  }

  /**
   * The log of the page that loaded the state after change `found` from snapshot `version` of table `tableId` and goes on
   * behind `last`, the last number that the storage knows.
   */
  continuedFrom({
    found,
    version,
    last,
    tableId,
  }: Record<"found" | "version" | "last" | "tableId", number>): ChangeLog {
    const log = new ChangeLog();
    const state = this.stateAt(found);
    log.#states = this.#states.slice(0, found + 1);
    while (log.sequence < last) log.#unreplayable.add(log.change(state as Cells));
    for (let sequence = version + 1; sequence <= found; sequence++) log.#journaled.add(sequence);
    log.#saved = version;
    log.#tableId = tableId;
    log.#kept = new Set(this.#kept);
    log.#deletedUpTo = found === 0 ? last : this.#deletedUpTo;
    return log;
  }

  clone(): ChangeLog {
    const log = new ChangeLog();
    log.#states = [...this.#states];
    log.#journaled = new Set(this.#journaled);
    log.#unreplayable = new Set(this.#unreplayable);
    log.#saved = this.#saved;
    log.#tableId = this.#tableId;
    log.#kept = new Set(this.#kept);
    log.#isDeleting = this.#isDeleting;
    log.#deletedUpTo = this.#deletedUpTo;
    return log;
  }
}
