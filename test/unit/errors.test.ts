import { expect } from "@open-wc/testing";
import { PersistentTableError } from "../../src/engine/errors.ts";

describe("PersistentTableError", () => {
  it("carries a literal code and its cause", () => {
    const cause = new Error("disk");
    const error = new PersistentTableError("storage-io", "Writing p000.parquet failed.", { cause });
    expect(error.code).to.equal("storage-io");
    expect(error.cause).to.equal(cause);
  });
});
