import { withRoomFor } from "./growing-array.ts";

/** Which rows of a column are NULL, as an Arrow bitmap. */
export class ValidityBits {
  #bits = new Uint8Array(0);
  #nullCount = 0;

  /** No row is NULL. */
  clear(): void {
    this.#bits.fill(255);
    this.#nullCount = 0;
  }

  reserve(rows: number): void {
    const { length } = this.#bits;
    this.#bits = withRoomFor(this.#bits, Math.ceil(rows / 8));
    this.#bits.fill(255, length);
  }

  setNull(row: number): void {
    this.#bits[row >> 3] = (this.#bits[row >> 3] as number) & ~(1 << (row & 7));
    this.#nullCount++;
  }

  /** For `makeData`: views of buffers that are used again. */
  parts(rows: number): { nullCount: number; nullBitmap?: Uint8Array } {
    if (this.#nullCount === 0) return { nullCount: 0 };
    return { nullCount: this.#nullCount, nullBitmap: this.#bits.subarray(0, Math.ceil(rows / 8)) };
  }
}
