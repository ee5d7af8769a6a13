import type { StoredSegment, StoredVersion } from "../../worker/protocol.ts";
import { PersistentTableError } from "../errors.ts";
import type { CellPatch } from "./cell-patch.ts";
import type { PersistenceClient } from "./persistence-client.ts";

/** Cells that the database inserts in one slice of about 20 ms. */
const PART_CELLS = 1_400_000;
/** Parts that are decoded, or being decoded, before they are asked for: some 70 MB, while the database starts. */
const READ_AHEAD = 5;

interface Part {
  readonly segment: StoredSegment;
  readonly fromRow: number;
  readonly rows: number;
}

export interface DecodingPart {
  readonly rows: number;
  /** Its share of the bytes stored. */
  readonly byteLength: number;
  /** One Arrow IPC stream. Rejects with `storage-corrupt` when the segment does not verify. */
  readonly ipc: Promise<Uint8Array>;
}

/** The rows of a stored version in parts that the database takes one at a time, decoded some ahead. */
export class SnapshotParts {
  readonly totalBytes: number;
  readonly #client: PersistenceClient;
  readonly #patch: CellPatch | null;
  readonly #waiting: Part[];
  readonly #decoding: DecodingPart[] = [];
  #damaged: StoredSegment | null = null;

  /** `patch`: cells that the parts are given. */
  constructor(client: PersistenceClient, version: StoredVersion, patch: CellPatch | null = null) {
    this.#client = client;
    this.#patch = patch;
    this.#waiting = partsOf(version);
    this.totalBytes = version.segments.reduce((sum, segment) => sum + segment.byteLength, 0);
  }

  /** The segment that did not verify, if one was read that does not. */
  get damaged(): StoredSegment | null {
    return this.#damaged;
  }

  /** Starts to decode what is asked for first; `next` does so by itself. */
  readAhead(): void {
    while (this.#decoding.length < READ_AHEAD) {
      const part = this.#waiting.shift();
      if (!part) return;
      this.#decoding.push(this.#decode(part));
    }
  }

  /** The next part; undefined after the last. */
  next(): DecodingPart | undefined {
    this.readAhead();
    const next = this.#decoding.shift();
    this.readAhead();
    return next;
  }

  #decode({ segment, fromRow, rows }: Part): DecodingPart {
    const isWhole = rows === segment.rows;
    const range = isWhole ? {} : { fromRow, limit: rows };
    const read = this.#client.readSegment({ segment, ...range });
    const ipc = read.then((answer) => this.#patch?.apply(answer.ipc) ?? answer.ipc);
    ipc.catch((error: unknown) => {
      if (error instanceof PersistentTableError && error.code === "storage-corrupt") this.#damaged ??= segment;
    });
    return { rows, byteLength: (rows / segment.rows) * segment.byteLength, ipc };
  }
}

function partsOf(version: StoredVersion): Part[] {
  const partRows = Math.max(2048, Math.floor(PART_CELLS / (version.columns.length + 1)));
  return version.segments.flatMap((segment) => {
    const count = Math.ceil(segment.rows / partRows);
    const rows = Math.ceil(segment.rows / count);
    return Array.from({ length: count }, (_, index) => ({
      segment,
      fromRow: index * rows,
      rows: Math.min(rows, segment.rows - index * rows),
    }));
  });
}
