import { expect } from "@open-wc/testing";
import { RowLayout, type RowLayoutHost, type RowPlacement } from "../../../../src/elements/viewport/row-layout.ts";

type Message = Parameters<ConstructorParameters<typeof RowLayout>[0]>[0];

/** A scroller without a page: what the virtualizer and the browser would do, by hand. */
class Scroller implements RowLayoutHost {
  geometry = { rowCount: 10_000_000, rowHeightPx: 28, viewportPx: 600 };
  contentWidthPx = 1_000;
  scrollTop = 0;
  isContinuous = true;
  placement: RowPlacement | null = null;
  messages: Extract<Message, { type: "stateChanged" }>[] = [];
  readonly layout = new RowLayout((message) => this.#receive(message), { host: this });

  attachLayout(): void {
    // The layout is known from its construction.
  }

  placeRows(placement: RowPlacement): void {
    this.placement = placement;
  }

  scrollBy(deltaPx: number, { continuous = true } = {}): void {
    this.scrollTop += deltaPx;
    this.isContinuous = continuous;
    this.reflow();
  }

  reflow(): void {
    this.layout.viewportSize = { width: 800, height: 634 };
    this.layout.viewportScroll = { top: Math.max(0, this.scrollTop - 34), left: 0 };
    this.layout.reflowIfNeeded();
  }

  get rows(): number[] {
    return [...(this.placement?.rowOfSlot ?? [])];
  }

  #receive(message: Message): void {
    if (message.type !== "stateChanged") return;
    this.messages.push(message);
    this.scrollTop -= message.scrollError?.top ?? 0;
  }
}

const sorted = (rows: number[]): number[] => [...rows].sort((a, b) => a - b);

describe("row layout", () => {
  it("has elements for the rows in view, and for some around them once those are painted", () => {
    const scroller = new Scroller();
    scroller.reflow();
    expect(scroller.rows[0]).to.equal(0);
    expect(scroller.rows).to.have.length.within(23, 25);
    scroller.layout.startOverscan();
    expect(scroller.rows).to.have.length.within(40, 60);
    expect(scroller.messages[0]?.scrollSize.height).to.equal(8_000_000);
  });

  it("repaints and moves only the rows that enter", () => {
    const scroller = new Scroller();
    scroller.reflow();
    scroller.scrollBy(28 * 1_000);
    scroller.scrollBy(28 * 3);
    expect(scroller.placement?.changedSlots).to.have.lengthOf(3);
    expect(scroller.messages.at(-1)?.childPositions.size).to.equal(3);
  });

  it("keeps a row in its element while both are in view", () => {
    const scroller = new Scroller();
    scroller.reflow();
    scroller.scrollBy(28 * 1_000);
    const before = scroller.rows;
    scroller.scrollBy(28 * 7);
    const moved = scroller.rows.filter((row, slot) => before.includes(row) && before[slot] !== row);
    expect(moved).to.deep.equal([]);
  });

  it("draws a row where the scroller shows it, also after a jump", () => {
    const scroller = new Scroller();
    scroller.reflow();
    scroller.scrollBy(4_000_000, { continuous: false });
    const { rowOfSlot } = scroller.placement ?? { rowOfSlot: [] };
    scroller.messages.at(-1)?.childPositions.forEach(({ top }, slot) => {
      const row = rowOfSlot[slot] ?? 0;
      expect(top).to.equal(row * 28 + scroller.layout.shiftPx);
      expect(top).to.be.closeTo(scroller.scrollTop, 2_000);
    });
  });

  it("corrects the scroller when a row is revealed, and does not take the answer for a jump", () => {
    const scroller = new Scroller();
    scroller.reflow();
    scroller.layout.reveal(5_000_000, "start");
    expect(scroller.layout.virtualTopPx).to.equal(140_000_000);
    scroller.isContinuous = false;
    scroller.reflow();
    expect(scroller.layout.virtualTopPx).to.equal(140_000_000);
    expect(sorted(scroller.rows)[0]).to.be.within(4_999_900, 5_000_000);
  });

  it("shows the last row at the bottom", () => {
    const scroller = new Scroller();
    scroller.reflow();
    scroller.layout.reveal(9_999_999, "nearest");
    expect(sorted(scroller.rows).at(-1)).to.equal(9_999_999);
    expect(scroller.scrollTop).to.equal(8_000_000 - 600);
  });

  it("keeps what a scroll did while rows were added", () => {
    const scroller = new Scroller();
    scroller.geometry = { ...scroller.geometry, rowCount: 5_000 };
    scroller.reflow();
    scroller.geometry = { ...scroller.geometry, rowCount: 6_000 };
    scroller.scrollBy(280);
    expect(scroller.layout.virtualTopPx).to.equal(280);
  });

  it("puts the elements in the order of their rows when scrolling rests", () => {
    const scroller = new Scroller();
    scroller.reflow();
    scroller.scrollBy(28 * 15);
    expect(scroller.rows).to.not.deep.equal(sorted(scroller.rows));
    scroller.layout.settle();
    expect(scroller.rows).to.deep.equal(sorted(scroller.rows));
  });

  it("has as many elements as rows when they are few, and none for an empty table", () => {
    const scroller = new Scroller();
    scroller.geometry = { ...scroller.geometry, rowCount: 3 };
    scroller.reflow();
    expect(scroller.rows).to.deep.equal([0, 1, 2]);
    scroller.geometry = { ...scroller.geometry, rowCount: 0 };
    scroller.reflow();
    expect(scroller.rows).to.deep.equal([]);
    expect(scroller.messages.at(-1)?.range).to.include({ first: 0, last: -1 });
  });
});
