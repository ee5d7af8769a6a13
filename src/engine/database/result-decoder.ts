import { DataType, RecordBatch, Table, tableFromIPC } from "apache-arrow";
import type { Field, Schema } from "apache-arrow";
import { concatBytes } from "./arrow-stream.ts";

/** Decodes a result as its batches arrive, so that no single task has to decode all of a large one. */
export class ResultDecoder {
  readonly #header: Uint8Array;
  readonly #batches: RecordBatch[] = [];
  #schema: Schema | null = null;

  /** `header`: the schema message of the stream. */
  constructor(header: Uint8Array) {
    this.#header = header;
  }

  /** Some of the stream's record batch messages, in order. */
  add(messages: readonly Uint8Array[]): void {
    const { schema, batches } = tableFromIPC(concatBytes([this.#header, ...messages]));
    const first = (this.#schema ??= schema);
    for (const batch of batches) this.#batches.push(first === schema ? batch : new RecordBatch(first, batch.data));
  }

  /** Whether the schema asks for dictionaries (ENUM); a sliced result comes without them. */
  get lacksDictionaries(): boolean {
    return this.#schema?.fields.some(isDictionary) ?? false;
  }

  table(): Table {
    return this.#schema ? new Table(this.#schema, this.#batches) : tableFromIPC(this.#header);
  }
}

function isDictionary({ type }: Field): boolean {
  // Null in flat types, whatever its declaration says.
  const { children } = type as { children: readonly Field[] | null };
  return DataType.isDictionary(type) || (children ?? []).some(isDictionary);
}
