import { PersistentTableError } from "../src/engine/errors.ts";

/** The component's own error that `promise` rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<PersistentTableError> {
  const error = await rejectionOf(promise);
  if (error instanceof PersistentTableError) return error;
  throw error;
}

/** What `promise` rejects with; throws when it resolves. */
export async function rejectionOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("resolved, but was to reject");
}
