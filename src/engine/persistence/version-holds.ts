import type { PersistenceClient } from "./persistence-client.ts";

type HoldingClient = Pick<PersistenceClient, "holdVersion" | "releaseVersion">;

interface Hold {
  readonly version: number;
  client: HoldingClient;
  /** Null: that storage does not have the version any more. */
  id: number | null;
}

/** Versions that stay readable while somebody reads them, also where they are thinned out meanwhile. */
export class VersionHolds {
  readonly #holds = new Set<Hold>();

  /** Until the returned function is called. Rejects with `unknown-version`. */
  async take(client: HoldingClient, version: number): Promise<() => void> {
    const hold: Hold = { version, client, id: await client.holdVersion(version) };
    this.#holds.add(hold);
    return () => {
      if (this.#holds.delete(hold)) void release(hold);
    };
  }

  /** `client` has just opened the storage, and holds none of them. */
  async renew(client: HoldingClient): Promise<void> {
    await Promise.all(
      [...this.#holds].map(async (hold) => {
        hold.client = client;
        hold.id = null;
        const id = await client.holdVersion(hold.version).catch(() => null);
        if (hold.client !== client) return;
        hold.id = id;
        if (!this.#holds.has(hold)) await release(hold);
      }),
    );
  }
}

async function release({ client, id }: Hold): Promise<void> {
  if (id !== null) await client.releaseVersion(id).catch(() => undefined);
}
