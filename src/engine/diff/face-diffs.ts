import type { TouchedRows } from "../changes/change.ts";
import type { TableChanges } from "../changes/table-changes.ts";
import type { CurrentTable } from "../current-table.ts";
import type { RunningDatabase } from "../database-runtime.ts";
import type { Emitter } from "../emitter.ts";
import type { EngineEvents } from "../engine-events.ts";
import type { EngineStatus } from "../engine-status.ts";
import { isAbort, PersistentTableError } from "../errors.ts";
import type { TableFace } from "../faces/table-face.ts";
import type { Operations } from "../operations.ts";
import type { QueryQueue } from "../scheduling/query-queue.ts";
import type { TableStorage } from "../table-storage.ts";
import { Comparison } from "./comparison.ts";
import { DiffRowSource } from "./diff-row-source.ts";
import type {
  DiffBase,
  DiffData,
  DiffEngine,
  DiffFilter,
  DiffFormat,
  DiffMode,
  DiffResult,
  RevertSelection,
} from "./diff-types.ts";
import { exportDiff } from "./export-diff.ts";
import { openSides, type OpenedSides } from "./open-sides.ts";
import { OpenDiff } from "./open-diff.ts";
import { revert } from "./revert.ts";

export interface FaceDiffsParts {
  /** Folder URL of the workers and `.wasm` files. */
  readonly assetBase: string;
  readonly face: TableFace;
  readonly table: CurrentTable;
  readonly storage: TableStorage;
  readonly changes: TableChanges;
  readonly operations: Operations;
  readonly status: EngineStatus;
  readonly startDatabase: () => Promise<RunningDatabase>;
  readonly events: Emitter<EngineEvents>;
  readonly whenReady: (options: Options) => Promise<void>;
}

interface Options {
  signal?: AbortSignal;
}

/** Rows that are found are shown so often. */
const SHOW_MS = 250;

/** Compares the table of one face with another state of it, and shows what differs. */
export class FaceDiffs implements DiffEngine {
  readonly #parts: FaceDiffsParts;
  #current: OpenDiff | null = null;
  #running: Promise<void> | null = null;
  #shownAt = 0;
  /** Aborted when the open comparison is closed. */
  #closing = new AbortController();

  constructor(parts: FaceDiffsParts) {
    this.#parts = parts;
  }

  get open(): DiffData | null {
    return this.#current;
  }

