import type { Table } from "apache-arrow";
import { covers, overlaps, planFetches } from "./fetch-plan.ts";
import type { BlockSpan } from "./fetch-plan.ts";

const MAX_IN_FLIGHT = 4;
const PREFETCH_BLOCKS = 2;

export interface PageFetcherOptions {
  /** Blocks a page may hold. */
  readonly maxBlocks: number;
  /** Blocks of the view. */
  readonly blockCount: number;
  /** Whether the block is here, in its present state. */
  has(block: number, group: number): boolean;
  /** What was known of the table's changes; see `CommitClock`. */
  now(): number;
  read(span: BlockSpan, options: { signal: AbortSignal; prefetch: boolean }): Promise<Table>;
  onPage(span: BlockSpan, page: Table, readAt: number): void;
  onError(error: unknown): void;
}

interface Flight {
  readonly span: BlockSpan;
  readonly prefetch: boolean;
  readonly readAt: number;
  readonly controller: AbortController;
}

const NOTHING: BlockSpan = { firstBlock: 0, endBlock: 0, groups: [] };

/**
 * Reads the blocks in view, then some ahead in the direction of the scroll. A few pages are in flight at most; those
 * that a newer request has no use for are aborted. A page that failed is read again at the next request.
 */
export class PageFetcher {
  readonly #options: PageFetcherOptions;
  readonly #flights = new Set<Flight>();
  #visible = NOTHING;
  #ahead = NOTHING;
  #failed: BlockSpan[] = [];
  /** Pages whose reading began earlier are out of date. */
  #validFrom = 0;
  #closed = false;

  constructor(options: PageFetcherOptions) {
    this.#options = options;
  }

  /** Replaces the former request. `direction` is that of the scroll. */
  request(visible: BlockSpan, direction: "up" | "down"): void {
    if (this.#closed) return;
    this.#ahead = ahead(visible, direction, this.#options.blockCount);
    this.#visible = visible;
    this.#failed = [];
    for (const flight of this.#flights) {
      if (!this.#isUseful(flight)) this.#abort(flight);
    }
    this.#pump();
  }

  /** Whether the last request, or reading ahead of it, has use for the block. */
  needs(block: number, group: number): boolean {
    return covers(this.#visible, block, group) || covers(this.#ahead, block, group);
  }

  /** What is here or in flight no longer counts (`has` has to agree), so it is read again. */
  expire(): void {
    this.#validFrom = this.#options.now();
    this.#pump();
  }

  close(): void {
    this.#closed = true;
    for (const flight of this.#flights) this.#abort(flight);
  }

  /** A page read ahead that came into view would wait behind others of its priority: it is read anew, urgently. */
  #isUseful({ span, prefetch }: Flight): boolean {
    return prefetch ? overlaps(span, this.#ahead) && !overlaps(span, this.#visible) : overlaps(span, this.#visible);
  }

  #abort(flight: Flight): void {
    this.#flights.delete(flight);
    flight.controller.abort(new DOMException("These rows left the view.", "AbortError"));
  }

  #pump(): void {
    if (this.#closed) return;
    for (const span of this.#missing(this.#visible)) {
      if (this.#flights.size >= MAX_IN_FLIGHT) return;
      void this.#fetch(span, false);
    }
    if (this.#flights.size > 0) return;
    const [next] = this.#missing(this.#ahead);
    if (next) void this.#fetch(next, true);
  }

  #missing(span: BlockSpan): BlockSpan[] {
    const under = [...this.#flights].filter(({ readAt }) => readAt >= this.#validFrom).map((flight) => flight.span);
    const has = (block: number, group: number) =>
      this.#options.has(block, group) || [...under, ...this.#failed].some((other) => covers(other, block, group));
    return planFetches(span, has, this.#options.maxBlocks);
  }

  async #fetch(span: BlockSpan, prefetch: boolean): Promise<void> {
    const flight: Flight = { span, prefetch, readAt: this.#options.now(), controller: new AbortController() };
    const { signal } = flight.controller;
    this.#flights.add(flight);
    try {
      const page = await this.#options.read(span, { signal, prefetch });
      if (!signal.aborted) this.#options.onPage(span, page, flight.readAt);
    } catch (error) {
      if (signal.aborted) return;
      this.#failed.push(span);
      this.#options.onError(error);
    } finally {
      this.#flights.delete(flight);
      this.#pump();
    }
  }
}

function ahead(visible: BlockSpan, direction: "up" | "down", blockCount: number): BlockSpan {
  const { firstBlock, endBlock } = visible;
  return direction === "up"
    ? { ...visible, firstBlock: Math.max(0, firstBlock - PREFETCH_BLOCKS), endBlock: firstBlock }
    : { ...visible, firstBlock: endBlock, endBlock: Math.min(blockCount, endBlock + PREFETCH_BLOCKS) };
}
