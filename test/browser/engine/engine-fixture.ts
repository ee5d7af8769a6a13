import { TableEngine } from "../../../src/engine/table-engine.ts";
import { SharedCores } from "../../../src/engine/faces/shared-cores.ts";
import type { EngineEvents } from "../../../src/engine/engine-events.ts";
import type { EngineSettings } from "../../../src/engine/engine.ts";

export const ASSET_BASE = new URL("/dist/assets/", location.href).href;

let engines: TableEngine[] = [];
let names: string[] = [];

/** A name that no other test uses; what is stored under it is gone after the test file. */
export function uniqueName(): string {
  const name = `test ${crypto.randomUUID()}`;
  names.push(name);
  return name;
}

/** An engine that saves only when told to, unless `settings` say otherwise; as in a page of its own, or in that of `cores`. */
export function openEngine(name = "", settings: Partial<EngineSettings> = {}, cores = new SharedCores()): TableEngine {
  const engine = TableEngine.open({ name, assetBase: ASSET_BASE }, cores);
  engine.configure({ autosave: false, ...settings });
  engines.push(engine);
  return engine;
}

export async function disposeEngines(): Promise<void> {
  await Promise.all(engines.map((engine) => engine.dispose()));
  engines = [];
}

export async function deleteTestTables(): Promise<void> {
  for (const name of names) await openEngine(name).deleteStorage();
  await disposeEngines();
  names = [];
}

/** Details of all events of this kind from now on. */
export function record<Name extends keyof EngineEvents>(engine: TableEngine, name: Name): EngineEvents[Name][] {
  const details: EngineEvents[Name][] = [];
  engine.on(name, (detail) => details.push(detail));
  return details;
}

export function nextEvent<Name extends keyof EngineEvents>(
  engine: TableEngine,
  name: Name,
): Promise<EngineEvents[Name]> {
  return new Promise((resolve) => {
    const stop = engine.on(name, (detail) => {
      stop();
      resolve(detail);
    });
  });
}

/** `rows` rows `n,text,price`, as a file. */
export function csvFile(rows: number): Blob {
  const lines = ["n,text,price"];
  for (let row = 0; row < rows; row++) lines.push(`${row},text ${row},${row / 4}`);
  return new Blob([lines.join("\n")], { type: "text/csv" });
}

export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("Expected a rejection.");
}