  async compare(against: DiffBase, { present, signal }: Options & { present?: number } = {}): Promise<DiffResult> {
    const { operations, changes, whenReady } = this.#parts;
    await whenReady(signal ? { signal } : {});
    const startedAt = performance.now();
    return await operations.run("diff", signal, async (stop) => {
      await changes.settled({ signal: stop });
      const sides = await openSides(against, { ...this.#parts, present: present ?? null, signal: stop });
      if (this.#current) this.#close();
      const opened = this.#begin(sides);
      await this.#compare(opened, stop);
      const { counts } = opened;
      const result = { ...counts, durationMs: performance.now() - startedAt };
      this.#parts.events.emit("diff-complete", result);
      return result;
    });
  }

  close(): void {
    if (!this.#current) return;
    const { isLive } = this.#current.parts;
    this.#close();
    void this.#renew({ columnsChange: !isLive });
  }

  async show(view: { mode?: DiffMode; filter?: DiffFilter }): Promise<void> {
    this.#opened().show(view);
    await this.#renew();
  }

  async revert(selection: RevertSelection = {}, options: Options = {}): Promise<number> {
    const open = this.#opened();
    await this.#whenCompared();
    return await revert(open, selection, { ...this.#parts, ...options });
  }

  async exportAs(format: DiffFormat, { signal }: Options = {}): Promise<Blob> {
    const open = this.#opened();
    const { operations, assetBase, startDatabase, events } = this.#parts;
    return await operations.run("export", signal, async (stop) => {
      await this.#whenCompared();
      const { queue } = await startDatabase();
      const onProgress = (progress: EngineEvents["export-progress"]) => events.emit("export-progress", progress);
      return await exportDiff(open, { queue, assetBase, format, onProgress, signal: stop });
    });
  }

  #opened(): OpenDiff {
    if (this.#current) return this.#current;
    throw new PersistentTableError("invalid-argument", "Nothing is compared yet: call diff() first.");
  }

  async #whenCompared(): Promise<void> {
    while (this.#running) await this.#running;
  }

  #begin(sides: OpenedSides): OpenDiff {
    const { face, startDatabase, status, events } = this.#parts;
    const queue = async (): Promise<QueryQueue> => (await startDatabase()).queue;
    const comparison = this.#comparison(sides);
    const onError = (error: unknown): void => {
      if (!isAbort(error)) status.report(error);
    };
    const opened = new OpenDiff({ ...sides, comparison, rows: face.rows, queue, onError });
    this.#current = opened;
    this.#closing = new AbortController();
    face.comparing.source = (table, ownQueue) => new DiffRowSource(table, ownQueue, opened.shown);
    face.comparing.onTouched = (touched) => this.#handleTouched(touched);
    face.comparing.onReplaced = ({ isSame }) => this.#handleReplaced(isSame);
    events.emit("diff-change", { open: true });
    return opened;
  }

  #comparison({ base, present, isSame, columnsToCompare }: OpenedSides): Comparison {
    return new Comparison({ base, present, isSame, columnsToCompare, onChange: () => this.#handleProgress() });
  }

  async #compare(opened: OpenDiff, stop: AbortSignal): Promise<void> {
    const { startDatabase } = this.#parts;
    const signal = AbortSignal.any([stop, this.#closing.signal]);
    const { comparison } = opened.parts;
    const running = Promise.withResolvers<void>();
    this.#running = running.promise;
    opened.setState("computing");
    try {
      const { queue } = await startDatabase();
      await comparison.run(queue, signal);
      opened.setState("complete");
      await this.#renew();
    } catch (error) {
      if (this.#current === opened) opened.setState(signal.aborted ? "stopped" : "failed");
      throw error;
    } finally {
      if (this.#running === running.promise) this.#running = null;
      running.resolve();
    }
  }

  #handleProgress(): void {
    const open = this.#current;
    if (!open) return;
    this.#parts.events.emit("diff-progress", { progress: open.progress });
    open.tellChange();
    const now = performance.now();
    if (now < this.#shownAt + SHOW_MS) return;
    this.#shownAt = now;
    void this.#renew();
  }

  /** Rows that the reader sees are others. */
  async #renew({ columnsChange = false } = {}): Promise<void> {
    const { face, startDatabase, status } = this.#parts;
    const { mode = "all", counts } = this.#current ?? {};
    const isPlain = mode === "all" && (counts?.removed ?? 0) === 0 && face.rows.rowView?.ids === null;
    if (isPlain && !columnsChange) return;
    try {
      const { queue } = await startDatabase();
      await face.views.renew(queue);
    } catch (error) {
      if (!isAbort(error)) status.report(error);
    }
  }

  #handleTouched(touched: TouchedRows): void {
    const open = this.#current;
    if (!open?.parts.isLive) return;
    const ranges = touched.kind === "ranges" ? touched.ranges : "all";
    const { base, comparison } = open.parts;
    if (base.isGone) {
      this.close();
      return;
    }
    base.handleTouched?.(ranges);
    open.forget(ranges);
    comparison.invalidate(ranges);
    if (!this.#running) this.#continue(open);
  }

  #continue(open: OpenDiff): void {
    const { operations, status } = this.#parts;
    // In the next task: what is about to be changed as well is compared together.
    operations
      .run("diff", undefined, async (stop) => {
        await new Promise((resolve) => setTimeout(resolve));
        if (this.#current === open) await this.#compare(open, stop);
      })
      .catch((error: unknown) => {
        if (!isAbort(error) && this.#current === open) status.report(error);
      });
  }

  #handleReplaced(isSame: boolean): void {
    const open = this.#current;
    if (!open) return;
    if (!isSame || !open.parts.base.survivesRestart) this.#close();
    else if (open.parts.isLive) {
      open.forget("all");
      open.parts.comparison.invalidate("all");
      if (!this.#running) this.#continue(open);
    }
  }

  #close(): void {
    const { face, events } = this.#parts;
    const open = this.#current;
    this.#current = null;
    this.#closing.abort(new DOMException("The comparison was closed.", "AbortError"));
    Object.assign(face.comparing, { source: null, onTouched: null, onReplaced: null });
    open?.close().catch(() => undefined);
    events.emit("diff-change", { open: false });
  }

  dispose(): void {
    if (this.#current) this.#close();
  }
}
