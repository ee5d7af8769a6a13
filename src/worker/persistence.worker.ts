import { DeadlineFolder, inTime } from "./deadline-folder.ts";
import { findTableFolder, openTableFolder, removeTableFolder } from "./opfs.ts";
import type { FolderAccess } from "./open-table.ts";
import { parquetCodec } from "./parquet-codec.ts";
import { PersistenceService } from "./persistence-service.ts";
import type { Reply, Request } from "./protocol.ts";
import { toStorageError } from "./storage-error.ts";

const OPENING = "opening the folder of the table";

const folders: FolderAccess = {
  open: async (name) => new DeadlineFolder(await inTime(openTableFolder(name), OPENING)),
  find: async (name) => {
    const folder = await inTime(findTableFolder(name), OPENING);
    return folder && new DeadlineFolder(folder);
  },
  remove: (name) => inTime(removeTableFolder(name), "deleting the folder of the table"),
};

const service = new PersistenceService(folders, parquetCodec);

addEventListener("message", ({ data }: MessageEvent<Request>) => void answer(data));

async function answer(request: Request): Promise<void> {
  try {
    const result = await service.handle(request);
    const transfer = request.type === "readSegment" ? transferOf(result) : [];
    post({ id: request.id, ok: true, result }, transfer);
  } catch (error) {
    const { code, message } = toStorageError(error, `answering ${request.type}`);
    post({ id: request.id, ok: false, failure: { code, message } }, []);
  }
}

function transferOf(result: unknown): Transferable[] {
  const { ipc } = result as { ipc: Uint8Array<ArrayBuffer> };
  return [ipc.buffer];
}

function post(reply: Reply, transfer: Transferable[]): void {
  postMessage(reply, { transfer });
}
