import type { VirtualizeDirectiveConfig } from "@lit-labs/virtualizer/virtualize.js";
import {
  reduceScroll,
  SCROLL_START,
  scrollHeightPx,
  virtualTopPx,
  type RowAlign,
  type ScrollAction,
  type ScrollGeometry,
  type ScrollState,
} from "./scroll-scale.ts";

type LayoutSpecifier = Extract<VirtualizeDirectiveConfig<unknown>["layout"], { type: unknown }>;
type Layout = InstanceType<LayoutSpecifier["type"]>;
type LayoutSink = ConstructorParameters<LayoutSpecifier["type"]>[0];
type ChildPositions = Extract<Parameters<LayoutSink>[0], { type: "stateChanged" }>["childPositions"];

/** Row elements that are ever used at once; a screen of 4,320 px with 20 px rows needs 236. */
export const MAX_ROW_SLOTS = 600;
const OVERSCAN_ROWS = 10;
/** Elements that stay when the view gets lower. To take one away is an error event of its ResizeObserver. */
const SPARE_ROWS = 20;

/** What the layout needs from the page, and whom it tells. */
export interface RowLayoutHost {
  readonly geometry: ScrollGeometry;
  readonly contentWidthPx: number;
  readonly scrollTop: number;
  /** True while a wheel or a finger moves the scroller. */
  readonly isContinuous: boolean;
  /** Gives the layout, made by the virtualizer, to its host. */
  attachLayout(layout: RowLayout): void;
  /** Called after the row elements exist and stand where they belong. */
  placeRows(placement: RowPlacement): void;
}

export interface RowPlacement {
  /** The row that each row element shows, by the element's place in the DOM. */
  readonly rowOfSlot: readonly number[];
  /** Slots that show another row than before. */
  readonly changedSlots: readonly number[];
  /** Rows that have an element, half-open. */
  readonly first: number;
  readonly end: number;
  readonly shiftPx: number;
}

/**
 * A virtualizer layout for rows of one height, of any number. The virtualizer's items are row *elements*, not rows: a
 * ring of them, in which an element keeps its row until that row leaves the view. So scrolling never moves, adds or
 * removes a DOM node, and only the rows that enter are painted.
 */
export class RowLayout implements Layout {
  items: unknown[] = [];
  direction: Layout["direction"] = "vertical";
  viewportSize: Layout["viewportSize"] = { width: 0, height: 0 };
  viewportScroll: Layout["viewportScroll"] = { top: 0, left: 0 };
  totalScrollSize: Layout["totalScrollSize"] = { width: 0, height: 0 };
  offsetWithinScroller: Layout["offsetWithinScroller"] = { top: 0, left: 0 };
  pin: Layout["pin"] = null;
  readonly measureChildren = false;
  config: { host?: RowLayoutHost };

  readonly #sink: LayoutSink;
  readonly #host: RowLayoutHost;
  #scroll: ScrollState = SCROLL_START;
  #geometry: ScrollGeometry | null = null;
  #rowOfSlot: number[] = [];
  #ringBase = 0;
  /** How far the page lets the first visible pixel be from the scroller's own top. */
  #clipPx = 0;
  #placedShiftPx = 0;
  #placedHeightPx = 0;
  /** None until the first screen is painted, which is the sooner for it. */
  #overscanRows = 0;

  constructor(sink: LayoutSink, config?: { host?: RowLayoutHost }) {
    if (!config?.host) throw new TypeError("RowLayout needs a host in its configuration.");
    this.#sink = sink;
    this.#host = config.host;
    this.config = config;
    config.host.attachLayout(this);
  }

  get shiftPx(): number {
    return this.#scroll.shiftPx;
  }

