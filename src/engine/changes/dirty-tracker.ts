import type { SegmentPlan, StoredSegment, StoredVersion } from "../../worker/protocol.ts";
import { planSegments } from "../persistence/segment-plan.ts";
import { SEGMENT_ROWS } from "../schema.ts";
import type { IdRange, TouchedRows } from "./change.ts";
import { ColumnLog } from "./column-log.ts";

/** What one save takes on: every change up to `version`. */
export interface SnapshotCut {
  readonly version: number;
  readonly segments: readonly SegmentPlan[];
  /** For `restore`, should the save fail. */
  readonly changes: DirtyChanges;
}

interface DirtyChanges {
  readonly all: boolean;
  /** Numbers of blocks of `SEGMENT_ROWS` ids. */
  readonly blocks: ReadonlySet<number>;
}

/** Counts acknowledged changes and remembers which ids they touched since the last snapshot. */
export class DirtyTracker {
  #version = 0;
  #savedVersion = 0;
  #all = true;
  #blocks = new Set<number>();
  #base: readonly StoredSegment[] = [];
  #hasEdits = false;
  /** Changes that are numbered and not made yet. */
  readonly #underWay = new Set<number>();
  #replacedAt = Infinity;
  /** What the save under way takes on. */
  #inCut: DirtyChanges | null = null;
  readonly #columns = new ColumnLog();

  /** Change counter; each acknowledged change moves it. */
  get version(): number {
    return this.#version;
  }

  get isDirty(): boolean {
    return this.#version !== this.#savedVersion || this.#underWay.size > 0;
  }

  /** Whether rows changed since the table was loaded or saved. */
  get hasEdits(): boolean {
    return this.#hasEdits;
  }

  /** The change by which this table took another one's place; infinite: it is not to be stored. */
  get replacedAt(): number {
    return this.#replacedAt;
  }

  /** Starts over with what a load of `loaded` brought. `version`: of that load, if it is a change. */
  opened(loaded: StoredVersion, version = loaded.version): void {
    this.#version = version;
    this.#savedVersion = loaded.version;
    this.#all = false;
    this.#blocks.clear();
    this.#base = loaded.segments;
    this.#begin(version === loaded.version ? 0 : version);
    this.#columns.begin(version);
  }

  /** The table is another one by the change `version`. */
  replaced(version: number, { isToBeStored = true } = {}): void {
    this.markAll(version);
    this.#begin(isToBeStored ? version : Infinity);
    this.#columns.begin(version);
  }

  /** What is stored is another table. */
  overtaken(): void {
    this.#replacedAt = Infinity;
  }

  /** There is no table any more, and nothing is stored. */
  forgetTable(): void {
    this.#version = 0;
    this.#savedVersion = 0;
    this.#begin(Infinity);
    this.forgetBase();
  }

  #begin(replacedAt: number): void {
    this.#replacedAt = replacedAt;
    this.#hasEdits = false;
    this.#underWay.clear();
  }

  /** `sequence` is about to be marked. */
  expect(sequence: number): void {
    this.#underWay.add(sequence);
  }

  /** `sequence` turned out to be no change. */
  dismiss(sequence: number): void {
    this.#underWay.delete(sequence);
  }

  /** The storage holds versions up to `newest`, perhaps of another table: those of this one come after them. */
  continueAfter(newest: number): void {
    const shift = Math.max(0, newest - this.#savedVersion);
    this.#version += shift;
    this.#savedVersion += shift;
  }

  /** One change of rows within these ids. */
  markRanges(ranges: Iterable<IdRange>, version = this.#version + 1): void {
    this.#version = version;
    for (const { firstId, endId } of ranges) {
      const first = Math.floor(firstId / SEGMENT_ROWS);
      for (let block = first; block * SEGMENT_ROWS < endId; block++) this.#blocks.add(block);
    }
  }

  /** One change of every row, or of the columns that segments hold. */
  markAll(version = this.#version + 1): void {
    this.#version = version;
    this.#all = true;
  }

  /** One change of what only the manifest holds: a column's name, the columns' order. */
  markSchema(version = this.#version + 1): void {
    this.#version = version;
  }

  /** One change of what `touched` says. */
  mark(touched: TouchedRows, version: number): void {
    this.#underWay.delete(version);
    this.#hasEdits = true;
    this.#columns.note(version, columnsOf(touched));
    if (touched.kind === "ranges") this.markRanges(touched.ranges, version);
    else if (touched.kind === "schema") this.markSchema(version);
    else this.markAll(version);
  }

  /** Hands over all changes so far. Call at the moment at which the snapshot's transaction is fixed. */
  cut(nextRowId: number): SnapshotCut {
    const changes: DirtyChanges = { all: this.#all, blocks: this.#blocks };
    const reusable = this.#all ? [] : this.#base.filter((segment) => !isDirty(segment, this.#blocks));
    this.#all = false;
    this.#blocks = new Set();
    this.#inCut = changes;
    return { version: this.#version, segments: planSegments(reusable, nextRowId), changes };
  }

  /** The save of `cut` is committed. */
  saved(cut: SnapshotCut, segments: readonly StoredSegment[]): void {
    this.#inCut = null;
    this.#savedVersion = cut.version;
    this.#base = segments;
    this.#hasEdits = this.isDirty;
  }

  /** The save of `cut` failed: its changes are to save again. */
  restore(cut: SnapshotCut): void {
    this.#inCut = null;
    this.#all ||= cut.changes.all;
    for (const block of cut.changes.blocks) this.#blocks.add(block);
  }

  /** Columns in which rows may differ from what they were at `version`; null: in any. */
  columnsSince(version: number): ReadonlySet<number> | null {
    return this.#columns.since(version);
  }

  /** Whether rows within the range may differ from those of the newest snapshot. */
  isTouched(range: IdRange): boolean {
    const isIn = ({ all, blocks }: DirtyChanges) => all || isDirty(range, blocks);
    return isIn({ all: this.#all, blocks: this.#blocks }) || (this.#inCut !== null && isIn(this.#inCut));
  }

  /** Nothing is stored any more. */
  forgetStored(): void {
    this.#savedVersion = -1;
    this.forgetBase();
  }

  /** No stored segment is to be used again. */
  forgetBase(): void {
    this.#all = true;
    this.#base = [];
  }
}

function columnsOf(touched: TouchedRows): readonly number[] | null {
  if (touched.kind === "schema") return [];
  return touched.kind === "ranges" ? (touched.columnIds ?? null) : null;
}

function isDirty(segment: IdRange, blocks: ReadonlySet<number>): boolean {
  const first = Math.floor(segment.firstId / SEGMENT_ROWS);
  for (let block = first; block * SEGMENT_ROWS < segment.endId; block++) if (blocks.has(block)) return true;
  return false;
}
