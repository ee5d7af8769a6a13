import type { EngineCore } from "../engine-core.ts";
import { untilAborted } from "../scheduling/until-aborted.ts";
import type { TableFace } from "./table-face.ts";

/** Shows a table that another face has brought, or is bringing. False: there is none. */
export async function showPresent(
  core: EngineCore,
  face: TableFace,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { table, loads, faces, changes, events, ready, closing, status } = core;
  if (faces.size === 1) return false;
  const startedAt = performance.now();
  await untilAborted(loads.ended, signal);
  if (!table.exists) return false;
  await ready.wait(signal);
  await untilAborted(changes.written(), signal);
  if (!face.rows.rowView) await face.show(signal ? AbortSignal.any([signal, closing]) : closing);
  const durationMs = performance.now() - startedAt;
  face.events.emit("load-complete", { source: "storage", rows: table.extent.rowCount, durationMs });
  events.emit("state-change", { state: status.state });
  return true;
}
