import { expect } from "@open-wc/testing";
import { PersistenceClient } from "../../../src/engine/persistence/persistence-client.ts";
import type { SaveProgress } from "../../../src/engine/persistence/snapshot-saver.ts";
import type { StoredVersion } from "../../../src/worker/protocol.ts";
import { ASSET_BASE, newest, SavedTable } from "./fixture.ts";

const ROWS = 300_000;
const SELECT = `SELECT i AS n, 'row ' || i AS text, i / 3 AS x FROM range(${ROWS}) t(i)`;

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );
const filesOf = (version: StoredVersion | undefined) => version?.segments.map(({ file }) => file);

async function storedFiles(): Promise<string[]> {
  const names: string[] = [];
  const walk = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
    for await (const [name, handle] of folder.entries()) {
      if (handle.kind === "directory") await walk(await folder.getDirectoryHandle(name), `${path}${name}/`);
      else names.push(path + name);
    }
  };
  await walk(await navigator.storage.getDirectory(), "");
  return names;
}

async function damage(file: string): Promise<void> {
  const [path = ""] = (await storedFiles()).filter((name) => name.endsWith(`/${file}`));
  let folder = await navigator.storage.getDirectory();
  const parts = path.split("/");
  for (const part of parts.slice(0, -1)) folder = await folder.getDirectoryHandle(part);
  const handle = await folder.getFileHandle(file);
  const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  const stream = await handle.createWritable();
  await stream.write(bytes);
  await stream.close();
}

