import { expect } from "@open-wc/testing";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { parquetCodec } from "../../../src/worker/parquet-codec.ts";
import { PersistenceService } from "../../../src/worker/persistence-service.ts";
import type {
  Request,
  RequestMap,
  RequestType,
  SavePlan,
  SaveSummary,
  StoredVersion,
} from "../../../src/worker/protocol.ts";
import { StorageError } from "../../../src/worker/storage-error.ts";
import { MemoryFolder } from "../../unit/worker/memory-folder.ts";
import { ASSET_BASE } from "./fixture.ts";

const N = 122_880;

/** The service over one folder in memory, as one page after the other would use it. */
class Pages {
  readonly folder = new MemoryFolder();
  #service = new PersistenceService(this.#access(), parquetCodec);
  #version = 0;

  async open(): Promise<StoredVersion | undefined> {
    this.folder.held.clear();
    this.#service = new PersistenceService(this.#access(), parquetCodec);
    const { table } = await this.call("open", {
      table: "t",
      parquetWasmUrl: `${ASSET_BASE}parquet_wasm_bg.wasm`,
      access: "write" as const,
    });
    return table?.versions.at(-1);
  }

  call<Type extends RequestType>(
    type: Type,
    payload: RequestMap[Type]["payload"],
  ): Promise<RequestMap[Type]["result"]> {
    return this.#service.handle({ id: 0, type, payload } as Request);
  }

  /** Two segments of which `value` is in every row. */
  async save(value: number): Promise<SaveSummary> {
    const segments = [0, 1].map((index) => ({ firstId: index * N, endId: (index + 1) * N, reuse: null }));
    const plan: SavePlan = {
      version: ++this.#version,
      columns: [{ id: 0, name: "v", type: "DOUBLE", nullable: true }],
      layouts: ["float"],
      nextColumnId: 1,
      nextRowId: 2 * N,
      compression: "zstd",
      keepVersions: 1,
      segments,
    };
    await this.call("beginSave", plan);
    for (const [index, { firstId }] of segments.entries()) {
      const rows = tableFromArrays({ __pt_id: BigInt64Array.of(BigInt(firstId)), c0: Float64Array.of(value) });
      await this.call("writeChunk", { index, ipc: tableToIPC(rows, "stream"), last: true });
    }
    return this.call("commitSave", undefined);
  }

  /** Resolves when every segment verifies. */
  async verify(version: StoredVersion): Promise<void> {
    for (const segment of version.segments) await this.call("readSegment", { segment });
  }

  #access() {
    return foldersOf(this.folder);
  }
}

function foldersOf(folder: MemoryFolder) {
  const found = () => Promise.resolve(folder);
  return { open: found, find: found, remove: () => Promise.resolve() };
}

/** How a call of the file system can fail; `null`: by throwing. */
const FAULTS: Record<string, { count: number | null; calls: RegExp }> = {
  throws: { count: null, calls: /^(write|flush|truncate|open|read)/ },
  "writes nothing": { count: 0, calls: /^write/ },
  "gives a count beyond all reason": { count: 4_294_967_288, calls: /^write/ },
  "reads nothing": { count: 0, calls: /^read/ },
};

