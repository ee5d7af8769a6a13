import type { ImportFailure } from "../import-protocol.ts";

/** Input that cannot be imported; the message says what was found where, what was expected and what to do. */
export class ImportError extends Error {
  override readonly name = "ImportError";

  constructor(
    readonly code: ImportFailure["code"],
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
