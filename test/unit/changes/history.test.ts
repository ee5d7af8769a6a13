import { expect } from "@open-wc/testing";
import type { UndoRecord } from "../../../src/engine/changes/change.ts";
import { History, type HistoryEntry, type HistoryOptions } from "../../../src/engine/changes/history.ts";
import type { HistoryState } from "../../../src/engine/engine-events.ts";

describe("the history", () => {
  let states: HistoryState[];
  let released: string[];
  let changes = 0;

  beforeEach(() => {
    states = [];
    released = [];
  });

  function open(limits: Pick<HistoryOptions, "maxSteps" | "maxBytes"> = {}): History {
    return new History({
      onChange: (state) => states.push(state),
      onRelease: (records) => released.push(...records.map(({ label }) => label)),
      ...limits,
    });
  }

  function change(label: string, byteLength = 10): HistoryEntry {
    const unused = () => {
      throw new Error("The history runs no record.");
    };
    const record: UndoRecord = {
      label,
      byteLength,
      isInMemory: true,
      undo: unused,
      redo: unused,
      journalled: unused,
      former: unused,
      release: unused,
    };
    return { kind: "transform", priority: "user-visible", record, sequence: ++changes };
  }

  function undoable(history: History): string[] {
    const labels: string[] = [];
    for (let entry = history.next("undo"); entry; entry = history.next("undo")) {
      labels.push(entry.record.label);
      history.moved("undo");
    }
    return labels;
  }

  it("tells what the next undo and redo would do", () => {
    const history = open();
    expect(history.state).to.deep.equal({ undoLabel: null, redoLabel: null });
    history.add(change("a"));
    history.add(change("b"));
    history.moved("undo");
    history.moved("undo");
    history.moved("redo");
    expect(states.map(({ undoLabel, redoLabel }) => [undoLabel, redoLabel])).to.deep.equal([
      ["a", null],
      ["b", null],
      ["a", "b"],
      [null, "a"],
      ["a", "b"],
    ]);
    expect(released).to.deep.equal([]);
  });

  it("lets go of what was undone when there is another change", () => {
    const history = open();
    for (const label of ["a", "b", "c"]) history.add(change(label));
    history.moved("undo");
    history.moved("undo");
    history.add(change("d"));
    expect(released).to.have.members(["b", "c"]);
    expect(history.next("redo")).to.equal(undefined);
    expect(undoable(history)).to.deep.equal(["d", "a"]);
  });

  it("lets go of the oldest steps past its limit", () => {
    const history = open({ maxSteps: 3 });
    for (const label of ["a", "b", "c", "d", "e"]) history.add(change(label));
    expect(released).to.deep.equal(["a", "b"]);
    expect(undoable(history)).to.deep.equal(["e", "d", "c"]);
  });

  it("lets go of the oldest records past its limit of bytes", () => {
    const history = open({ maxBytes: 100 });
    history.add(change("a", 60));
    history.add(change("b", 30));
    history.add(change("c", 10));
    expect(released).to.deep.equal([]);
    history.add(change("d", 50));
    expect(released).to.deep.equal(["a"]);
    expect(undoable(history)).to.deep.equal(["d", "c", "b"]);
  });

  it("keeps a record that is larger than the limit until the next change", () => {
    const history = open({ maxBytes: 100 });
    history.add(change("a", 10));
    history.add(change("b", 1000));
    expect(released).to.deep.equal(["a"]);
    expect(history.state.undoLabel).to.equal("b");
    history.add(change("c", 10));
    expect(released).to.deep.equal(["a", "b"]);
    expect(undoable(history)).to.deep.equal(["c"]);
  });

  it("keeps a hundred steps unless told otherwise", () => {
    const history = open();
    for (let step = 0; step < 130; step++) history.add(change(`step ${step}`));
    expect(undoable(history)).to.have.length(100);
    expect(released).to.have.length(30);
  });

  it("lets go of everything for another table, and of nothing when the database is gone", () => {
    for (const end of ["clear", "lose"] as const) {
      const history = open();
      released = [];
      history.add(change("a"));
      history.add(change("b"));
      history.moved("undo");
      history[end]();
      expect(released.sort(), end).to.deep.equal(end === "clear" ? ["a", "b"] : []);
      expect(history.state, end).to.deep.equal({ undoLabel: null, redoLabel: null });
      expect(states.at(-1), end).to.deep.equal(history.state);
    }
  });

  it("moves nothing when there is nothing to undo", () => {
    const history = open();
    history.moved("undo");
    history.moved("redo");
    expect(history.state).to.deep.equal({ undoLabel: null, redoLabel: null });
  });
});
