import type { CellColumn } from "./cell-column.ts";

/** Rows of a block: what is fetched and dropped together. */
export const BLOCK_ROWS = 128;
/** Columns of a group: of a wide table only the groups in view are fetched. */
export const GROUP_COLUMNS = 32;

const DEFAULT_CAPACITY_BYTES = 64 * 2 ** 20;
const BLOCK_BYTES = 256;

export interface BlockKey {
  /** Number of the view that the rows are of. */
  readonly generation: number;
  readonly block: number;
  readonly group: number;
}

/** `BLOCK_ROWS` rows of a column group, by position in the block. */
export interface CachedBlock {
  /** Ids by position; NaN where there is no row. */
  readonly rowIds: Float64Array;
  readonly columns: ReadonlyMap<number, CellColumn>;
  /** What was known of the table's changes when the reading began (`CommitClock`). */
  readonly readAt: number;
}

interface Entry {
  readonly key: BlockKey;
  readonly block: CachedBlock;
  readonly byteLength: number;
}

/** Blocks of decoded cells, the least recently touched dropped first once they exceed `capacityBytes`. */
export class RowCache {
  readonly #capacityBytes: number;
  /** In order of use. */
  readonly #entries = new Map<number, Entry>();
  #byteLength = 0;

  constructor(capacityBytes = DEFAULT_CAPACITY_BYTES) {
    this.#capacityBytes = capacityBytes;
  }

  get byteLength(): number {
    return this.#byteLength;
  }

  get(key: BlockKey): CachedBlock | undefined {
    return this.#entries.get(packed(key))?.block;
  }

  /** Marks a block as used now; `get` does not, it is called for every cell that is painted. */
  touch(key: BlockKey): void {
    const id = packed(key);
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#entries.delete(id);
    this.#entries.set(id, entry);
  }

  /** Makes room by dropping blocks that `isNeeded` refuses. */
  put(key: BlockKey, block: CachedBlock, isNeeded: (key: BlockKey) => boolean = () => false): void {
    this.#delete(packed(key));
    let byteLength = BLOCK_BYTES + block.rowIds.byteLength;
    for (const column of block.columns.values()) byteLength += column.byteLength;
    this.#entries.set(packed(key), { key, block, byteLength });
    this.#byteLength += byteLength;
    this.#shrink((other) => other === key || isNeeded(other));
  }

  /** Drops the blocks of every generation that `keep` refuses. */
  retain(keep: (generation: number) => boolean): void {
    for (const [id, entry] of this.#entries) {
      if (!keep(entry.key.generation)) this.#delete(id);
    }
  }

  clear(): void {
    this.#entries.clear();
    this.#byteLength = 0;
  }

  #shrink(isNeeded: (key: BlockKey) => boolean): void {
    for (const [id, { key }] of this.#entries) {
      if (this.#byteLength <= this.#capacityBytes) return;
      if (!isNeeded(key)) this.#delete(id);
    }
  }

  #delete(id: number): void {
    this.#byteLength -= this.#entries.get(id)?.byteLength ?? 0;
    this.#entries.delete(id);
  }
}

const GENERATIONS = 2 ** 14;
const GROUPS = 2 ** 11;

/** One exact number: 14 bits of generation, 28 of block (34 billion rows), 11 of group. */
function packed({ generation, block, group }: BlockKey): number {
  return (block * GENERATIONS + (generation % GENERATIONS)) * GROUPS + group;
}
