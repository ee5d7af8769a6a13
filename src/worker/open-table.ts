import type { SnapshotReader } from "./snapshot-reader.ts";
import type { StorageFolder } from "./storage.ts";
import { StorageError, toStorageError } from "./storage-error.ts";
import { TableStore } from "./table-store.ts";
import type { TableView } from "./table-view.ts";

export interface FolderAccess {
  /** Creates it where there is none. */
  open(tableName: string): Promise<StorageFolder>;
  /** Creates nothing. */
  find(tableName: string): Promise<StorageFolder | null>;
  remove(tableName: string): Promise<void>;
}

export interface OpenTable {
  readonly name: string;
  readonly stored: TableStore | TableView;
  readonly reader: SnapshotReader;
  /** Compiled when first needed. */
  readonly codec: () => Promise<void>;
}

/** Throws `storage-locked` for a table that was opened to be read. */
export function writable(stored: TableStore | TableView): TableStore {
  if (stored instanceof TableStore) return stored;
  throw new StorageError(
    "storage-locked",
    "The stored table was opened to be read only: nothing can be written to it.",
  );
}

export function codecMissing(): StorageError {
  return new StorageError(
    "storage-io",
    "The Parquet codec, parquet_wasm_bg.wasm, does not come. What was saved before is untouched, and the save is tried again: check the connection, or reload the page.",
  );
}

export async function codecReady(codec: () => Promise<void>): Promise<void> {
  try {
    await codec();
  } catch (error) {
    if (error instanceof StorageError) throw error;
    const { message } = toStorageError(error, "starting the Parquet codec");
    throw new StorageError(
      "storage-io",
      `${message} Check that parquet_wasm_bg.wasm is in the folder named by asset-base and that the page's CSP allows 'wasm-unsafe-eval'.`,
      { cause: error },
    );
  }
}
