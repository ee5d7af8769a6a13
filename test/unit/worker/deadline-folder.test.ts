import { expect } from "@open-wc/testing";
import { DeadlineFolder } from "../../../src/worker/deadline-folder.ts";
import type { StorageFile } from "../../../src/worker/storage.ts";
import { StorageError } from "../../../src/worker/storage-error.ts";
import { rejectionOf } from "../../rejection-of.ts";
import { MemoryFolder } from "./memory-folder.ts";

/** A folder whose calls are answered when the test says so. */
class HeldFolder extends MemoryFolder {
  readonly opening = Promise.withResolvers<StorageFile>();

  override list(): Promise<string[]> {
    return new Promise(() => undefined);
  }

  override open(): Promise<StorageFile> {
    return this.opening.promise;
  }
}

describe("a folder with a deadline", () => {
  it("answers as the folder does", async () => {
    const folder = new DeadlineFolder(new MemoryFolder());
    (await folder.open("a")).close();
    await folder.rename("a", "b");
    expect(await folder.list()).to.deep.equal(["b"]);
    expect(await folder.read("b")).to.deep.equal(new Uint8Array());
    await folder.remove("b");
    expect(await rejectionOf(folder.read("b"))).to.have.property("name", "NotFoundError");
  });

  it("fails with words for the user when the folder does not answer", async () => {
    const error = await rejectionOf(new DeadlineFolder(new HeldFolder(), 1).list());
    expect(error).to.be.instanceOf(StorageError).with.property("code", "storage-io");
    expect(error.message).to.contain("did not answer");
  });

  it("closes a file that is opened too late", async () => {
    const held = new HeldFolder();
    await rejectionOf(new DeadlineFolder(held, 1).open("a"));
    const file = await new MemoryFolder().open("a");
    const closed = Promise.withResolvers<void>();
    held.opening.resolve({ ...file, close: () => closed.resolve() });
    await closed.promise;
  });
});
