import type { Connection } from "../../database/database.ts";
import type { Job } from "../../scheduling/job.ts";
import type { ChangeContext, ChangeOutcome, FormerPart, FormerState, UndoRecord } from "../change.ts";
import { applyChanges, type Direction, type RecordedTransform } from "./apply-changes.ts";
import { ProgressMeter } from "./progress-meter.ts";
import { formerName } from "./transform-plan.ts";

/** What a whole batch changed, in tables of the database: changed cells before and after, and the rows that it deleted. */
export class TransformRecord implements UndoRecord {
  readonly label: string;
  readonly byteLength: number;
  readonly isInMemory = false;
  readonly #transform: RecordedTransform;

  constructor(label: string, transform: RecordedTransform) {
    this.label = label;
    this.#transform = transform;
    this.byteLength = this.#tables.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  get #tables() {
    const { cells, deleted } = this.#transform.changes;
    return [cells, deleted].filter((table) => table !== null);
  }

  undo(context: ChangeContext): Job<ChangeOutcome> {
    return this.#apply("back", context);
  }

  redo(context: ChangeContext): Job<ChangeOutcome> {
    return this.#apply("forward", context);
  }

  journalled(): null {
    return null;
  }

  async *former(): Job<FormerState> {
    yield;
    const { plan, changes } = this.#transform;
    const parts: FormerPart[] = [];
    if (changes.cells) {
      const cells = plan.values.flatMap((each) =>
        each.before ? [{ column: each.before, name: formerName(each) }] : [],
      );
      parts.push({ kind: "cells", table: changes.cells.name, ranges: changes.cells.ranges, cells });
    }
    if (changes.deleted) {
      const { name, ranges } = changes.deleted;
      parts.push({ kind: "rows", table: name, ranges, columns: plan.before.columns });
    }
    return { columns: plan.before.columns, parts };
  }

  async release(connection: Connection): Promise<void> {
    const drops = this.#tables.map(({ name }) => `DROP TABLE IF EXISTS ${name}`);
    if (drops.length > 0) await connection.run(drops.join("; "));
  }

  async *#apply(direction: Direction, context: ChangeContext): Job<ChangeOutcome> {
    const meter = new ProgressMeter(context, 1);
    const outcome = yield* applyChanges(this.#transform, direction, { context, onProgress: meter.part(0, 1) });
    meter.report(1);
    return outcome;
  }
}