describe("a save over failing storage", () => {
  for (const [fault, { count, calls }] of Object.entries(FAULTS)) {
    it(`leaves the last version whole when call after call ${fault}`, async () => {
      for (let failing = 0; ; failing++) {
        const pages = new Pages();
        await pages.open();
        const before = (await pages.save(1)).table.versions.at(-1);
        let seen = 0;
        let failed = "";
        pages.folder.onCall = (call) => {
          if (!calls.test(call) || seen++ !== failing) return undefined;
          failed = call;
          if (count === null) throw new DOMException("injected", "UnknownError");
          return count;
        };
        const saved = await pages.save(2).catch((error: unknown) => error);
        pages.folder.onCall = () => undefined;
        if (!failed) break;
        const found = await pages.open();
        if (!found || !before) throw new Error(`${failed}: the table is gone`);
        await pages.verify(found);
        if (saved instanceof Error) {
          expect(saved, failed).to.be.instanceOf(StorageError);
          expect(found, failed).to.deep.equal(before);
        } else expect(found.version, failed).to.equal(2);
        const after = (await pages.save(3)).table.versions.at(-1);
        expect(await pages.open(), failed).to.deep.equal(after);
        if (after) await pages.verify(after);
      }
    });
  }

  for (const target of [/p\d+\.parquet/, /manifest/]) {
    it(`fails when ${String(target)} does not read back as written`, async () => {
      const pages = new Pages();
      await pages.open();
      const before = (await pages.save(1)).table.versions.at(-1);
      pages.folder.isCorrupting = (call) => target.test(call);
      expect(await pages.save(2).catch((error: unknown) => error)).to.have.property("code", "storage-io");
      pages.folder.isCorrupting = () => false;
      expect(await pages.open()).to.deep.equal(before);
    });
  }

  it("gives the space of a failed save back", async () => {
    const pages = new Pages();
    await pages.open();
    const before = (await pages.save(1)).table.versions.at(-1);
    pages.folder.onCall = (call) => {
      if (call.startsWith("write manifest")) throw new DOMException("injected", "QuotaExceededError");
      return undefined;
    };
    const failure = await pages.save(2).catch((error: unknown) => error);
    expect(failure).to.have.property("code", "storage-quota");
    pages.folder.onCall = () => undefined;
    await pages.call("close", undefined);
    const filled = [...pages.folder.files].filter(([name, bytes]) => name.startsWith("p") && bytes.length > 0);
    expect(filled.map(([name]) => name).sort()).to.deep.equal(before?.segments.map(({ file }) => file).sort());
  });

  it("falls back to the other slot when the newest is damaged, and keeps the damaged one aside", async () => {
    const pages = new Pages();
    await pages.open();
    const [first, second] = [(await pages.save(1)).table, (await pages.save(2)).table];
    const slot = pages.folder.files.get(`manifest${second.generation % 2}`);
    if (slot) slot[40] = (slot[40] ?? 0) ^ 1;
    pages.folder.held.clear();
    const service = new PersistenceService(foldersOf(pages.folder), parquetCodec);
    const payload = { table: "t", parquetWasmUrl: `${ASSET_BASE}parquet_wasm_bg.wasm`, access: "write" as const };
    const opened = (await service.handle({ id: 1, type: "open", payload })) as RequestMap["open"]["result"];
    expect(opened.table).to.deep.equal(first);
    expect(opened.warnings.length).to.equal(1);
    const kept = () => [...pages.folder.files.keys()].filter((name) => name.startsWith("damaged-")).length;
    expect(kept()).to.equal(1);
    await service.handle({ id: 2, type: "close", payload: undefined });
    const again = (await service.handle({ id: 3, type: "open", payload })) as RequestMap["open"]["result"];
    expect([again.table, again.warnings, kept()]).to.deep.equal([first, [], 1]);
  });

  it("opens the whole record although a full disk keeps no copy of the damaged one", async () => {
    const pages = new Pages();
    await pages.open();
    const [first, second] = [(await pages.save(1)).table, (await pages.save(2)).table];
    const slot = pages.folder.files.get(`manifest${second.generation % 2}`);
    if (slot) slot[40] = (slot[40] ?? 0) ^ 1;
    await pages.call("close", undefined);
    pages.folder.onCall = (call) => (call.startsWith("write damaged-") ? 0 : undefined);
    expect(await pages.open()).to.deep.equal(first.versions.at(-1));
  });

  it("keeps everything aside when no slot is left, and starts anew", async () => {
    const pages = new Pages();
    await pages.open();
    await pages.save(1);
    await pages.save(2);
    await pages.call("close", undefined);
    for (const slot of ["manifest0", "manifest1"]) pages.folder.files.get(slot)?.fill(7);
    const data = [...pages.folder.files].filter(([name, bytes]) => name.startsWith("p") && bytes.length > 0);
    expect(await pages.open()).to.equal(undefined);
    const kept = [...pages.folder.files].filter(([name]) => /^damaged-\d+-p/.test(name)).map(([, bytes]) => bytes);
    for (const [name, bytes] of data) expect(kept, name).to.deep.include(bytes);
    const after = (await pages.save(3)).table.versions.at(-1);
    expect(await pages.open()).to.deep.equal(after);
  });

  it("fails later chunks and the commit like the first failure", async () => {
    const pages = new Pages();
    await pages.open();
    const plan = { firstId: 0, endId: N, reuse: null };
    const columns = [{ id: 0, name: "v", type: "DOUBLE", nullable: true }];
    const rest = { layouts: [], nextColumnId: 1, nextRowId: N, compression: "zstd", keepVersions: 1 } as const;
    await pages.call("beginSave", { version: 1, columns, segments: [plan], ...rest });
    const broken = { index: 0, ipc: Uint8Array.of(1, 2, 3), last: true };
    const failures = [
      pages.call("writeChunk", broken),
      pages.call("writeChunk", broken),
      pages.call("commitSave", undefined),
    ];
    const codes = await Promise.all(
      failures.map((failure) =>
        failure.then(
          () => null,
          (error: unknown) => String(error),
        ),
      ),
    );
    expect(codes[0]).to.be.a("string");
    expect(new Set(codes).size).to.equal(1);
  });

  it("answers requests that came before the table is open", async () => {
    const pages = new Pages();
    await pages.open();
    const [segment] = (await pages.save(1)).table.versions.at(-1)?.segments ?? [];
    const opening = pages.open();
    if (segment) expect((await pages.call("readSegment", { segment })).ipc.length).to.be.greaterThan(0);
    await opening;
  });
});
