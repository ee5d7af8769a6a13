const INITIAL_BYTES = 1 << 16;
/** Below this a loop is faster than a call. */
const SHORT_BYTES = 24;

/** The end of a text file, as UTF-8 in a buffer that grows. */
export class ByteSink {
  #buffer = new Uint8Array(INITIAL_BYTES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  byte(byte: number): void {
    if (this.#length === this.#buffer.length) this.#grow(1);
    this.#buffer[this.#length++] = byte;
  }

  /** Characters below U+0080 only. */
  ascii(text: string): void {
    const { length } = text;
    if (this.#length + length > this.#buffer.length) this.#grow(length);
    for (let index = 0; index < length; index++) this.#buffer[this.#length++] = text.charCodeAt(index);
  }

  /** Bytes `[start, end)`. */
  bytes(source: Uint8Array, start = 0, end = source.length): void {
    const count = end - start;
    if (this.#length + count > this.#buffer.length) this.#grow(count);
    if (count > SHORT_BYTES) {
      this.#buffer.set(source.subarray(start, end), this.#length);
      this.#length += count;
    } else {
      for (let at = start; at < end; at++) this.#buffer[this.#length++] = source[at] as number;
    }
  }

  /** Everything written so far; what follows goes into another buffer. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#buffer.subarray(0, this.#length);
    this.#buffer = new Uint8Array(this.#buffer.length);
    this.#length = 0;
    return taken;
  }

  /** Drops what was written; the buffer is used again. */
  clear(): void {
    this.#length = 0;
  }

  /** A view of what was written, until the next write. */
  get written(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(0, this.#length);
  }

  #grow(count: number): void {
    const grown = new Uint8Array(Math.max(this.#buffer.length * 2, this.#length + count));
    grown.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = grown;
  }
}
