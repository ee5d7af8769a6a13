import type { StorageFile, StorageFolder } from "../../src/worker/storage.ts";
import type { BrowserRules } from "./browser-rules.ts";
import type { DiskChange, ModelDisk } from "./model-disk.ts";
import type { Bytes } from "./model-file.ts";
import type { Random } from "./random.ts";

export interface Call {
  readonly kind:
    "list" | "open" | "readAll" | "rename" | "remove" | "read" | "write" | "truncate" | "getSize" | "flush" | "close";
  readonly name: string;
}

/** How a call goes wrong. `dies`: it succeeds, and the worker with all of its later calls is gone. */
export type Fault =
  | { readonly kind: "throws"; readonly error: string }
  | { readonly kind: "count"; readonly count: number }
  | { readonly kind: "flips a bit" }
  | { readonly kind: "hangs" }
  | { readonly kind: "dies" };

export interface FolderHooks {
  /** Before a call changes the disk, with the steps it will take. */
  onChange?(call: Call, changes: readonly DiskChange[]): void;
  faultOf?(call: Call): Fault | undefined;
}

/** A folder of a model disk, as the worker of one page sees it. */
export class ModelFolder implements StorageFolder {
  readonly disk: ModelDisk;
  /** The disk is full beyond. */
  capacityBytes = Infinity;
  hooks: FolderHooks;
  readonly #rules: BrowserRules;
  readonly #random: Random;
  readonly #held = new Set<string>();
  readonly #hanging: ((reason: DOMException) => void)[] = [];
  #isDead = false;

  constructor(disk: ModelDisk, rules: BrowserRules, random: Random, hooks: FolderHooks = {}) {
    this.disk = disk;
    this.hooks = hooks;
    this.#rules = rules;
    this.#random = random;
  }

