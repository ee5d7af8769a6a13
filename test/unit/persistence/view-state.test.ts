import { expect } from "@open-wc/testing";
import { parseViewState, type ViewState } from "../../../src/engine/settings/view-state.ts";
import { type ViewStateBackend, ViewStateStore } from "../../../src/engine/settings/view-state-store.ts";

const state = (scrollRow: number): ViewState => ({
  columns: [
    { id: 3, widthPx: 120, pinned: "start" },
    { id: 0, hidden: true },
  ],
  sort: [{ column: "price", direction: "desc" }],
  filter: { column: "price", op: "gt", value: 5 },
  search: "x",
  scrollRow,
});

class MapBackend implements ViewStateBackend {
  readonly stored = new Map<string, unknown>();
  writes = 0;

  get(name: string): Promise<unknown> {
    return Promise.resolve(this.stored.get(name));
  }

  set(name: string, value: ViewState): Promise<void> {
    this.writes++;
    this.stored.set(name, structuredClone(value));
    return Promise.resolve();
  }

  delete(name: string): Promise<void> {
    this.stored.delete(name);
    return Promise.resolve();
  }
}

const refusing: ViewStateBackend = {
  get: () => Promise.reject(new DOMException("no", "SecurityError")),
  set: () => Promise.reject(new DOMException("no", "SecurityError")),
  delete: () => Promise.reject(new DOMException("no", "SecurityError")),
};

describe("view state", () => {
  it("comes back as it was written, under its own name", async () => {
    const backend = new MapBackend();
    const store = new ViewStateStore("a", backend);
    store.write(state(5));
    await store.flush();
    expect(await new ViewStateStore("a", backend).read()).to.deep.equal(state(5));
    expect(await new ViewStateStore("b", backend).read()).to.deep.equal({});
  });

  it("is one write however often it changes before", async () => {
    const backend = new MapBackend();
    const store = new ViewStateStore("a", backend);
    for (let row = 0; row < 50; row++) store.write(state(row));
    expect(await store.read()).to.deep.equal(state(49));
    await store.flush();
    await store.flush();
    expect(backend.writes).to.equal(1);
    expect(backend.stored.get("a")).to.deep.equal(state(49));
  });

  it("is kept in memory where the browser refuses storage", async () => {
    const store = new ViewStateStore("a", refusing);
    expect(await store.read()).to.deep.equal({});
    store.write(state(1));
    await store.flush();
    await store.delete();
  });

  it("is gone after a deletion, also what was not yet written", async () => {
    const backend = new MapBackend();
    const store = new ViewStateStore("a", backend);
    store.write(state(1));
    await store.flush();
    store.write(state(2));
    await store.delete();
    expect(backend.stored.size).to.equal(0);
    expect(await store.read()).to.deep.equal({});
  });

  it("takes over what has the right form and leaves the rest", () => {
    expect(parseViewState("x")).to.deep.equal({});
    expect(parseViewState(null)).to.deep.equal({});
    expect(
      parseViewState({
        columns: [{ id: 1, widthPx: -5, hidden: "yes", pinned: "middle" }, { id: "2" }, 7],
        sort: [{ column: "a", direction: "up" }],
        filter: 5,
        search: 1,
        scrollRow: -1,
      }),
    ).to.deep.equal({ columns: [{ id: 1 }] });
  });

  it("is stored in IndexedDB", async () => {
    const store = new ViewStateStore("indexed db test");
    store.write(state(9));
    await store.flush();
    expect(await new ViewStateStore("indexed db test").read()).to.deep.equal(state(9));
    await store.delete();
    expect(await new ViewStateStore("indexed db test").read()).to.deep.equal({});
  });
});
