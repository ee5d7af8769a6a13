import type { Engine, EngineOptions } from "../engine/engine.ts";
import { PersistentTableError } from "../engine/errors.ts";

export type EngineFactory = (options: EngineOptions) => Engine;

let factory: EngineFactory | null = null;

/** Sets what elements that start from now on stand on; returns the former one. */
export function useEngineFactory(next: EngineFactory | null): EngineFactory | null {
  const former = factory;
  factory = next;
  return former;
}

export function createEngine(options: EngineOptions): Engine {
  if (factory) return factory(options);
  throw new PersistentTableError(
    "database-start",
    "<persistent-table> has no engine. Import persistent-table.js, which sets it, instead of one of its parts.",
  );
}
