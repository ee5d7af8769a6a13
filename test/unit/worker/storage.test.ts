import { expect } from "@open-wc/testing";
import { equalBytes, readAll, writeAll } from "../../../src/worker/storage.ts";
import { StorageError, toStorageError } from "../../../src/worker/storage-error.ts";
import { tableFolder } from "../../../src/worker/table-folder.ts";
import { MemoryFolder } from "./memory-folder.ts";

const bytes = (length: number) => Uint8Array.from({ length }, (_, index) => index % 251);

describe("storage", () => {
  it("goes on after a short count until all is written", async () => {
    const folder = new MemoryFolder();
    folder.onCall = (call, byteLength) => (call.startsWith("write") ? Math.min(7, byteLength) : undefined);
    const file = await folder.open("a");
    writeAll(file, bytes(50), "a");
    expect(folder.files.get("a")).to.deep.equal(bytes(50));
  });

  for (const count of [0, -1, 51, 4_294_967_288, NaN]) {
    it(`takes a count of ${count} for a full disk`, async () => {
      const folder = new MemoryFolder();
      folder.onCall = (call) => (call.startsWith("write") ? count : undefined);
      const file = await folder.open("a");
      expect(() => writeAll(file, bytes(50), "a"))
        .to.throw(StorageError)
        .with.property("code", "storage-quota");
    });
  }

  it("reads what is there when the file is shorter than asked for", async () => {
    const folder = new MemoryFolder();
    folder.files.set("a", bytes(30));
    const file = await folder.open("a");
    expect(readAll(file, 50)).to.deep.equal(bytes(30));
  });

  it("compares to the last byte", () => {
    for (const length of [0, 1, 4, 7, 8]) expect(equalBytes(bytes(length), bytes(length))).to.equal(true);
    for (let index = 0; index < 11; index++) {
      const other = bytes(11);
      other[index] = 255;
      expect(equalBytes(bytes(11), other), `byte ${index}`).to.equal(false);
    }
    expect(equalBytes(bytes(8), bytes(9))).to.equal(false);
  });

  it("gives errors of the platform their code", () => {
    const code = (name: string) => toStorageError(new DOMException("…", name), "saving").code;
    expect(code("QuotaExceededError")).to.equal("storage-quota");
    expect(toStorageError({ name: "NS_ERROR_FILE_NO_DEVICE_SPACE" }, "saving").code).to.equal("storage-quota");
    expect(code("NoModificationAllowedError")).to.equal("storage-locked");
    expect(code("InvalidStateError")).to.equal("storage-locked");
    expect(code("SecurityError")).to.equal("storage-unavailable");
    expect(code("UnknownError")).to.equal("storage-io");
    expect(toStorageError(new RangeError("…"), "saving").code).to.equal("storage-io");
  });

  it("gives names folders that no file system takes for one another", async () => {
    const names = [
      "A",
      "a",
      "../x",
      "x",
      "/x",
      "a/b",
      "a-b",
      ".",
      "..",
      "",
      "é",
      "e\u0301",
      "😀",
      "\ud83d",
      "\ud83e",
      "con",
      "n".repeat(300),
      "n".repeat(301),
    ];
    const folders = await Promise.all(names.map(tableFolder));
    expect(new Set(folders.map((folder) => folder.toLowerCase().normalize("NFC"))).size).to.equal(names.length);
    for (const folder of folders) expect(folder).to.match(/^t-[a-z0-9-]{0,40}-[0-9a-f]{32}$/);
    expect(await tableFolder("orders")).to.equal(await tableFolder("orders"));
  });
});
