import { expect } from "@open-wc/testing";
import { barrier, sequencesOf } from "./journal/entries.ts";
import { codeOf, MemoryRoot, OPEN, pageOf, planOf } from "./page.ts";

/** A page whose codec comes when the test says so. */
async function waitingPage() {
  const root = new MemoryRoot();
  const codec = Promise.withResolvers<void>();
  let inits = 0;
  const call = pageOf(root, () => {
    inits++;
    return codec.promise;
  });
  await call("open", OPEN);
  return { root, codec, call, inits: () => inits };
}

describe("a codec that does not come", () => {
  it("keeps nobody waiting but the save that needs it", async () => {
    const { codec, call } = await waitingPage();
    const begun = call("beginSave", planOf(1));
    await call("appendJournal", { entries: [barrier(1)] });
    expect(await codeOf(call("keepVersions", { versions: [] }))).to.equal("unknown-version");
    await call("setAsideJournal", undefined);
    codec.resolve();
    await begun;
    expect((await call("commitSave", undefined)).version).to.equal(1);
  });

  for (const [end, run] of [
    ["abortSave", (call) => call("abortSave", undefined)],
    ["close", (call) => call("close", undefined)],
    ["deleteTable", (call) => call("deleteTable", { table: "t" })],
    ["open", (call) => call("open", OPEN)],
  ] as [string, (call: ReturnType<typeof pageOf>) => Promise<unknown>][]) {
    it(`does not keep ${end} waiting, after which the save does not begin any more`, async () => {
      const { codec, call } = await waitingPage();
      const begun = codeOf(call("beginSave", planOf(1)));
      await run(call);
      codec.resolve();
      expect(await begun).to.equal("storage-io");
      expect(await codeOf(call("commitSave", undefined))).to.equal("storage-io");
    });
  }

  it("fails the save that waits for it for long", async () => {
    const call = pageOf(new MemoryRoot(), () => new Promise(() => undefined), 1);
    await call("open", OPEN);
    expect(await codeOf(call("beginSave", planOf(1)))).to.equal("storage-io");
    await call("close", undefined);
  });

  it("fails the save that waits for it, and is asked for again by the next one", async () => {
    const { codec, call, inits } = await waitingPage();
    const begun = codeOf(call("beginSave", planOf(1)));
    codec.reject(new Error("It does not come."));
    expect(await begun).to.equal("storage-io");
    expect(await codeOf(call("beginSave", planOf(1)))).to.equal("storage-io");
    expect(inits()).to.equal(2);
  });

  it("lets the later save begin when the former was stopped before it came", async () => {
    const { codec, call } = await waitingPage();
    const first = codeOf(call("beginSave", planOf(1)));
    await call("abortSave", undefined);
    const second = call("beginSave", planOf(2));
    codec.resolve();
    await second;
    expect(await first).to.equal("storage-io");
    expect((await call("commitSave", undefined)).version).to.equal(2);
    expect(sequencesOf((await call("readJournal", { after: 0 })).journal)).to.deep.equal([]);
  });
});
