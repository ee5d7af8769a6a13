import type { CurrentTable } from "../current-table.ts";
import { inSnapshot } from "../database/transaction.ts";
import type { RunningDatabase } from "../database-runtime.ts";
import type { Emitter } from "../emitter.ts";
import type { EngineEvents } from "../engine-events.ts";
import type { Operations } from "../operations.ts";
import type { Job } from "../scheduling/job.ts";
import type { AppliedChange, ChangeContext } from "./change.ts";
import type { TableChanges } from "./table-changes.ts";
import { previewTransform } from "./transforms/preview-transform.ts";
import { canBeReplayed } from "./transforms/can-be-replayed.ts";
import { runTransform } from "./transforms/run-transform.ts";
import type { TransformPreview, TransformResult, TransformStep } from "./transform-types.ts";

export interface TableTransformsParts {
  readonly table: CurrentTable;
  readonly changes: TableChanges;
  readonly operations: Operations;
  readonly startDatabase: () => Promise<RunningDatabase>;
  readonly events: Emitter<EngineEvents>;
}

interface Options {
  signal?: AbortSignal;
}

const PREVIEW_ROWS = 100;

/** Transforms the table in its turn among the changes, and tells what a transform would do. */
export class TableTransforms {
  readonly #parts: TableTransformsParts;

  constructor(parts: TableTransformsParts) {
    this.#parts = parts;
  }

  async run(given: readonly TransformStep[], { signal }: Options = {}): Promise<TransformResult> {
    const { changes, operations, events } = this.#parts;
    // They are the caller's, who may change them before they are journalled.
    const steps = given.map((step) => ({ ...step }));
    const startedAt = performance.now();
    const { applied, sequence } = await operations.run("transform", signal, (stop) =>
      changes.inTurn(
        async ({ arrive, commit }) => {
          const { database, queue } = await arrive();
          return await commit({
            kind: "transform",
            priority: "user-visible",
            async *apply(context) {
              const applied = yield* changeOrNull(context, runTransform(steps, { ...context, database, queue }));
              return applied && { ...applied, isRepeatable: await canBeReplayed(steps, database) };
            },
            journalled: ({ isRepeatable }) => (isRepeatable ? { kind: "transform", steps } : null),
          });
        },
        { signal: stop },
      ),
    );
    const result = { changedRows: applied?.outcome.changedRows ?? 0, durationMs: performance.now() - startedAt };
    await changes.acknowledged(sequence);
    events.emit("transform-complete", result);
    return result;
  }

  async preview(
    step: TransformStep,
    { limit = PREVIEW_ROWS, signal }: Options & { limit?: number } = {},
  ): Promise<TransformPreview> {
    const { table, startDatabase } = this.#parts;
    table.assertExists();
    const { database, queue } = await startDatabase();
    return await queue.read(
      // DuckDB lets no read-only transaction check an expression.
      (connection) =>
        inSnapshot(connection, () => previewTransform(step, { connection, database, state: table.state, limit })),
      { priority: "user-visible", ...(signal && { signal }) },
    );
  }
}

/** A transform that leaves everything as it is is none: there is nothing to undo or to save. */
async function* changeOrNull({ connection }: ChangeContext, transform: Job<AppliedChange>): Job<AppliedChange | null> {
  const applied = yield* transform;
  const { touched } = applied.outcome;
  if (touched.kind !== "ranges" || touched.ranges.length > 0) return applied;
  await applied.undo.release(connection);
  return null;
}
