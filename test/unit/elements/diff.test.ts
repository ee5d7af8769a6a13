import { expect } from "@open-wc/testing";
import { diffArguments, diffFormat, revertSelection } from "../../../src/elements/diff/diff-arguments.ts";
import { withoutColumns, withToggledColumn, withToggledKind } from "../../../src/elements/diff/diff-filter.ts";
import { columnEntries, revertEntries } from "../../../src/elements/diff/diff-menus.ts";
import { countsText, noChangesText, rowText, schemaText, stateText } from "../../../src/elements/diff/diff-text.ts";
import { guessKeys } from "../../../src/elements/diff/guess-keys.ts";
import { overviewBands, rowAt } from "../../../src/elements/diff/overview-bands.ts";
import type { MenuEntry } from "../../../src/elements/chrome/menu.ts";
import type { RevertSelection } from "../../../src/engine/diff/diff-types.ts";
import { PersistentTableError } from "../../../src/engine/errors.ts";
import { FakeDiff } from "../../browser/elements/fake-diff.ts";

const COUNTS = { added: 12, removed: 3, changed: 1_400 };

function problemOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).to.be.instanceOf(PersistentTableError);
    expect((error as PersistentTableError).code).to.equal("invalid-argument");
    return (error as PersistentTableError).message;
  }
  throw new Error("It was taken.");
}

describe("arguments of a comparison", () => {
  it("are a version, a state or a file with keys, the last saved version by default", () => {
    expect(diffArguments({})).to.deep.equal({ against: "saved" });
    expect(diffArguments({ against: "before-transform" })).to.deep.equal({ against: "before-transform" });
    expect(diffArguments({ against: 3, present: 4 })).to.deep.equal({ against: 3, present: 4 });
    const file = { file: "a.csv", keys: ["id"], format: "csv" };
    expect(diffArguments({ against: file })).to.deep.equal({ against: file });
  });

  it("are refused with what is expected", () => {
    expect(problemOf(() => diffArguments({ against: "yesterday" }))).to.match(/"saved", .* it was "yesterday"/);
    expect(problemOf(() => diffArguments({ against: 1.5 }))).to.include("number of a version");
    expect(problemOf(() => diffArguments({ against: null }))).to.include("it was null");
    expect(problemOf(() => diffArguments({ against: { file: "a.csv" } }))).to.include("keys");
    expect(problemOf(() => diffArguments({ against: { file: "a.csv", keys: [] } }))).to.include("keys");
    expect(problemOf(() => diffArguments({ against: { file: "a", keys: ["b"], format: "xls" } }))).to.include(
      "parquet",
    );
    expect(problemOf(() => diffArguments({ present: "3" }))).to.include("present");
    expect(problemOf(() => diffFormat("arrow"))).to.include("csv, json, parquet");
  });

  it("of a revert are positions, names and kinds", () => {
    const selection = { rows: [0, 7], columns: ["price"], kinds: ["added"] };
    expect(revertSelection(selection)).to.deep.equal(selection);
    expect(revertSelection({})).to.deep.equal({});
    expect(problemOf(() => revertSelection({ rows: [-1] }))).to.include("from 0");
    expect(problemOf(() => revertSelection({ rows: 3 }))).to.include("it was 3");
    expect(problemOf(() => revertSelection({ columns: "price" }))).to.include("names of columns");
    expect(problemOf(() => revertSelection({ kinds: ["new"] }))).to.include("added, removed, changed");
  });
});

describe("the filter of a comparison", () => {
  it("takes kinds and columns in and out, and none or all kinds are no filter", () => {
    expect(withToggledKind({}, "added")).to.deep.equal({ kinds: ["added"] });
    expect(withToggledKind({ kinds: ["added"], columnIds: [4] }, "added")).to.deep.equal({ columnIds: [4] });
    expect(withToggledKind({ kinds: ["added", "changed"] }, "removed")).to.deep.equal({});
    expect(withToggledColumn({ kinds: ["changed"] }, 4)).to.deep.equal({ kinds: ["changed"], columnIds: [4] });
    expect(withToggledColumn({ columnIds: [4, 5] }, 4)).to.deep.equal({ columnIds: [5] });
    expect(withoutColumns({ kinds: ["changed"], columnIds: [4] })).to.deep.equal({ kinds: ["changed"] });
  });
});

