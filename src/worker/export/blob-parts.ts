/** Smaller pieces are put together: a browser keeps a record of each part of a Blob. */
const PART_BYTES = 4 << 20;

/** A file that grows, kept by the browser rather than in this worker's memory. */
export class BlobParts {
  readonly #parts: Blob[] = [];
  #pending: Uint8Array<ArrayBuffer>[] = [];
  #pendingBytes = 0;
  #byteLength = 0;

  get byteLength(): number {
    return this.#byteLength;
  }

  /** The bytes are not to change afterwards. */
  add(bytes: Uint8Array<ArrayBuffer>): void {
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.byteLength;
    this.#byteLength += bytes.byteLength;
    if (this.#pendingBytes >= PART_BYTES) this.#flush();
  }

  /** The whole, `head` in front. */
  toBlob(type: string, head: readonly BlobPart[] = []): Blob {
    this.#flush();
    return new Blob([...head, ...this.#parts], { type });
  }

  #flush(): void {
    if (this.#pending.length > 0) this.#parts.push(new Blob(this.#pending));
    this.#pending = [];
    this.#pendingBytes = 0;
  }
}