describe("a save", () => {
  let table: SavedTable;
  beforeEach(async () => {
    table = await SavedTable.open();
    await table.fill(SELECT);
  });
  afterEach(() => table.dispose());

  async function expectStored(version: StoredVersion | undefined, reference: string): Promise<void> {
    expect(version).not.to.equal(undefined);
    await table.write("DROP TABLE IF EXISTS staging");
    if (version) await table.load(version, "staging");
    expect(await table.differences(reference, "staging")).to.deep.equal([]);
    expect(await table.rows("SELECT count(*)::INTEGER FROM staging")).to.deep.equal([[version?.rows]]);
  }

  it("stores each of a few texts once, under every compression", async () => {
    await table.fill(`SELECT 'a city whose name is long, number ' || hash(i) % 20 AS city FROM range(${ROWS}) t(i)`);
    for (const compression of ["none", "snappy", "zstd"] as const) {
      const summary = await table.save({ compression });
      expect(summary.bytes, compression).to.be.lessThan(ROWS);
      await expectStored(newest(summary), "__pt_rows");
      table.tracker.markAll();
    }
  });

  it("is found again after a reload, equal in every cell", async () => {
    const summary = await table.save();
    expect([summary.rows, summary.version, newest(summary).segments.length]).to.deep.equal([ROWS, 1, 3]);
    const stored = await table.reopen();
    expect(stored).to.deep.equal(newest(summary));
    await expectStored(stored, "__pt_rows");
  });

  it("holds a table without rows, and one without columns", async () => {
    await table.fill("SELECT 1 AS a, 'x' AS b WHERE false");
    await table.save();
    await expectStored(await table.reopen(), "__pt_rows");
  });

  for (const compression of ["snappy", "none"] as const) {
    it(`comes back from ${compression} files`, async () => {
      await table.save({ compression });
      await expectStored(await table.reopen(), "__pt_rows");
    });
  }

  it("writes only segments with changed rows and shares the others", async () => {
    const before = newest(await table.save());
    await table.write("UPDATE __pt_rows SET text = 'edited' WHERE __pt_id = 130000");
    table.tracker.markRanges([{ firstId: 130_000, endId: 130_001 }]);
    const summary = await table.save();
    const after = newest(summary);
    expect(after.segments.map(({ file }, index) => file === before.segments[index]?.file)).to.deep.equal([
      true,
      false,
      true,
    ]);
    expect(summary.bytesWritten).to.equal(after.segments[1]?.byteLength);
    await expectStored(await table.reopen(), "__pt_rows");
    await table.write("UPDATE __pt_rows SET text = 'row 130000' WHERE __pt_id = 130000");
    await expectStored(before, "__pt_rows");
  });

  it("keeps rows in order of id though the table moved them", async () => {
    await table.write("DELETE FROM __pt_rows WHERE __pt_id = 5; INSERT INTO __pt_rows VALUES (5, 5, 'moved', 0)");
    const version = newest(await table.save());
    await expectStored(version, "__pt_rows");
    expect(await table.rows("SELECT count(*)::INTEGER FROM staging WHERE rowid <> __pt_id")).to.deep.equal([[0]]);
  });

  it("gives way to input: smaller chunks, each written before the next is read", async () => {
    const phasesOf = async (noteInput: () => void) => {
      const phases: string[] = [];
      noteInput();
      const onProgress = ({ phase }: SaveProgress) => {
        noteInput();
        phases.push(phase);
      };
      table.tracker.markAll();
      await table.save({ onProgress });
      return phases.filter((phase) => phase !== "commit");
    };
    const quiet = await phasesOf(() => undefined);
    const phases = await phasesOf(() => table.queue.pacing.noteInput());
    expect(phases.length).to.be.greaterThan(1.5 * quiet.length);
    expect(phases).to.deep.equal(phases.map((_, index) => (index % 2 === 0 ? "export" : "write")));
    await expectStored(await table.reopen(), "__pt_rows");
  });

  it("leaves ranges without rows out, and takes them up again", async () => {
    await table.write("DELETE FROM __pt_rows WHERE __pt_id >= 122880 AND __pt_id < 245760");
    table.tracker.markAll();
    expect(newest(await table.save()).segments.map(({ firstId }) => firstId)).to.deep.equal([0, 245_760]);
    await table.write("INSERT INTO __pt_rows VALUES (200000, 1, 'back', 2)");
    table.tracker.markRanges([{ firstId: 200_000, endId: 200_001 }]);
    await table.save();
    await expectStored(await table.reopen(), "__pt_rows");
  });

  it("keeps as many versions as asked for, and never writes over a file in use", async () => {
    let former: StoredVersion | undefined;
    for (let version = 1; version <= 6; version++) {
      if (version > 1) table.tracker.markAll();
      const summary = await table.save({ keepVersions: 2 });
      const kept = summary.table.versions.map((stored) => stored.version);
      expect(kept).to.deep.equal(version === 1 ? [1] : [version - 1, version]);
      for (const file of filesOf(newest(summary)) ?? []) expect(filesOf(former) ?? []).not.to.include(file);
      former = newest(summary);
    }
    const files = (await storedFiles()).filter((file) => file.endsWith(".parquet"));
    expect(files.length).to.be.at.most(15);
  });

  it("does not hold an edit made while it runs; the next one does", async () => {
    await table.write("CREATE OR REPLACE TABLE reference AS FROM __pt_rows");
    let edited: Promise<void> | undefined;
    const version = newest(
      await table.save({
        onProgress: () => {
          edited ??= table.write("UPDATE __pt_rows SET text = 'later' WHERE __pt_id = 299999").then(() => {
            table.tracker.markRanges([{ firstId: 299_999, endId: 300_000 }]);
          });
        },
      }),
    );
    await edited;
    expect(table.tracker.isDirty).to.equal(true);
    await expectStored(version, "reference");
    const next = newest(await table.save());
    expect(next.version).to.equal(version.version + 1);
    await expectStored(next, "__pt_rows");
    expect(table.tracker.isDirty).to.equal(false);
  });

  it("hands over long texts in parts of a size that is soon done", async () => {
    const sizes: number[] = [];
    const { client } = table;
    const writeChunk = client.writeChunk.bind(client);
    client.writeChunk = (payload, options) => {
      sizes.push(payload.ipc.byteLength);
      return writeChunk(payload, options);
    };
    await table.fill("SELECT repeat('long ', 2000) || i AS text FROM range(12_000) t(i)");
    await table.save();
    expect(sizes.reduce((sum, size) => sum + size, 0)).to.be.greaterThan(100e6);
    expect(Math.max(...sizes)).to.be.lessThan(32e6);
  });

  it("tells its progress, never falling, at least once a segment", async () => {
    const progress: SaveProgress[] = [];
    await table.save({ onProgress: (step) => progress.push(step) });
    const shares = progress.map((step) => step.progress);
    expect(shares).to.deep.equal([...shares].sort((a, b) => a - b));
    expect(progress.at(-1)).to.include({ phase: "commit", progress: 1, rowsWritten: ROWS, totalRows: ROWS });
    expect(progress.filter(({ phase }) => phase === "write").length).to.be.at.least(3);
    expect(new Set(progress.map(({ phase }) => phase))).to.deep.equal(new Set(["export", "write", "commit"]));
  });

  it("leaves the last version when it is aborted on the way", async () => {
    const before = newest(await table.save());
    await table.write("CREATE OR REPLACE TABLE reference AS FROM __pt_rows");
    await table.write("UPDATE __pt_rows SET x = -1");
    table.tracker.markAll();
    const abort = new AbortController();
    const aborted = failureOf(
      table.save({ signal: abort.signal, onProgress: ({ phase }) => phase === "write" && abort.abort("enough") }),
    );
    expect(await aborted).to.equal("enough");
    expect(await table.reopen()).to.deep.equal(before);
    await expectStored(before, "reference");
    await table.save();
    await expectStored(await table.reopen(), "__pt_rows");
  });

  it("leaves the last version when the worker ends on the way", async () => {
    const before = newest(await table.save());
    table.tracker.markAll();
    const ended = await failureOf(table.save({ onProgress: () => table.client.dispose() }));
    expect(ended).to.have.property("code", "disposed");
    expect(await table.reopen()).to.deep.equal(before);
  });

  it("serves a read while it runs", async () => {
    const before = newest(await table.save());
    table.tracker.markAll();
    const order: string[] = [];
    let read: Promise<unknown> | undefined;
    const save = table.save({
      onProgress: ({ phase }) => {
        const [segment] = before.segments;
        if (phase === "export" && segment) {
          read ??= table.client.readSegment({ segment, limit: 10 }).then(() => order.push("read"));
        }
      },
    });
    await save.then(() => order.push("saved"));
    await read;
    expect(order).to.deep.equal(["read", "saved"]);
  });

  it("goes on after the files were closed and opened again", async () => {
    const before = newest(await table.save());
    await table.client.close();
    expect(await failureOf(table.save())).to.have.property("code", "storage-io");
    const { table: reopened } = await table.client.open(table.name);
    expect(reopened?.versions).to.deep.equal([before]);
    await table.save();
  });
});