describe("words of a comparison", () => {
  it("count what differs", () => {
    expect(countsText(COUNTS, "en")).to.equal("12 rows added, 3 removed, 1,400 changed");
    expect(countsText({ added: 0, removed: 1, changed: 0 }, "en")).to.equal("1 row removed");
    expect(countsText({ added: 0, removed: 0, changed: 0 }, "en")).to.equal("No differences");
  });

  it("say how far it is", () => {
    const diff = new FakeDiff({});
    expect(stateText(diff, "en")).to.equal("No differences");
    diff.change({ schemaChanges: [{ kind: "added", name: "a", before: null }] });
    expect(stateText(diff, "en")).to.equal("No row differs");
    diff.change({ state: "computing", progress: 0.438 });
    expect(stateText(diff, "en")).to.equal("Comparing… 43%");
    diff.change({ state: "complete", counts: COUNTS });
    expect(stateText(diff, "en")).to.equal("");
  });

  it("say why no change is shown", () => {
    const diff = new FakeDiff({});
    expect(noChangesText(diff)).to.deep.include({ title: "No differences", isFiltered: false });
    diff.change({ state: "computing" });
    expect(noChangesText(diff).title).to.equal("No differences so far");
    diff.change({ counts: COUNTS });
    expect(noChangesText(diff)).to.deep.include({ title: "No change matches", isFiltered: true });
  });

  it("tell of changed columns and rows", () => {
    const changes = [
      { kind: "added", name: "total", before: null },
      { kind: "dropped", name: "note", before: "note" },
      { kind: "renamed", name: "reference", before: "ref" },
      { kind: "cast", name: "price", before: "VARCHAR" },
    ] as const;
    expect(schemaText(changes)).to.equal(
      "Column “total” is new. Column “note” was removed. Column “reference” was called “ref”. " +
        "Column “price” had another type: VARCHAR.",
    );
    expect(rowText({ row: 1_203, kind: "changed", columns: ["price"] }, "en")).to.equal("Row 1,204 changed: price");
    expect(rowText({ row: 0, kind: "added", columns: [] }, "en")).to.equal("Row 1 added");
    expect(rowText({ row: 0, kind: "changed", columns: ["a", "b", "c", "d", "e"] }, "en")).to.include("d, …");
  });
});

describe("menus of a comparison", () => {
  const item = (entries: readonly MenuEntry[], label: string): Exclude<MenuEntry, "separator"> => {
    const found = entries.find((entry) => entry !== "separator" && entry.label === label);
    if (!found || found === "separator") throw new Error(`There is no ${label}.`);
    return found;
  };

  it("revert from one cell to everything", () => {
    const reverts: RevertSelection[] = [];
    const revert = (selection: RevertSelection): void => void reverts.push(selection);
    const where = { row: 4, column: 1, name: "price", label: "Price" };
    const target = { ...where, kind: "changed", isCellChanged: true, columnChanges: 1_400 } as const;
    const entries = revertEntries({ target, counts: COUNTS, isComputing: false, locale: "en", revert });
    for (const label of ["This cell", "This row", "Column Price", "Bring back 3 removed rows", "Everything"]) {
      expect(item(entries, label).isDisabled).to.equal(false);
      item(entries, label).run();
    }
    expect(reverts).to.deep.equal([
      { rows: [4], columns: ["price"] },
      { rows: [4] },
      { columns: ["price"] },
      { kinds: ["removed"] },
      {},
    ]);
  });

  it("offer only what can be reverted", () => {
    const revert = (): void => undefined;
    const entries = revertEntries({ target: null, counts: COUNTS, isComputing: true, locale: "en", revert });
    const offered = entries.filter((entry) => entry !== "separator" && entry.isDisabled !== true);
    expect(offered).to.deep.equal([]);
  });

  it("list the changed columns, the most changed first, and say which are chosen", () => {
    const columns = [
      { id: 1, name: "name", changed: 2 },
      { id: 2, name: "price", changed: 9 },
      { id: 3, name: "note", changed: 0 },
    ];
    const toggled: number[] = [];
    const entries = columnEntries({
      diff: { columns, filter: { columnIds: [1] } },
      labels: new Map([["price", "Price"]]),
      locale: "en",
      toggle: (id) => void toggled.push(id),
      clear: () => undefined,
    });
    const labels = entries.flatMap((entry) => (entry === "separator" ? [] : entry.label));
    expect(labels).to.deep.equal(["Any column", "Price", "name"]);
    expect(item(entries, "Price")).to.deep.include({ hint: "9 rows", isChecked: false });
    expect(item(entries, "name").isChecked).to.equal(true);
    item(entries, "Price").run();
    expect(toggled).to.deep.equal([2]);
  });
});

describe("the overview of a comparison", () => {
  const NONE = { added: 0, removed: 0, changed: 0 };

  it("draws the kinds of a part side by side, the more opaque the more rows differ", () => {
    const bands = overviewBands([NONE, { ...NONE, added: 5, changed: 5 }, { ...NONE, removed: 1 }], 10);
    expect(bands.map(({ bucket, kind, start, width }) => [bucket, kind, start, width])).to.deep.equal([
      [1, "added", 0, 0.5],
      [1, "changed", 0.5, 0.5],
      [2, "removed", 0, 1],
    ]);
    expect(bands[0]?.opacity).to.equal(1);
    expect(bands[2]?.opacity).to.be.within(0.4, 0.6);
  });

  it("has a row at every height", () => {
    expect(rowAt(0.5, 1_000)).to.equal(500);
    expect(rowAt(-1, 1_000)).to.equal(0);
    expect(rowAt(1, 1_000)).to.equal(999);
  });
});

describe("guessed key columns", () => {
  const guess = (...names: string[]): string[] => guessKeys(names.map((name) => ({ name })));

  it("are the first that is named like one, else the first", () => {
    expect(guess("name", "order_id", "id")).to.deep.equal(["order_id"]);
    expect(guess("name", "Code")).to.deep.equal(["Code"]);
    expect(guess("humid", "price")).to.deep.equal(["humid"]);
    expect(guess()).to.deep.equal([]);
  });
});
