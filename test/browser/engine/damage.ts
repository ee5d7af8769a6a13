import { tableFolder } from "../../../src/worker/table-folder.ts";

/** Names of the files of one table. */
export async function storedFiles(name: string): Promise<string[]> {
  const root = await navigator.storage.getDirectory();
  const tables = await root.getDirectoryHandle("persistent-table");
  const names: string[] = [];
  for await (const file of (await tables.getDirectoryHandle(await tableFolder(name))).keys()) names.push(file);
  return names;
}

/** Flips bytes in the pool file that was written last, of whatever table that no engine has open. */
export async function damageNewestFile(): Promise<void> {
  const root = await navigator.storage.getDirectory();
  const tables = await root.getDirectoryHandle("persistent-table");
  let newest: { handle: FileSystemFileHandle; file: File } | null = null;
  for await (const folder of tables.values()) {
    for await (const handle of (folder as FileSystemDirectoryHandle).values()) {
      if (!(handle instanceof FileSystemFileHandle) || !handle.name.endsWith(".parquet")) continue;
      const file = await handle.getFile();
      if (file.size > 0 && (!newest || file.lastModified > newest.file.lastModified)) newest = { handle, file };
    }
  }
  if (!newest) throw new Error("Nothing is stored.");
  const bytes = new Uint8Array(await newest.file.arrayBuffer());
  for (let at = 100; at < 200; at++) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  const writable = await newest.handle.createWritable();
  await writable.write(bytes);
  await writable.close();
}
