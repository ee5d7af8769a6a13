export interface ByteReader {
  /** The next bytes, null at the end. */
  read(): Promise<Uint8Array<ArrayBuffer> | null>;
}

/** A window on a stream of bytes, in one buffer that is used again: bytes are read into its end and consumed from its start. */
export class BlockReader {
  /** All bytes of the source are in the window. */
  ended = false;
  /** Bytes consumed so far. */
  offset = 0;

  readonly #reader: ByteReader;
  #buffer = new Uint8Array(1 << 18);
  #start = 0;
  #end = 0;
  #rest: Uint8Array<ArrayBuffer> | undefined;

  constructor(reader: ByteReader) {
    this.#reader = reader;
  }

  /** The window; valid until the next call of `fill` or `consume`. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(this.#start, this.#end);
  }

  /** Reads until the window has `count` bytes or the source ended. */
  async fill(count: number): Promise<Uint8Array<ArrayBuffer>> {
    while (!this.ended && this.#end - this.#start < count) {
      const chunk = this.#rest ?? (await this.#next());
      if (!chunk) break;
      this.#reserve(count);
      const taken = Math.min(chunk.length, this.#buffer.length - this.#end);
      this.#buffer.set(taken === chunk.length ? chunk : chunk.subarray(0, taken), this.#end);
      this.#end += taken;
      this.#rest = taken === chunk.length ? undefined : chunk.subarray(taken);
    }
    if (!this.ended && !this.#rest && this.#end - this.#start >= count) {
      this.#rest = await this.#next();
    }
    return this.bytes;
  }

  consume(count: number): void {
    this.#start += count;
    this.offset += count;
  }

  /** The bytes that were not consumed, the window first. */
  async *remaining(): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
    if (this.bytes.length > 0) yield this.bytes.slice();
    this.consume(this.bytes.length);
    for (let chunk = this.#rest ?? (await this.#next()); chunk; chunk = await this.#next()) {
      this.#rest = undefined;
      this.offset += chunk.length;
      yield chunk;
    }
  }

  /** Sets `ended` as soon as the source has told so; empty chunks are passed over. */
  async #next(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    for (;;) {
      const chunk = await this.#reader.read();
      if (!chunk) {
        this.ended = true;
        return undefined;
      }
      if (chunk.length > 0) return chunk;
    }
  }

  #reserve(count: number): void {
    if (this.#start + count <= this.#buffer.length && this.#end < this.#buffer.length) return;
    const length = this.#end - this.#start;
    const target = count > this.#buffer.length ? new Uint8Array(Math.max(count, length)) : this.#buffer;
    target.set(this.#buffer.subarray(this.#start, this.#end));
    this.#buffer = target;
    this.#start = 0;
    this.#end = length;
  }
}
