import { expect } from "@open-wc/testing";
import { openTableFolder } from "../../../src/worker/opfs.ts";

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => (error as { code?: unknown }).code,
  );

/** Puts `value` in the place of a property for the time of `run`. */
async function withProperty<T>(target: object, name: string, value: unknown, run: () => Promise<T>): Promise<T> {
  const former = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { value, configurable: true });
  try {
    return await run();
  } finally {
    if (former) Object.defineProperty(target, name, former);
    else Reflect.deleteProperty(target, name);
  }
}

describe("the folder of a table", () => {
  it("is unavailable where files have no synchronous access, as outside of workers", async () => {
    expect(await codeOf(openTableFolder("a"))).to.equal("storage-unavailable");
  });

  it("is unavailable where there is no storage at all", async () => {
    const code = await withProperty(navigator, "storage", {}, () => codeOf(openTableFolder("a")));
    expect(code).to.equal("storage-unavailable");
  });

  it("is unavailable where the browser refuses it", async () => {
    const refuse = () => Promise.reject(new DOMException("sandboxed", "SecurityError"));
    const code = await withProperty(FileSystemFileHandle.prototype, "createSyncAccessHandle", refuse, () =>
      withProperty(navigator.storage, "getDirectory", refuse, () => codeOf(openTableFolder("a"))),
    );
    expect(code).to.equal("storage-unavailable");
  });
});
