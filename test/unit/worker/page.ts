import { PersistenceService } from "../../../src/worker/persistence-service.ts";
import type { Request, RequestMap, RequestType, SavePlan } from "../../../src/worker/protocol.ts";
import type { SegmentCodec } from "../../../src/worker/segment-codec.ts";
import { plainCodec } from "../../simulator/plain-codec.ts";
import { MemoryFolder } from "./memory-folder.ts";

export const OPEN = { table: "t", parquetWasmUrl: "x.wasm", access: "write" } as const;

export type Call = <Type extends RequestType>(
  type: Type,
  payload: RequestMap[Type]["payload"],
) => Promise<RequestMap[Type]["result"]>;

/** Folders by the names of their tables. */
export class MemoryRoot {
  readonly folders = new Map<string, MemoryFolder>();

  open(name: string): Promise<MemoryFolder> {
    const folder = this.folders.get(name) ?? new MemoryFolder();
    this.folders.set(name, folder);
    return Promise.resolve(folder);
  }

  find(name: string): Promise<MemoryFolder | null> {
    return Promise.resolve(this.folders.get(name) ?? null);
  }

  /** As browsers do: not while a file of it is held. */
  async remove(name: string): Promise<void> {
    if ((this.folders.get(name)?.held.size ?? 0) > 0) throw new DOMException("held", "NoModificationAllowedError");
    this.folders.delete(name);
  }
}

/** The worker of one page. `init`: of the codec, for which a save waits for `deadlineMs`. */
export function pageOf(root: MemoryRoot, init: SegmentCodec["init"] = plainCodec.init, deadlineMs?: number): Call {
  const service = new PersistenceService(root, { ...plainCodec, init }, deadlineMs === undefined ? {} : { deadlineMs });
  return (type, payload) => service.handle({ id: 1, type, payload } as Request);
}

export function planOf(version: number): SavePlan {
  return {
    version,
    columns: [],
    layouts: [],
    nextColumnId: 0,
    nextRowId: 1,
    compression: "none",
    keepVersions: 1,
    segments: [],
  };
}

export function segmentPlan(version: number): SavePlan {
  return { ...planOf(version), segments: [{ firstId: 0, endId: 3, reuse: null }] };
}

/** Of a version of one segment, which holds these bytes. */
export async function save(call: Call, version: number, ipc: Uint8Array): Promise<RequestMap["commitSave"]["result"]> {
  await call("beginSave", segmentPlan(version));
  await call("writeChunk", { index: 0, ipc, last: true });
  return call("commitSave", undefined);
}

export const codeOf = (work: Promise<unknown>): Promise<string | null> =>
  work.then(() => null).catch((error: unknown) => (error as { code: string }).code);
