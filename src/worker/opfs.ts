import type { StorageFile, StorageFolder } from "./storage.ts";
import { isLocked, isMissing, StorageError, toStorageError } from "./storage-error.ts";
import { tableFolder } from "./table-folder.ts";

const ROOT_FOLDER = "persistent-table";
const LOCK_PATIENCE_MS = 3000;
const LOCK_RETRY_MS = 50;

/** What every browser with OPFS has in workers, and the type library for windows has not. */
interface WorkerFileHandle extends FileSystemFileHandle {
  createSyncAccessHandle(): Promise<StorageFile>;
  move(name: string): Promise<void>;
}

/** Opens, creating it, the folder of a table. Rejects with `storage-unavailable` where there is no OPFS. */
export async function openTableFolder(tableName: string): Promise<OpfsFolder> {
  const root = await storageRoot();
  const name = await tableFolder(tableName);
  for (let attempt = 0; ; attempt++) {
    try {
      const parent = await root.getDirectoryHandle(ROOT_FOLDER, { create: true });
      return new OpfsFolder(await parent.getDirectoryHandle(name, { create: true }));
    } catch (error) {
      // Another tab may remove the emptied parent between the two calls.
      if (attempt >= 3 || !isMissing(error)) throw toStorageError(error, "opening the folder of the table");
    }
  }
}

/** The folder of a table if there is one; nothing is created. */
export async function findTableFolder(tableName: string): Promise<OpfsFolder | null> {
  const root = await storageRoot();
  try {
    const parent = await root.getDirectoryHandle(ROOT_FOLDER);
    return new OpfsFolder(await parent.getDirectoryHandle(await tableFolder(tableName)));
  } catch (error) {
    if (isMissing(error)) return null;
    throw toStorageError(error, "opening the folder of the table");
  }
}

/** Removes the table's folder with all that is in it, and the common one when it is left empty. */
export async function removeTableFolder(tableName: string): Promise<void> {
  const root = await storageRoot();
  try {
    const parent = await root.getDirectoryHandle(ROOT_FOLDER);
    await parent.removeEntry(await tableFolder(tableName), { recursive: true });
  } catch (error) {
    if (!isMissing(error)) throw toStorageError(error, "deleting the folder of the table");
  }
  try {
    await removeIfEmpty(root, ROOT_FOLDER);
  } catch (error) {
    // Another tab may put a table there between the two calls, or remove it.
    if (isMissing(error) || isNotEmpty(error) || isLocked(error)) return;
    throw toStorageError(error, "deleting the folder of all tables");
  }
}

async function removeIfEmpty(parent: FileSystemDirectoryHandle, name: string): Promise<void> {
  const folder = await parent.getDirectoryHandle(name);
  for await (const _ of folder.keys()) return;
  await parent.removeEntry(name);
}

export class OpfsFolder implements StorageFolder {
  readonly #folder: FileSystemDirectoryHandle;

  constructor(folder: FileSystemDirectoryHandle) {
    this.#folder = folder;
  }

  async list(): Promise<string[]> {
    const names: string[] = [];
    for await (const name of this.#folder.keys()) names.push(name);
    return names;
  }

  async open(name: string): Promise<StorageFile> {
    const handle = (await this.#folder.getFileHandle(name, { create: true })) as WorkerFileHandle;
    const deadline = performance.now() + LOCK_PATIENCE_MS;
    for (;;) {
      try {
        return await handle.createSyncAccessHandle();
      } catch (error) {
        if (!isLocked(error) || performance.now() > deadline) throw toStorageError(error, `opening ${name}`);
        await new Promise((resolve) => setTimeout(resolve, LOCK_RETRY_MS));
      }
    }
  }

  async read(name: string): Promise<Uint8Array<ArrayBuffer>> {
    const handle = await this.#folder.getFileHandle(name);
    const deadline = performance.now() + LOCK_PATIENCE_MS;
    for (;;) {
      try {
        return new Uint8Array(await (await handle.getFile()).arrayBuffer());
      } catch (error) {
        // A `File` cannot be read any more once another tab has written to the file.
        if (!isOutdated(error) || performance.now() > deadline) throw error;
      }
    }
  }

  async rename(name: string, to: string): Promise<void> {
    await ((await this.#folder.getFileHandle(name)) as WorkerFileHandle).move(to);
  }

  async remove(name: string): Promise<void> {
    await this.#folder.removeEntry(name);
  }
}

async function storageRoot(): Promise<FileSystemDirectoryHandle> {
  if (!("storage" in navigator) || !("getDirectory" in navigator.storage) || !("FileSystemFileHandle" in globalThis)) {
    throw unavailable("this browser or this page (not HTTPS, or private browsing) has no Origin Private File System");
  }
  if (!("createSyncAccessHandle" in FileSystemFileHandle.prototype)) {
    throw unavailable("this browser's Origin Private File System has no synchronous access handles");
  }
  try {
    return await navigator.storage.getDirectory();
  } catch (error) {
    const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    // What Firefox says where there is no room for the folder, and not only then.
    const isPerhapsFull = error instanceof DOMException && error.name === "UnknownError";
    throw unavailable(
      isPerhapsFull ? `${detail} Perhaps the disk, or this site's share of it, is full` : detail,
      error,
    );
  }
}

function unavailable(reason: string, cause?: unknown): StorageError {
  return new StorageError("storage-unavailable", `Nothing can be stored in this page: ${reason}.`, { cause });
}

function isOutdated(error: unknown): boolean {
  return error instanceof DOMException && error.name === "NotReadableError";
}

function isNotEmpty(error: unknown): boolean {
  return error instanceof DOMException && error.name === "InvalidModificationError";
}
