import { withRoomFor } from "./growing-array.ts";

const TWO_32 = 2 ** 32;

/** 64-bit integers that are mostly written as numbers: a BigInt for each would take longer than to read its digits. */
export class Int64Array {
  #values = new BigInt64Array(0);
  /** The same bytes; every browser runs on a little-endian machine. */
  #halves = new Int32Array(0);

  reserve(length: number): void {
    if (this.#values.length >= length) return;
    this.#values = withRoomFor(this.#values, length);
    this.#halves = new Int32Array(this.#values.buffer);
  }

  /** `value`: a safe integer. */
  set(index: number, value: number): void {
    const small = value | 0;
    if (small === value) {
      this.#halves[index * 2] = small;
      this.#halves[index * 2 + 1] = small >> 31;
      return;
    }
    const high = Math.floor(value / TWO_32);
    this.#halves[index * 2] = value - high * TWO_32;
    this.#halves[index * 2 + 1] = high;
  }

  setBigInt(index: number, value: bigint): void {
    this.#values[index] = value;
  }

  /** A view of a buffer that is used again. */
  values(length: number): BigInt64Array<ArrayBuffer> {
    return this.#values.subarray(0, length);
  }
}
