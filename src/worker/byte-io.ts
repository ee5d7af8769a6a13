const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Little-endian fields, appended. */
export class ByteWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  u8(value: number): void {
    this.#view(1).setUint8(0, value);
  }

  u32(value: number): void {
    this.#view(4).setUint32(0, value, true);
  }

  /** A whole number of at most 53 bits. */
  u53(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is not a whole number below 2^53.`);
    this.#view(8).setBigUint64(0, BigInt(value), true);
  }

  text(value: string): void {
    const bytes = encoder.encode(value);
    this.u32(bytes.length);
    this.raw(bytes);
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  setU32(offset: number, value: number): void {
    new DataView(this.#bytes.buffer).setUint32(offset, value, true);
  }

  /** A view of what was written so far, valid until the next write. */
  written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  #view(size: number): DataView {
    this.#reserve(size);
    const view = new DataView(this.#bytes.buffer, this.#length, size);
    this.#length += size;
    return view;
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + size));
    grown.set(this.written());
    this.#bytes = grown;
  }
}

/** The reverse. Throws a `RangeError` at the end of the bytes and for a number above 2^53. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset: number;
  readonly #end: number;

  /** Of the bytes `[start, end)`. */
  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#offset = start;
    this.#end = end;
  }

  get remaining(): number {
    return this.#end - this.#offset;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  u53(): number {
    const offset = this.#take(8);
    const value = this.#view.getUint32(offset + 4, true) * 2 ** 32 + this.#view.getUint32(offset, true);
    if (!Number.isSafeInteger(value)) throw new RangeError("A number is above 2^53.");
    return value;
  }

  text(): string {
    return decoder.decode(this.raw(this.u32()));
  }

  raw(length: number): Uint8Array {
    const offset = this.#take(length);
    return this.#bytes.subarray(offset, offset + length);
  }

  #take(length: number): number {
    if (length > this.remaining) throw new RangeError(`${length} bytes were expected, ${this.remaining} are left.`);
    this.#offset += length;
    return this.#offset - length;
  }
}
