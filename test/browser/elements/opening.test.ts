import { expect } from "@open-wc/testing";
import type { PersistentTable } from "../../../src/elements/persistent-table.ts";
import { PersistentTableError } from "../../../src/engine/errors.ts";
import { ViewStateStore } from "../../../src/engine/settings/view-state-store.ts";
import { EngineStarts, GridHarness } from "./harness.ts";

const macrotask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const url = (src: string): string => new URL(src, document.baseURI).href;

describe("what a table begins with", () => {
  let starts: EngineStarts;
  let element: PersistentTable;
  let grid: GridHarness;

  beforeEach(() => (starts = new EngineStarts()));
  afterEach(async () => {
    grid.close();
    await grid.until(() => starts.engines.every(({ isDisposed }) => isDisposed));
    starts.restore();
  });

  const make = (attributes: Record<string, string>): void => {
    element = document.createElement("persistent-table");
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.style.cssText = "width: 900px; height: 500px;";
    grid = new GridHarness(element, starts);
  };
  const insert = (attributes: Record<string, string> = {}): void => {
    make(attributes);
    document.body.append(element);
  };
  /** The engine starts in a microtask, the first render is a task of its own. */
  const started = async (): Promise<void> => {
    for (let turn = 0; turn < 20 && starts.engines.length === 0; turn++) await Promise.resolve();
    expect(starts.engines).to.have.lengthOf(1);
    expect(element.hasUpdated).to.equal(false);
  };
  const open = async (attributes: Record<string, string> = {}): Promise<void> => {
    insert(attributes);
    await element.updateComplete;
  };
  const uniqueName = (): string => `opening-${crypto.randomUUID()}`;
  const loads = (): string[] => starts.engines.flatMap((engine) => engine.loads.map(String));
  const openings = (): number => starts.last.calls.filter((call) => call === "openStored").length;
  const settled = async (): Promise<void> => {
    await element.updateComplete;
    await macrotask();
  };
  /** What was stored under the element's name, if anything, is there. */
  const opened = async (): Promise<void> => {
    await grid.until(() => starts.last.calls.includes("openStored"));
    await new ViewStateStore(element.name).read();
    await macrotask();
  };

  describe("between the start and the first render", () => {
    it("is stored under the name that is set then, and comes from the src", async () => {
      starts.prepare = (engine) => (engine.isStored = false);
      insert();
      await started();
      const name = uniqueName();
      element.name = name;
      element.src = "orders.csv";
      await element.updateComplete;
      await grid.until(() => loads().length > 0);
      expect(starts.options.map((options) => options.name)).to.deep.equal(["", name]);
      expect(starts.engines.map(({ isDisposed }) => isDisposed)).to.deep.equal([true, false]);
      expect(starts.last.calls).to.include("openStored");
      expect(loads()).to.deep.equal([url("orders.csv")]);
    });

    it("is the stored one where there is one", async () => {
      insert({ name: uniqueName() });
      await started();
      element.src = "orders.csv";
      await element.updateComplete;
      await opened();
      expect(loads()).to.deep.equal([]);
      expect(starts.engines).to.have.lengthOf(1);
    });

    it("comes from the src that is set then, once", async () => {
      insert();
      await started();
      element.src = "orders.csv";
      await settled();
      expect(loads()).to.deep.equal([url("orders.csv")]);
      expect(starts.engines).to.have.lengthOf(1);
    });

    it("is read in the format that is set then", async () => {
      insert({ src: "orders.txt" });
      await started();
      element.format = "ndjson";
      await settled();
      expect(starts.last.formats.at(-1)).to.equal("ndjson");
    });

    it("is read with the workers of the folder that is set then", async () => {
      insert();
      await started();
      element.assetBase = "/elsewhere";
      await settled();
      expect(starts.options.at(-1)?.assetBase).to.equal(url("/elsewhere/"));
    });

    it("is opened once when nothing is set then", async () => {
      const read = Promise.withResolvers<void>();
      starts.prepare = (engine) => {
        engine.readiness = read.promise;
      };
      make({ name: uniqueName(), src: "orders.csv" });
      const ready = element.whenReady();
      await grid.until(() => openings() === 1);
      document.body.append(element);
      await element.updateComplete;
      read.resolve();
      await ready;
      await opened();
      expect(starts.engines).to.have.lengthOf(1);
      expect(openings()).to.equal(1);
      expect(loads()).to.deep.equal([]);
    });

    it("is loaded once when nothing is set then", async () => {
      await open({ src: "orders.csv" });
      await settled();
      expect(starts.engines).to.have.lengthOf(1);
      expect(loads()).to.deep.equal([url("orders.csv")]);
    });
  });

  describe("under another name", () => {
    it("is what methods work on from then on", async () => {
      await open();
      const former = starts.last;
      element.name = uniqueName();
      await element.appendRows([{ integer: 1 }]);
      expect(former.appended).to.deep.equal([]);
      expect(former.isDisposed).to.equal(true);
      expect(starts.last.appended).to.have.lengthOf(1);
    });

    it("is waited for by those who waited for the former one", async () => {
      const former = Promise.withResolvers<void>();
      starts.prepare = (engine) => {
        engine.readiness = former.promise;
      };
      insert();
      const ready = element.whenReady().then(() => element.name);
      const next = Promise.withResolvers<void>();
      starts.prepare = (engine) => {
        engine.readiness = next.promise;
      };
      const name = uniqueName();
      element.name = name;
      await element.updateComplete;
      expect(starts.engines).to.have.lengthOf(2);
      former.reject(new PersistentTableError("disposed", "The table was disposed of."));
      next.resolve();
      expect(await ready).to.equal(name);
    });
  });

  describe("after the element was out of the page", () => {
    it("is opened again when the element is put back", async () => {
      await open({ src: "orders.csv" });
      await grid.until(() => grid.text(1, 0) === "1");
      const former = starts.last;
      element.remove();
      await grid.until(() => former.isDisposed);
      document.body.append(element);
      await grid.until(() => starts.engines.length === 2);
      await element.whenReady();
      expect(element.rowCount).to.equal(10);
      expect(starts.last.loads.map(String)).to.deep.equal([url("orders.csv")]);
      await grid.until(() => grid.text(1, 0) === "1" && grid.all(".row").length === 10);
      starts.last.data.rowCount = starts.last.data.totalRowCount = 4;
      starts.last.data.emit("view", { rowCount: 4 });
      await grid.until(() => grid.visibleRows.length === 4);
    });

    it("is the stored one", async () => {
      await open({ name: uniqueName(), src: "orders.csv" });
      const former = starts.last;
      element.remove();
      await grid.until(() => former.isDisposed);
      document.body.append(element);
      await grid.until(() => starts.engines.length === 2 && starts.last.calls.includes("openStored"));
      await grid.until(() => grid.text(1, 0) === "1");
      expect(loads()).to.deep.equal([]);
    });

    it("is opened again after dispose(), too", async () => {
      await open();
      await element.dispose();
      element.remove();
      document.body.append(element);
      await grid.until(() => starts.engines.length === 2);
      await element.whenReady();
    });
  });

  describe("when src is set later", () => {
    it("is the stored one where there is one", async () => {
      await open({ name: uniqueName() });
      await opened();
      element.src = "orders.csv";
      await settled();
      expect(loads()).to.deep.equal([]);
      expect(openings()).to.equal(1);
    });

    it("comes from src where nothing is stored", async () => {
      starts.prepare = (engine) => (engine.isStored = false);
      await open({ name: uniqueName() });
      await opened();
      element.src = "orders.csv";
      await grid.until(() => loads().length > 0);
      await settled();
      expect(loads()).to.deep.equal([url("orders.csv")]);
    });

    it("is what another URL names, though a table is stored", async () => {
      await open({ name: uniqueName(), src: "orders.csv" });
      await opened();
      element.src = "others.csv";
      await grid.until(() => loads().length > 0);
      expect(loads()).to.deep.equal([url("others.csv")]);
    });

    it("comes from src, though the page had loaded something else that is stored nowhere", async () => {
      await open();
      await element.load([{ a: 1 }]);
      element.src = "orders.csv";
      await grid.until(() => loads().length === 2);
      expect(loads()[1]).to.equal(url("orders.csv"));
    });

    it("is what the page had loaded, as long as that is to be stored", async () => {
      starts.prepare = (engine) => {
        engine.isStored = false;
        engine.storage = "opfs";
      };
      await open({ name: uniqueName() });
      await element.load([{ a: 1 }]);
      await starts.last.setVersions([]);
      starts.last.setSaveState("dirty");
      element.src = "orders.csv";
      await settled();
      expect(loads()).to.have.lengthOf(1);
    });

    it("comes from src when the stored table was deleted", async () => {
      starts.prepare = (engine) => (engine.storage = "opfs");
      await open({ name: uniqueName() });
      await opened();
      await element.deleteStorage();
      starts.last.isStored = false;
      element.src = "orders.csv";
      await grid.until(() => loads().length === 1);
    });
  });
});