  get virtualTopPx(): number {
    return virtualTopPx(this.#scroll);
  }

  unpin(): void {
    this.pin = null;
  }

  getScrollIntoViewCoordinates(): { top: number } {
    return { top: this.#scroll.scrollTop };
  }

  /** Called by the virtualizer after a scroll or a resize, and by the host after any change of its geometry. */
  reflowIfNeeded(): void {
    this.#clipPx = this.viewportScroll.top - this.#host.scrollTop;
    this.#syncScroll();
    this.#apply({ type: "resize" });
  }

  /** As after a scroll, without asking the page anew what of the scroller it shows. */
  reflow(): void {
    this.#syncScroll();
    this.#apply({ type: "resize" });
  }

  /** From now on rows out of view have elements too. */
  startOverscan(): void {
    if (this.#overscanRows > 0) return;
    this.#overscanRows = OVERSCAN_ROWS;
    this.reflow();
  }

  reveal(row: number, align: RowAlign): void {
    this.#syncScroll();
    this.#apply({ type: "reveal", row, align });
  }

  /** Puts the scroll bar's thumb and the DOM order of the rows right; call when nothing moves. */
  settle(): void {
    this.#ringBase = this.#rowOfSlot.length > 0 ? Math.min(...this.#rowOfSlot) : 0;
    this.#syncScroll();
    this.#apply({ type: "settle" });
  }

  /** Takes over what the scroller did since, in the geometry that it did it in. */
  #syncScroll(): void {
    const { geometry, scrollTop, isContinuous } = this.#host;
    const action: ScrollAction = { type: "scroll", scrollTop, continuous: isContinuous };
    this.#scroll = reduceScroll(this.#scroll, action, this.#geometry ?? geometry);
  }

  #apply(action: ScrollAction): void {
    const { geometry, scrollTop } = this.#host;
    const isSame = this.#geometry !== null && sameGeometry(this.#geometry, geometry);
    if (action.type !== "resize" || !isSame) this.#scroll = reduceScroll(this.#scroll, action, geometry);
    this.#geometry = geometry;
    const { first, end } = this.#rowRange(geometry);
    const changedSlots = this.#assignSlots(first, end);
    const { shiftPx } = this.#scroll;
    const moved = shiftPx !== this.#placedShiftPx || geometry.rowHeightPx !== this.#placedHeightPx;
    this.#placedShiftPx = shiftPx;
    this.#placedHeightPx = geometry.rowHeightPx;
    this.#sink({
      type: "stateChanged",
      scrollSize: { width: this.#host.contentWidthPx, height: scrollHeightPx(geometry) },
      range: { first: 0, last: end - first - 1, firstVisible: 0, lastVisible: end - first - 1 },
      childPositions: this.#positions(moved ? null : changedSlots, geometry.rowHeightPx),
      ...this.#scrollError(scrollTop),
    });
    this.#host.placeRows({ rowOfSlot: this.#rowOfSlot, changedSlots, first, end, shiftPx });
  }

  /** Rows to have elements for: those that the page shows, and some on both sides. */
  #rowRange({ rowCount, rowHeightPx }: ScrollGeometry): { first: number; end: number } {
    const topPx = virtualTopPx(this.#scroll) + this.#clipPx;
    const visible = Math.ceil(this.viewportSize.height / rowHeightPx) + 1;
    const needed = visible + 2 * this.#overscanRows;
    const kept = Math.min(this.#rowOfSlot.length, needed + SPARE_ROWS);
    const count = Math.min(rowCount, Math.max(needed, kept), MAX_ROW_SLOTS);
    const first = Math.min(Math.max(0, Math.floor(topPx / rowHeightPx) - this.#overscanRows), rowCount - count);
    return { first, end: first + count };
  }

  #assignSlots(first: number, end: number): number[] {
    const count = end - first;
    const former = this.#rowOfSlot;
    const isDisjoint = former.every((row) => row < first || row >= end);
    if (former.length !== count || isDisjoint) this.#ringBase = first;
    const changed: number[] = [];
    const rows = new Array<number>(count);
    for (let row = first; row < end; row++) {
      const slot = (((row - this.#ringBase) % count) + count) % count;
      rows[slot] = row;
      if (former[slot] !== row) changed.push(slot);
    }
    this.#rowOfSlot = rows;
    return changed;
  }

  #positions(slots: readonly number[] | null, rowHeightPx: number): ChildPositions {
    const positions: ChildPositions = new Map();
    const place = (slot: number): void => {
      const row = this.#rowOfSlot[slot];
      if (row === undefined) return;
      positions.set(slot, { left: 0, top: row * rowHeightPx + this.#scroll.shiftPx, height: rowHeightPx });
    };
    if (slots) slots.forEach(place);
    else this.#rowOfSlot.forEach((_, slot) => place(slot));
    return positions;
  }

  #scrollError(scrollTop: number): { scrollError?: { top: number; left: number } } {
    const top = scrollTop - this.#scroll.scrollTop;
    return Math.abs(top) >= 1 ? { scrollError: { top, left: 0 } } : {};
  }
}

function sameGeometry(a: ScrollGeometry, b: ScrollGeometry): boolean {
  return a.rowCount === b.rowCount && a.rowHeightPx === b.rowHeightPx && a.viewportPx === b.viewportPx;
}
