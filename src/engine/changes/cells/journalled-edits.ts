import type { CurrentTable } from "../../current-table.ts";
import type { RunningDatabase } from "../../database-runtime.ts";
import { isDatabaseDeath } from "../../errors.ts";
import type { CellEdit } from "../../rows/edit-overlay.ts";
import type { Job } from "../../scheduling/job.ts";
import type { Priority } from "../../scheduling/priority.ts";
import type { WriteContext } from "../change.ts";
import { tableReplaced } from "../table-replaced.ts";
import { changeCells, FEW_CELLS, writeCells, type CellChange } from "./write-cells.ts";
import { writeCellsInBulk } from "./write-cells-in-bulk.ts";

export interface JournalledEditsParts {
  readonly table: CurrentTable;
  readonly startDatabase: () => Promise<RunningDatabase>;
}

/** Cells of one change, each named once, that the journal has or is about to have. */
export interface JournalledEdit {
  readonly edits: readonly CellEdit[];
  /** What is known of them without the database; null: nothing. */
  readonly changes: readonly CellChange[] | null;
  readonly priority: Priority;
  /** Called synchronously at the commit; none of its cells had another value: there are no changes. */
  readonly onCommit: (changes: readonly CellChange[], queue: RunningDatabase["queue"]) => void;
}

interface Waiting extends JournalledEdit {
  readonly epoch: number;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * A transaction costs as much as many edits, and takes a core from the edits that follow: so they are waited for until
 * none comes for a while, but not for ever.
 */
const QUIET_MS = 50;
const PATIENCE_MS = 2000;

/**
 * Brings edits into the database that are acknowledged without it: in their order, those that come soon after each other
 * together in one transaction.
 */
export class JournalledEdits {
  readonly #parts: JournalledEditsParts;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | null = null;
  /** Ends the wait for more edits. */
  #hurry: () => void = () => undefined;
  #isAwaited = false;

  constructor(parts: JournalledEditsParts) {
    this.#parts = parts;
  }

  /** Resolves when the database has all edits so far, which it gets at once. */
  async written(): Promise<void> {
    this.flush();
    while (this.#writing) await this.#writing;
  }

  /** Somebody waits for the edits: no more of them are waited for. */
  flush(): void {
    this.#isAwaited = this.#writing !== null;
    this.#hurry();
  }

  /** Resolves at the commit. Rejects when the database does not take it, and when another table came in its place. */
  write(edit: JournalledEdit): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...edit, epoch: this.#parts.table.epoch, resolve, reject });
      this.#writing ??= this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gather();
      const batch = this.#waiting.splice(0);
      await this.#writeBatch(batch).catch(async (error: unknown) => {
        if (batch.length === 1 || isDatabaseDeath(error)) for (const { reject } of batch) reject(error);
        else for (const edit of batch) await this.#writeBatch([edit]).catch(edit.reject);
      });
    }
    this.#writing = null;
    this.#isAwaited = false;
  }

  async #gather(): Promise<void> {
    if (this.#isAwaited) return;
    const gathered = Promise.withResolvers<void>();
    this.#hurry = gathered.resolve;
    const latest = setTimeout(gathered.resolve, PATIENCE_MS);
    let count = 0;
    const quiet = setInterval(() => {
      if (count === this.#waiting.length) gathered.resolve();
      count = this.#waiting.length;
    }, QUIET_MS);
    await gathered.promise;
    clearTimeout(latest);
    clearInterval(quiet);
    this.#hurry = () => undefined;
  }

  async #writeBatch(batch: readonly Waiting[]): Promise<void> {
    const { table, startDatabase } = this.#parts;
    const { queue } = await startDatabase();
    await queue.write(
      async function* (connection) {
        yield;
        if (batch.some(({ epoch }) => epoch !== table.epoch)) throw tableReplaced();
        return yield* changeInOrder({ connection, state: table.state }, batch);
      },
      {
        priority: batch.some(({ priority }) => priority === "urgent") ? "urgent" : "user-visible",
        onCommit: (changes) => {
          for (const [index, edit] of batch.entries()) edit.onCommit(changes[index] ?? [], queue);
        },
      },
    );
    for (const { resolve } of batch) resolve();
  }
}

/** The changes of each edit. */
async function* changeInOrder(
  context: WriteContext,
  batch: readonly JournalledEdit[],
): Job<readonly (readonly CellChange[])[]> {
  const known = batch.map(({ changes }) => changes);
  if (known.includes(null)) return yield* changeUnknown(context, batch);
  // Of each cell only the last value counts.
  const cells = new Map(batch.flatMap(({ edits }) => edits.map((edit) => [keyOf(edit), edit])));
  const edits = [...cells.values()];
  if (edits.length > FEW_CELLS) yield* writeCellsInBulk(context, edits);
  else yield* writeCells(context, edits);
  return known.map((changes) => changes ?? []);
}

/** Edits of different cells are written together, as far as their order allows. */
async function* changeUnknown(context: WriteContext, batch: readonly JournalledEdit[]): Job<CellChange[][]> {
  const changes: CellChange[][] = batch.map(() => []);
  for (let start = 0; start < batch.length;) {
    const owners = new Map<string, number>();
    let end = start;
    for (let edit = batch[end]; edit?.edits.every((cell) => !owners.has(keyOf(cell))) === true; edit = batch[++end]) {
      for (const cell of edit.edits) owners.set(keyOf(cell), end);
    }
    const together = batch.slice(start, end).flatMap(({ edits }) => edits);
    for (const change of yield* changeCells(context, together)) {
      changes[owners.get(keyOf(change)) ?? start]?.push(change);
    }
    start = end;
  }
  return changes;
}

function keyOf({ rowId, columnId }: { rowId: number; columnId: number }): string {
  return `${rowId}:${columnId}`;
}
