import type { StatusSource } from "../../../src/elements/chrome/status-controller.ts";
import { Emitter } from "../../../src/engine/emitter.ts";
import type {
  EngineEvents,
  EngineState,
  OperationName,
  SaveState,
  StorageKind,
  TableAccess,
  VersionInfo,
} from "../../../src/engine/engine-events.ts";
import type { GridDataEvents } from "../../../src/engine/rows/grid-data.ts";

/** An engine as the status bar sees it: what the test says. */
export class FakeSource extends Emitter<EngineEvents> implements StatusSource {
  readonly data = Object.assign(new Emitter<GridDataEvents>(), {
    rowCount: 1_000_000,
    totalRowCount: 1_000_000,
    viewPending: false,
  });
  state: EngineState = "ready";
  saveState: SaveState = "clean";
  storage: StorageKind = "opfs";
  access: TableAccess = "write";
  hasUnsavedChanges = false;
  operations: OperationName[] = [];
  kept: VersionInfo[] = [];

  readonly versions = (): Promise<VersionInfo[]> => Promise.resolve(this.kept);
}
