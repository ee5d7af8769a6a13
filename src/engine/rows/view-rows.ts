import type { Table } from "apache-arrow";
import type { Column } from "../schema.ts";
import { decodePage } from "./decode-page.ts";
import type { BlockSpan } from "./fetch-plan.ts";
import type { CellValue, RowRequest } from "./grid-data.ts";
import { PageFetcher } from "./page-fetcher.ts";
import { BLOCK_ROWS, GROUP_COLUMNS } from "./row-cache.ts";
import type { CachedBlock, RowCache } from "./row-cache.ts";
import type { RowSource, RowView } from "./row-source.ts";

/** A range by id costs little more for more rows; rows found by id lists cost by the row. */
const RANGE_PAGE_BLOCKS = 4;
const LIST_PAGE_BLOCKS = 1;

export interface ViewRowsOptions {
  readonly generation: number;
  readonly columns: readonly Column[];
  readonly rowCount: number;
  /** Null, with `view`, for rows that are primed and never fetched. */
  readonly source: RowSource | null;
  readonly view: RowView | null;
  readonly cache: RowCache;
  readonly now: () => number;
  readonly onRows: (
    range: { start: number; end: number },
    rowIds: Iterable<number>,
    columnIds: Iterable<number>,
    readAt: number,
  ) => void;
  readonly onError: (error: unknown) => void;
}

/** The rows of one view of one source, as far as they are cached: one generation of `GridRows`. */
export class ViewRows {
  readonly generation: number;
  readonly columns: readonly Column[];
  readonly rowCount: number;
  readonly source: RowSource | null;
  readonly view: RowView | null;
  readonly #options: ViewRowsOptions;
  readonly #groups = new Map<number, number>();
  readonly #fetcher: PageFetcher | null;
  #visible: BlockSpan = { firstBlock: 0, endBlock: 0, groups: [0] };
  #validFrom = 0;
  #hasArrived = false;

  constructor(options: ViewRowsOptions) {
    this.#options = options;
    this.generation = options.generation;
    this.columns = options.columns;
    this.rowCount = options.rowCount;
    this.source = options.source;
    this.view = options.view;
    for (const [index, { id }] of this.columns.entries()) this.#groups.set(id, Math.floor(index / GROUP_COLUMNS));
    this.#fetcher = this.source && this.view ? this.#createFetcher(this.source, this.view) : null;
  }

  /** Whether any cell of this view was there to be painted. */
  get hasArrived(): boolean {
    return this.#hasArrived;
  }

