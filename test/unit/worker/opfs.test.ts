import { expect } from "@open-wc/testing";
import { openTableFolder, removeTableFolder } from "../../../src/worker/opfs.ts";
import { tableFolder } from "../../../src/worker/table-folder.ts";

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

/** A folder of folders; what `removing` throws for a name stands in the way of its removal. */
class FakeFolder {
  readonly folders = new Map<string, FakeFolder>();

  constructor(readonly removing: (name: string) => void = () => undefined) {}

  async getDirectoryHandle(name: string): Promise<FakeFolder> {
    const folder = this.folders.get(name);
    if (!folder) throw new DOMException(name, "NotFoundError");
    return folder;
  }

  async removeEntry(name: string): Promise<void> {
    await this.getDirectoryHandle(name);
    this.removing(name);
    this.folders.delete(name);
  }

  keys(): AsyncIterableIterator<string> {
    return keysOf(this.folders);
  }
}

async function* keysOf(folders: ReadonlyMap<string, unknown>): AsyncGenerator<string, void, void> {
  yield* folders.keys();
}

const refused = (error: string) => () => {
  throw new DOMException("injected", error);
};

/** Deletes table `a`, where there is an OPFS like `root`. */
function removeFrom(root: FakeFolder): Promise<unknown> {
  const opened = () => Promise.resolve(root);
  return withProperty(FileSystemFileHandle.prototype, "createSyncAccessHandle", opened, () =>
    withProperty(navigator.storage, "getDirectory", opened, () => codeOf(removeTableFolder("a"))),
  );
}

/** With the folder of table `a`, and perhaps that of another one. */
async function rootWith(common: FakeFolder, { isAlone = true, removing = () => undefined } = {}): Promise<FakeFolder> {
  const root = new FakeFolder(removing);
  root.folders.set("persistent-table", common);
  common.folders.set(await tableFolder("a"), new FakeFolder());
  if (!isAlone) common.folders.set(await tableFolder("b"), new FakeFolder());
  return root;
}

describe("the removal of a table's folder", () => {
  it("leaves nothing, also where there was nothing", async () => {
    const root = await rootWith(new FakeFolder());
    for (let time = 0; time < 2; time++) {
      expect(await removeFrom(root)).to.equal(null);
      expect([...root.folders.keys()]).to.deep.equal([]);
    }
  });

  it("leaves the folders of other tables", async () => {
    const common = new FakeFolder();
    expect(await removeFrom(await rootWith(common, { isAlone: false }))).to.equal(null);
    expect([...common.folders.keys()]).to.deep.equal([await tableFolder("b")]);
  });

  it("is told when the folder is not empty, or is another tab's", async () => {
    for (const [error, code] of [
      ["InvalidModificationError", "storage-io"],
      ["NoModificationAllowedError", "storage-locked"],
    ] as const) {
      const common = new FakeFolder(refused(error));
      expect(await removeFrom(await rootWith(common)), error).to.equal(code);
      expect(common.folders.size).to.equal(1);
    }
  });

  it("is done when another tab puts a table beside it meanwhile", async () => {
    for (const error of ["InvalidModificationError", "NoModificationAllowedError", "NotFoundError"]) {
      const common = new FakeFolder();
      expect(await removeFrom(await rootWith(common, { removing: refused(error) })), error).to.equal(null);
      expect(common.folders.size).to.equal(0);
    }
  });
});

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