describe("a stored table", () => {
  it("belongs to its exact name", async () => {
    const names = ["../x", "x", "a/b", "A", "a", "😀", "n".repeat(300), "n".repeat(301)].map(
      (name) => `${name} ${Date.now()}`,
    );
    const table = await SavedTable.open("unused");
    for (const [index, name] of names.entries()) {
      await table.client.open(name);
      await table.fill(`SELECT ${index} AS n`);
      await table.save();
    }
    for (const [index, name] of names.entries()) {
      const { table: stored } = await table.client.open(name);
      await table.write("DROP TABLE IF EXISTS staging");
      const version = stored?.versions.at(-1);
      if (version) await table.load(version, "staging");
      expect(await table.rows("SELECT n FROM staging"), name).to.deep.equal([[index]]);
      await table.client.deleteTable(name);
    }
    await table.dispose();
  });

  it("is locked for another client until the first one lets go", async () => {
    const table = await SavedTable.open();
    const second = PersistenceClient.launch(ASSET_BASE);
    expect(await failureOf(second.open(table.name))).to.have.property("code", "storage-locked");
    const waiting = second.open(table.name);
    await table.client.close();
    expect(await waiting).to.deep.equal({ table: null, former: [], journal: [], head: null, warnings: [] });
    await second.deleteTable(table.name);
    second.dispose();
    await table.dispose();
  });

  it("is gone without a trace when it is deleted", async () => {
    const table = await SavedTable.open();
    const before = await storedFiles();
    expect(before.length).to.be.greaterThan(0);
    await table.fill("SELECT 1 AS n");
    await table.save();
    await table.client.deleteTable(table.name);
    expect(await storedFiles()).to.deep.equal([]);
    table.tracker.forgetStored();
    const again = newest(await table.save());
    expect(await table.reopen()).to.deep.equal(again);
    await table.dispose();
    expect(await storedFiles()).to.deep.equal([]);
  });

  it("says which rows are damaged rather than loading them", async () => {
    const table = await SavedTable.open();
    await table.fill(SELECT);
    const version = newest(await table.save());
    await damage(version.segments[1]?.file ?? "");
    const failure = await failureOf(table.load(version, "staging"));
    expect(failure).to.have.property("code", "storage-corrupt");
    expect(String(failure)).to.contain(version.segments[1]?.file).and.to.contain("122880");
    expect(await failureOf(table.rows("FROM staging"))).to.have.property("code", "query-failed");
    await table.dispose();
  });

  it("does not read a version that is no longer kept", async () => {
    const table = await SavedTable.open();
    await table.fill("SELECT 1 AS n");
    const first = newest(await table.save({ keepVersions: 1 }));
    for (let save = 0; save < 2; save++) {
      table.tracker.markAll();
      await table.save({ keepVersions: 1 });
    }
    expect(await failureOf(table.load(first, "staging"))).to.have.property("code", "unknown-version");
    await table.dispose();
  });
});
