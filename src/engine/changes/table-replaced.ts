import { PersistentTableError } from "../errors.ts";

export function tableReplaced(): PersistentTableError {
  return new PersistentTableError(
    "row-out-of-range",
    "Another table took this one's place before the change was made.",
  );
}
