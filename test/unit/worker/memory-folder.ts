import type { StorageFile, StorageFolder } from "../../../src/worker/storage.ts";

/** A folder in memory that knows who holds what, and in which any call can be made to fail. */
export class MemoryFolder implements StorageFolder {
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly held = new Set<string>();
  /** Calls in order, e.g. `write p000.parquet`. */
  readonly calls: string[] = [];
  /** Which writes go through with a wrong bit. */
  isCorrupting: (call: string) => boolean = () => false;
  /** Throws, or gives a count for a write or read, to stand in the way of a call. */
  onCall: (call: string, byteLength: number) => number | undefined = () => undefined;

  list(): Promise<string[]> {
    return Promise.resolve([...this.files.keys()]);
  }

  open(name: string): Promise<StorageFile> {
    if (this.held.has(name)) {
      return Promise.reject(new DOMException(`${name} is held`, "NoModificationAllowedError"));
    }
    this.#called("open", name, 0);
    this.held.add(name);
    if (!this.files.has(name)) this.files.set(name, new Uint8Array());
    return Promise.resolve(this.#handle(name));
  }

  async read(name: string): Promise<Uint8Array<ArrayBuffer>> {
    await Promise.resolve();
    const bytes = this.files.get(name);
    if (!bytes) throw new DOMException(`${name} is missing`, "NotFoundError");
    return bytes.slice();
  }

  rename(name: string, to: string): Promise<void> {
    this.files.set(to, this.#content(name));
    this.files.delete(name);
    return Promise.resolve();
  }

  remove(name: string): Promise<void> {
    this.files.delete(name);
    return Promise.resolve();
  }

  #handle(name: string): StorageFile {
    return {
      read: (into, { at }) => {
        const part = this.#content(name).subarray(at, at + into.length);
        const count = this.#called("read", name, part.length) ?? part.length;
        into.set(part.subarray(0, count));
        return count;
      },
      write: (bytes, { at }) => {
        const count = this.#called("write", name, bytes.length);
        const written = bytes.slice(0, count === undefined ? bytes.length : count <= bytes.length ? count : 0);
        if (this.isCorrupting(`write ${name}`)) written[20] = (written[20] ?? 0) ^ 1;
        const content = this.#content(name);
        const grown = new Uint8Array(Math.max(content.length, at + written.length));
        grown.set(content);
        grown.set(written, at);
        this.files.set(name, grown);
        return count ?? written.length;
      },
      truncate: (byteLength) => {
        this.#called("truncate", name, byteLength);
        const resized = new Uint8Array(byteLength);
        resized.set(this.#content(name).subarray(0, byteLength));
        this.files.set(name, resized);
      },
      getSize: () => this.#content(name).length,
      flush: () => void this.#called("flush", name, 0),
      close: () => void this.held.delete(name),
    };
  }

  #content(name: string): Uint8Array<ArrayBuffer> {
    const bytes = this.files.get(name);
    if (!bytes) throw new DOMException(`${name} is missing`, "NotFoundError");
    return bytes;
  }

  #called(call: string, name: string, byteLength: number): number | undefined {
    this.calls.push(`${call} ${name}`);
    return this.onCall(`${call} ${name}`, byteLength);
  }
}
