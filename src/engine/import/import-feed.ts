import type { PersistentTableError } from "../errors.ts";
import type { CsvPlan, ImportEvent } from "../../worker/import-protocol.ts";

/** What is for the database: it takes these one after the other, when it is ready. */
export type StagingEvent = Extract<ImportEvent, { type: "csv-piece" | "columns" | "chunk" | "done" }>;

/** Events of the import worker, kept until the database takes them. */
export class ImportFeed {
  /** The latest, which counts for all pieces, also for those taken. */
  plan: CsvPlan | null = null;

  readonly #events: StagingEvent[] = [];
  #failure: PersistentTableError | null = null;
  #arrival = Promise.withResolvers<void>();

  push(event: StagingEvent): void {
    this.#events.push(event);
    this.#wake();
  }

  /** What arrived before is not taken any more. */
  fail(error: PersistentTableError): void {
    this.#failure ??= error;
    this.#wake();
  }

  /** The next event, undefined when none is there yet. Throws the failure. */
  take(): StagingEvent | undefined {
    if (this.#failure) throw this.#failure;
    return this.#events.shift();
  }

  /** Resolves when there is something to take. */
  arrival(): Promise<void> {
    return this.#events.length > 0 || this.#failure ? Promise.resolve() : this.#arrival.promise;
  }

  #wake(): void {
    this.#arrival.resolve();
    this.#arrival = Promise.withResolvers<void>();
  }
}
