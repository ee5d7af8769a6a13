import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Hands a new folder to `work`, and deletes it. */
export async function withFolder(purpose, work) {
  const folder = await mkdtemp(join(tmpdir(), `persistent-table-${purpose}-`));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
