import { PersistenceService } from "../../src/worker/persistence-service.ts";
import type {
  JournalEntry,
  Request,
  RequestMap,
  RequestType,
  StoredTable,
  StoredVersion,
} from "../../src/worker/protocol.ts";
import { StorageError, toStorageError } from "../../src/worker/storage-error.ts";
import { changed, type Cells, decodeChange, decodeRows, ROWS, SEGMENT_ROWS } from "./cells.ts";
import type { ModelFolder } from "./model-folder.ts";
import { plainCodec } from "./plain-codec.ts";

/** The real worker's service over a model folder. */
export class WorkerClient {
  readonly #service: PersistenceService;

  constructor(folder: ModelFolder) {
    const folders = {
      open: () => Promise.resolve(folder),
      find: () => Promise.resolve(folder.disk.names.length > 0 ? folder : null),
      remove: () => folder.removeAll(),
    };
    this.#service = new PersistenceService(folders, plainCodec);
  }

  /** Rejects as the worker answers. */
  async call<Type extends RequestType>(
    type: Type,
    payload: RequestMap[Type]["payload"],
  ): Promise<RequestMap[Type]["result"]> {
    try {
      return await this.#service.handle({ id: 0, type, payload } as Request);
    } catch (error) {
      throw error instanceof DOMException ? toStorageError(error, `answering ${type}`) : error;
    }
  }

  open(access: "write" | "read" = "write"): Promise<RequestMap["open"]["result"]> {
    return this.call("open", { table: "t", parquetWasmUrl: "", access });
  }

  /** Whatever the service began on its own is done. */
  async settled(): Promise<void> {
    await this.call("abortSave", undefined);
    await this.call("abortSave", undefined);
  }
}

export interface Loaded {
  /** The last change that the state holds; 0: no table. */
  readonly sequence: number;
  readonly state: Cells | null;
  /** The version it was replayed on. */
  readonly version: number;
  /** The last number that a change has in the storage. */
  readonly last: number;
  readonly table: StoredTable | null;
  readonly versions: readonly StoredVersion[];
  /** Words for the user were given on the way. */
  readonly isReported: boolean;
  readonly warnings: readonly string[];
}

/** Loads as the engine does: the newest version whose segments verify, then the changes that follow without a gap. */
export async function load(client: WorkerClient, access: "write" | "read" = "write"): Promise<Loaded> {
  const { table, former, journal, warnings } = await client.open(access);
  const versions = [...(table?.versions ?? []).toReversed(), ...former.toReversed()];
  const last = Math.max(0, journal.at(-1)?.sequence ?? 0, ...versions.map(({ version }) => version));
  const common = { last, table, versions, warnings };
  let isReported = warnings.length > 0;
  for (const version of versions) {
    const cells = await readVersion(client, version, access);
    if (cells) return { ...common, ...replayed(cells, version.version, journal), version: version.version, isReported };
    isReported = true;
  }
  return { ...common, sequence: 0, state: null, version: 0, isReported };
}

/** The rows of a version, or null when a segment does not verify; such a one is set aside. */
export async function readVersion(
  client: WorkerClient,
  version: StoredVersion,
  access: "write" | "read" = "write",
): Promise<Cells | null> {
  const cells = new Array<number | null>(ROWS).fill(null);
  for (const segment of version.segments) {
    try {
      const { ipc } = await client.call("readSegment", { segment });
      cells.splice(segment.firstId, SEGMENT_ROWS, ...decodeRows(ipc));
    } catch (error) {
      if (!(error instanceof StorageError) || error.code !== "storage-corrupt") throw error;
      if (access === "write") await client.call("setAside", { segment });
      return null;
    }
  }
  return cells;
}

function replayed(
  snapshot: Cells,
  version: number,
  journal: readonly JournalEntry[],
): { sequence: number; state: Cells } {
  let [sequence, state] = [version, snapshot];
  for (const entry of journal) {
    if (entry.sequence <= version) continue;
    if (entry.sequence !== sequence + 1 || entry.isBarrier) break;
    state = changed(state, decodeChange(entry));
    sequence = entry.sequence;
  }
  return { sequence, state };
}
