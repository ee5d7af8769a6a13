import { expect } from "@open-wc/testing";
import { PersistentTableError } from "../../../src/engine/errors.ts";
import { rejectionOf } from "../../rejection-of.ts";
import { GridHarness } from "../elements/harness.ts";

interface Saved {
  readonly name: string;
  readonly url: string;
}

const { click } = HTMLAnchorElement.prototype;
const { setTimeout: ownSetTimeout } = globalThis;

describe("download() of the element", () => {
  let grid: GridHarness;
  const saved: Saved[] = [];

  before(() => {
    HTMLAnchorElement.prototype.click = function () {
      saved.push({ name: this.download, url: this.href });
    };
  });
  afterEach(() => {
    saved.length = 0;
    globalThis.setTimeout = ownSetTimeout;
    grid.close();
  });
  after(() => {
    HTMLAnchorElement.prototype.click = click;
  });

  const open = async (attributes: Record<string, string> = {}): Promise<void> => {
    grid = await GridHarness.open({ rows: 10, attributes });
  };
  const resolve = async (text: string): Promise<void> => {
    await grid.until(() => grid.engine.exports.length > 0);
    grid.engine.exports.last.resolve(new Blob([text]));
  };

  it("saves the exported view under the name of the table, by a URL that is revoked later", async () => {
    await open({ name: "orders 2024" });
    const later: (() => void)[] = [];
    const downloading = grid.element.download("csv");
    await resolve("a,b");
    globalThis.setTimeout = ((work: () => void) => later.push(work)) as unknown as typeof setTimeout;
    await downloading;
    globalThis.setTimeout = ownSetTimeout;
    expect(grid.engine.exports.map(({ input }) => input)).to.deep.equal(["csv"]);
    expect(saved.map(({ name }) => name)).to.deep.equal(["orders 2024.csv"]);
    const url = saved[0]?.url ?? "";
    expect(await (await fetch(url)).text()).to.equal("a,b");
    for (const work of later) work();
    expect(await rejectionOf(fetch(url))).to.be.instanceOf(TypeError);
  });

  for (const [src, name] of [
    ["/data/flights%20200k.csv?x=1.5#y", "flights 200k.ndjson"],
    ["orders.tsv.gz", "orders.ndjson"],
    ["api/export?format=csv", "export.ndjson"],
    ["a%ZZ.parquet", "a%ZZ.ndjson"],
    ["v1.2", "v1.2.ndjson"],
    ["", "table.ndjson"],
  ] as const) {
    it(`is named after its source: "${src}"`, async () => {
      await open({ src });
      const downloading = grid.element.download("ndjson");
      await resolve("{}");
      await downloading;
      expect(saved.map((file) => file.name)).to.deep.equal([name]);
    });
  }

  it("takes another name", async () => {
    await open({ name: "orders" });
    const downloading = grid.element.download("json", "mine.txt");
    await resolve("[]");
    await downloading;
    expect(saved.map(({ name }) => name)).to.deep.equal(["mine.txt"]);
  });

  it("is of the view that was set just before", async () => {
    await open();
    grid.element.sort = "integer desc";
    const exporting = grid.element.exportAs("csv");
    await grid.until(() => grid.engine.exports.length > 0);
    expect(grid.engine.views.map(({ sort }) => sort.length)).to.deep.equal([1]);
    await resolve("x");
    expect(await (await exporting).text()).to.equal("x");
  });

  it("saves nothing when it is aborted or fails", async () => {
    await open();
    const controller = new AbortController();
    const aborted = grid.element.download("csv", "a.csv", { signal: controller.signal });
    await grid.until(() => grid.engine.exports.length > 0);
    const reason = new Error("no");
    controller.abort(reason);
    expect(await rejectionOf(aborted)).to.equal(reason);
    grid.engine.exports.length = 0;
    const failed = grid.element.download("csv");
    await grid.until(() => grid.engine.exports.length > 0);
    const error = new PersistentTableError("export-failed", "It failed.");
    grid.engine.exports.last.reject(error);
    expect(await rejectionOf(failed)).to.equal(error);
    expect(saved).to.deep.equal([]);
  });
});
