import { expect } from "@open-wc/testing";
import { DirtyTracker } from "../../../src/engine/changes/dirty-tracker.ts";
import { CurrentTable } from "../../../src/engine/current-table.ts";
import type { RunningDatabase } from "../../../src/engine/database-runtime.ts";
import { Emitter } from "../../../src/engine/emitter.ts";
import type { EngineEvents } from "../../../src/engine/engine-events.ts";
import { ChangeJournal } from "../../../src/engine/journal/change-journal.ts";
import { SnapshotSaves } from "../../../src/engine/persistence/snapshot-saves.ts";
import type { StoredVersions } from "../../../src/engine/persistence/stored-versions.ts";
import { rejectionOf } from "../../rejection-of.ts";

describe("saves of a table whose database died", () => {
  it("take no cut before all of the table is back: it would claim changes that are not there yet", async () => {
    const table = new CurrentTable();
    const tracker = new DirtyTracker();
    const events = new Emitter<EngineEvents>();
    const started: unknown[] = [];
    events.on("save-start", (detail) => started.push(detail));
    const queue = { readSnapshot: async (_: unknown, { onCut }: { onCut: () => void }) => onCut() };
    const client = { abortSave: async () => undefined };
    const saves = new SnapshotSaves({
      name: "orders",
      settings: { autosave: true, autosaveDelayMs: 1000, compression: "zstd", keepVersions: 3 },
      table,
      tracker,
      events,
      startDatabase: async () => ({ queue }) as unknown as RunningDatabase,
      stored: { need: async () => client, isUnavailable: false } as unknown as StoredVersions,
      journal: new ChangeJournal({ append: async () => undefined, onChange: () => undefined }),
      durability: { keepUnmade: async () => undefined },
      autosave: { cut: () => undefined },
      closing: new AbortController().signal,
      lost: () => null,
      onStateChange: () => undefined,
      onStored: () => undefined,
    });
    const death = new Error("The database died.");
    table.lose(death);
    const error = await rejectionOf(saves.run());
    expect(error).to.include({ cause: death });
    expect([started.length, saves.lastCut]).to.deep.equal([0, 0]);
  });
});