  /** The worker was ended: its locks are free, nothing that it still tries has an effect, what hung is over. */
  die(): void {
    this.#isDead = true;
    for (const reject of this.#hanging) reject(gone());
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** The same folder for the next worker, while the former one is dead or goes on. */
  successor(): ModelFolder {
    return new ModelFolder(this.disk, this.#rules, this.#random, this.hooks);
  }

  list(): Promise<string[]> {
    return this.#later({ kind: "list", name: "" }, () => this.disk.names);
  }

  open(name: string): Promise<StorageFile> {
    return this.#later({ kind: "open", name }, (call) => {
      if (this.#held.has(name)) throw new DOMException(`${name} is held`, "NoModificationAllowedError");
      const found = this.disk.find(name);
      const file = found ?? this.disk.nextFile;
      if (found === undefined) this.#change(call, [{ kind: "create", name, file }]);
      this.#held.add(name);
      return this.#handle(name, file);
    });
  }

  read(name: string): Promise<Bytes> {
    return this.#later({ kind: "readAll", name }, () => this.disk.contentOf(this.#find(name)).slice());
  }

  rename(name: string, to: string): Promise<void> {
    return this.#later({ kind: "rename", name }, (call) => {
      this.#find(name);
      const isTwoSteps = this.disk.find(to) !== undefined && this.#rules.overwritingRename === "two steps";
      this.#change(call, [
        ...(isTwoSteps ? [{ kind: "remove", name: to } as const] : []),
        { kind: "rename", name, to },
      ]);
    });
  }

  remove(name: string): Promise<void> {
    return this.#later({ kind: "remove", name }, (call) => {
      this.#find(name);
      this.#change(call, [{ kind: "remove", name }]);
    });
  }

  /** Removes the folder with all that is in it. */
  removeAll(): Promise<void> {
    return this.#later({ kind: "remove", name: "" }, (call) => {
      if (this.#held.size > 0) throw new DOMException("a file is held", "NoModificationAllowedError");
      this.#change(
        call,
        this.disk.names.map((name) => ({ kind: "remove", name })),
      );
    });
  }

  #handle(name: string, file: number): StorageFile {
    return {
      read: (into, { at }) =>
        this.#now({ kind: "read", name }, (_call, fault) => {
          const part = this.disk.contentOf(file).subarray(at, at + into.length);
          const count = fault?.kind === "count" ? fault.count : part.length;
          into.set(part.subarray(0, count));
          return count;
        }),
      write: (bytes, { at }) =>
        this.#now({ kind: "write", name }, (call, fault) => this.#write(call, file, bytes, at, fault)),
      truncate: (byteLength) =>
        this.#now({ kind: "truncate", name }, (call) => {
          const growth = byteLength - this.disk.contentOf(file).length;
          if (growth > 0 && growth > this.capacityBytes - this.disk.usedBytes) throw full();
          this.#change(call, [{ kind: "truncate", file, byteLength }]);
        }),
      getSize: () => this.#now({ kind: "getSize", name }, () => this.disk.contentOf(file).length),
      flush: () => this.#now({ kind: "flush", name }, (call) => this.#change(call, [{ kind: "flush", file }])),
      close: () => this.#now({ kind: "close", name }, () => void this.#held.delete(name)),
    };
  }

  #write(call: Call, file: number, bytes: Bytes, at: number, fault: Fault | undefined): number {
    const put = (part: Bytes): void => this.#change(call, [{ kind: "write", file, bytes: part, at }]);
    if (fault?.kind === "count") {
      if (fault.count > 0 && fault.count <= bytes.length) put(bytes.slice(0, fault.count));
      return fault.count;
    }
    const content = this.disk.contentOf(file).length;
    const room = this.capacityBytes - this.disk.usedBytes + Math.max(0, content - at);
    if (bytes.length > room) return this.#writeToFullDisk(bytes, room, put);
    const copy = bytes.slice();
    if (fault?.kind === "flips a bit") flipBit(copy, this.#random);
    put(copy);
    return bytes.length;
  }

  #writeToFullDisk(bytes: Bytes, room: number, put: (part: Bytes) => void): number {
    switch (this.#rules.fullDisk[this.#random.below(this.#rules.fullDisk.length)]) {
      case "short count": {
        const part = bytes.slice(0, Math.max(0, room));
        if (part.length > 0) put(part);
        return part.length;
      }
      case "absurd count":
        return 4_294_967_288;
      default:
        throw full();
    }
  }

  #find(name: string): number {
    const file = this.disk.find(name);
    if (file === undefined) throw new DOMException(`${name} is missing`, "NotFoundError");
    return file;
  }

  #change(call: Call, changes: readonly DiskChange[]): void {
    this.hooks.onChange?.(call, changes);
    for (const change of changes) this.disk.apply(change);
  }

  async #later<T>(call: Call, work: (call: Call) => T): Promise<T> {
    await Promise.resolve();
    if (this.#isDead) throw gone();
    const fault = this.hooks.faultOf?.(call);
    if (fault?.kind === "hangs") return new Promise<T>((_, reject) => this.#hanging.push(reject));
    if (fault?.kind === "throws") throw new DOMException("injected", fault.error);
    const result = work(call);
    if (fault?.kind !== "dies") return result;
    this.die();
    throw gone();
  }

  #now<T>(call: Call, work: (call: Call, fault: Fault | undefined) => T): T {
    if (this.#isDead) throw gone();
    const fault = this.hooks.faultOf?.(call);
    if (fault?.kind === "throws") throw new DOMException("injected", fault.error);
    const result = work(call, fault);
    if (fault?.kind === "dies") this.die();
    return result;
  }
}

function full(): DOMException {
  return new DOMException("the disk is full", "QuotaExceededError");
}

function gone(): DOMException {
  return new DOMException("the worker is gone", "AbortError");
}

export function flipBit(bytes: Bytes, random: Random): void {
  if (bytes.length === 0) return;
  const at = random.below(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
}