  /** Whether every block of the last request is here, in whatever state. */
  get isComplete(): boolean {
    const { firstBlock, endBlock, groups } = this.#visible;
    for (let block = firstBlock; block < endBlock; block++) {
      if (!groups.every((group) => this.#cached(block, group))) return false;
    }
    return true;
  }

  rowIdAt(row: number): number | undefined {
    const { view } = this;
    if (row < 0 || row >= this.rowCount) return undefined;
    if (!view) return this.paintedRowId(row);
    return view.ids ? view.ids[row] : view.firstId + row;
  }

  hasPainted(row: number): boolean {
    return this.#paintedBlock(row) !== undefined;
  }

  /** The id of a row of which cells are here. */
  paintedRowId(row: number): number | undefined {
    const id = this.#paintedBlock(row)?.rowIds[row % BLOCK_ROWS];
    return id === undefined || Number.isNaN(id) ? undefined : id;
  }

  getValue(row: number, columnId: number): CellValue | undefined {
    const group = this.#groups.get(columnId);
    const block = group === undefined ? undefined : this.#cached(blockOf(row), group);
    return block?.columns.get(columnId)?.get(row % BLOCK_ROWS);
  }

  ensureRows(request: RowRequest, direction: "up" | "down"): void {
    const start = Math.max(0, Math.floor(request.start));
    const end = Math.min(this.rowCount, Math.ceil(request.end));
    const groups = new Set<number>();
    for (const id of request.columnIds) groups.add(this.#groups.get(id) ?? 0);
    this.#visible = {
      firstBlock: blockOf(start),
      endBlock: end > start ? blockOf(end - 1) + 1 : blockOf(start),
      groups: [...groups].sort((a, b) => a - b),
    };
    this.#touchVisible();
    this.#fetcher?.request(this.#visible, direction);
  }

  /** Rows from `firstRow` on, without a source. */
  prime(page: Table, firstRow: number, readAt: number): void {
    const groups = new Set(this.#groups.values());
    const span = {
      firstBlock: blockOf(firstRow),
      endBlock: blockOf(firstRow + page.numRows - 1) + 1,
      groups: [...groups],
    };
    if (page.numRows > 0) this.#store(span, page, readAt, (_id, index) => firstRow + index);
  }

  expire(): void {
    this.#validFrom = this.#options.now();
    this.#fetcher?.expire();
  }

  /** What is cached and up to date. */
  freshValue(row: number, columnId: number): CellValue | undefined {
    const block = this.#freshBlock(blockOf(row), this.#groups.get(columnId) ?? -1);
    return block?.columns.get(columnId)?.get(row % BLOCK_ROWS);
  }

  async readValue(row: number, columnId: number, options: { signal?: AbortSignal }): Promise<CellValue | undefined> {
    const cached = this.freshValue(row, columnId);
    if (cached !== undefined) return cached;
    const columns = this.columns.filter(({ id }) => id === columnId);
    if (!this.source || !this.view || columns.length === 0 || row < 0 || row >= this.rowCount) return undefined;
    const page = await this.source.readPage(this.view, { start: row, end: row + 1, columns }, options);
    const span = { firstBlock: blockOf(row), endBlock: blockOf(row) + 1 };
    const [decoded] = page.numRows > 0 ? decodePage(page, columns, span, () => row) : [];
    return decoded?.columns.get(columnId)?.get(row % BLOCK_ROWS);
  }

  /** By row and column of the range. What is read is not cached: it may be more than the cache holds. */
  async readRange(
    { start, end, columns }: { start: number; end: number; columns: readonly Column[] },
    options: { signal?: AbortSignal },
  ): Promise<CellValue[][]> {
    const { source, view } = this;
    if (!source || !view) return [];
    const maxBlocks = view.ids ? LIST_PAGE_BLOCKS : RANGE_PAGE_BLOCKS;
    const values: CellValue[][] = [];
    for (let firstBlock = blockOf(start); firstBlock * BLOCK_ROWS < end; firstBlock += maxBlocks) {
      const span = { firstBlock, endBlock: Math.min(firstBlock + maxBlocks, blockOf(end - 1) + 1) };
      const page = rowsOf(span, this.rowCount);
      const read = await source.readPage(view, { ...page, columns }, options);
      const blocks = decodePage(read, columns, span, positions(view, page));
      for (let row = Math.max(start, page.start); row < Math.min(end, page.end); row++) {
        const cells = blocks[blockOf(row) - firstBlock]?.columns;
        values.push(columns.map(({ id }) => cells?.get(id)?.get(row % BLOCK_ROWS) ?? null));
      }
    }
    return values;
  }

  /** What is cached stays. */
  close(): void {
    this.#fetcher?.close();
  }

  #createFetcher(source: RowSource, view: RowView): PageFetcher {
    return new PageFetcher({
      maxBlocks: view.ids ? LIST_PAGE_BLOCKS : RANGE_PAGE_BLOCKS,
      blockCount: Math.ceil(this.rowCount / BLOCK_ROWS),
      has: (block, group) => this.#freshBlock(block, group) !== undefined,
      now: this.#options.now,
      read: async (span, options) => {
        const range = { ...rowsOf(span, this.rowCount), columns: this.#columnsOf(span.groups) };
        return await source.readPage(view, range, options);
      },
      onPage: (span, page, readAt) => this.#store(span, page, readAt, positions(view, rowsOf(span, this.rowCount))),
      onError: this.#options.onError,
    });
  }

  #store(
    span: BlockSpan,
    page: Table,
    readAt: number,
    positionOf: (rowId: number, index: number) => number | undefined,
  ): void {
    const columns = this.#columnsOf(span.groups);
    const rowIds: number[] = [];
    for (const decoded of decodePage(page, columns, span, positionOf)) {
      for (const id of decoded.rowIds) if (!Number.isNaN(id)) rowIds.push(id);
      for (const group of span.groups) this.#put(decoded.block, group, { ...decoded, readAt });
    }
    this.#hasArrived = true;
    this.#options.onRows(rowsOf(span, this.rowCount), rowIds, columns.map(({ id }) => id), readAt); // prettier-ignore
  }

  #put(block: number, group: number, { rowIds, columns, readAt }: CachedBlock): void {
    const present = this.#cached(block, group);
    if (present && present.readAt > readAt) return;
    const own = new Map([...columns].filter(([id]) => this.#groups.get(id) === group));
    this.#options.cache.put(this.#key(block, group), { rowIds, columns: own, readAt }, (key) =>
      key.generation !== this.generation ? false : (this.#fetcher?.needs(key.block, key.group) ?? true),
    );
  }

  #columnsOf(groups: readonly number[]): Column[] {
    return groups.flatMap((group) => this.columns.slice(group * GROUP_COLUMNS, (group + 1) * GROUP_COLUMNS));
  }

  #touchVisible(): void {
    const { firstBlock, endBlock, groups } = this.#visible;
    for (let block = firstBlock; block < endBlock; block++) {
      for (const group of groups) this.#options.cache.touch(this.#key(block, group));
    }
  }

  /** Any of the row's cells will do: all groups of a block have the same rows. */
  #paintedBlock(row: number): CachedBlock | undefined {
    for (const group of this.#visible.groups) {
      const block = this.#cached(blockOf(row), group);
      if (block) return block;
    }
    return undefined;
  }

  #freshBlock(block: number, group: number): CachedBlock | undefined {
    const cached = this.#cached(block, group);
    return cached && cached.readAt >= this.#validFrom ? cached : undefined;
  }

  #cached(block: number, group: number): CachedBlock | undefined {
    return this.#options.cache.get(this.#key(block, group));
  }

  #key(block: number, group: number) {
    return { generation: this.generation, block, group };
  }
}

function blockOf(row: number): number {
  return Math.floor(row / BLOCK_ROWS);
}

function rowsOf(span: { firstBlock: number; endBlock: number }, rowCount: number): { start: number; end: number } {
  return { start: span.firstBlock * BLOCK_ROWS, end: Math.min(rowCount, span.endBlock * BLOCK_ROWS) };
}

/** Positions in the view by row id, for the rows of one page. */
function positions(
  view: RowView,
  { start, end }: { start: number; end: number },
): (rowId: number) => number | undefined {
  const { ids, firstId } = view;
  if (!ids) return (rowId) => rowId - firstId;
  const byId = new Map<number, number>();
  for (let row = start; row < end; row++) byId.set(ids[row] ?? NaN, row);
  return (rowId) => byId.get(rowId);
}
