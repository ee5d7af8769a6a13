import type { Emitter } from "../emitter.ts";
import type { EngineEvents, TableAccess } from "../engine-events.ts";
import { PersistentTableError } from "../errors.ts";
import type { Operations } from "../operations.ts";
import { untilAborted } from "../scheduling/until-aborted.ts";
import { StoredChanges, type StoredChangesParts } from "./stored-changes.ts";
import { WriterRole } from "./writer-role.ts";

export interface TableFollowingParts extends Omit<StoredChangesParts, "isFollowing"> {
  readonly name: string;
  readonly operations: Operations;
  readonly events: Emitter<EngineEvents>;
}

/** A page that has not handed over by then does not answer, or cannot store what it has. */
const HAND_OVER_MS = 10_000;

/** A call that waits until this page writes the table. */
interface Asking {
  readonly ask: () => void;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * One page writes the table; the others show what it stores, as it stores it, and take the role when it is free: because
 * its page closed, crashed, or was asked to hand over.
 */
export class TableFollowing {
  readonly #parts: TableFollowingParts;
  readonly #role: WriterRole | null;
  #access: TableAccess = "write";
  readonly #stored: StoredChanges;
  readonly #asking = new Set<Asking>();
  /** Ends the wait for the role. */
  #waiting: AbortController | null = null;
  /** Changes of the role, one after the other. */
  #turns: Promise<void> = Promise.resolve();
  /** Resolves when the page wakes; null: it is awake. */
  #sleep: PromiseWithResolvers<void> | null = null;
  #released: Promise<void> = Promise.resolve();
  /** What this page had is not back yet. */
  #isWaking = false;

  constructor(parts: TableFollowingParts) {
    this.#parts = parts;
    this.#role = parts.name
      ? new WriterRole({
          name: parts.name,
          onAsked: (withinMs) => void this.#inTurn(() => this.#handOver(withinMs)),
          onNews: () => this.#handleNews(),
        })
      : null;
    this.#stored = new StoredChanges({ ...parts, isFollowing: () => this.#access === "read" });
    parts.closing.addEventListener("abort", () => this.#stopWaiting(), { once: true });
  }

  get access(): TableAccess {
    return this.#access;
  }

  /** Resolves to whether this page may write; else it waits in line for that. While the page sleeps, it takes nothing. */
  readonly takeRole = async (): Promise<boolean> => {
    for (;;) {
      await this.#sleep?.promise;
      const isHeld = (await this.#role?.take()) ?? true;
      if (this.#sleep) this.#role?.release();
      else if (isHeld) return true;
      else {
        this.#follow();
        return false;
      }
    }
  };

  readonly announce = (): void => this.#role?.announce();

  /** Throws while another page writes the table. */
  assertWriter(): void {
    if (this.#access === "read") {
      throw new PersistentTableError(
        "readonly",
        "Another tab has this table open, and changes are made there: take it over, or close it there.",
      );
    }
    if (this.#sleep || this.#isWaking) {
      throw new PersistentTableError("readonly", "The page was left, and its table is not open again yet.");
    }
  }

  /** Resolves when this page writes the table. Rejects when the page that does so does not hand it over. */
  async takeOver({
    signal,
    timeoutMs = HAND_OVER_MS,
  }: { signal?: AbortSignal; timeoutMs?: number } = {}): Promise<void> {
    signal?.throwIfAborted();
    if (this.#access === "write") return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const endsAt = performance.now() + timeoutMs;
    const asking = { resolve, reject, ask: () => this.#role?.ask({ withinMs: endsAt - performance.now() }) };
    const timer = setTimeout(() => reject(notHandedOver()), timeoutMs);
    this.#asking.add(asking);
    try {
      this.#wait();
      asking.ask();
      await untilAborted(promise, signal ? AbortSignal.any([signal, this.#parts.closing]) : this.#parts.closing);
    } finally {
      clearTimeout(timer);
      this.#asking.delete(asking);
    }
  }

  /** Lets go of the files and the role, at once where nothing is being stored: the page sleeps. */
  suspend(): void {
    if (this.#sleep || !this.#role) return;
    const sleep = Promise.withResolvers<void>();
    this.#sleep = sleep;
    this.#stopWaiting();
    const { storage } = this.#parts;
    const { isIdle } = storage;
    this.#released = storage.release().finally(() => {
      if (this.#sleep === sleep) this.#role?.release();
    });
    // A page that holds a lock is kept by no browser.
    if (isIdle) this.#role.release();
  }

  /** The page is awake again: another one may have written the table meanwhile. */
  async resume(): Promise<void> {
    const sleep = this.#sleep;
    if (!sleep) return;
    this.#sleep = null;
    this.#isWaking = true;
    sleep.resolve();
    await this.#inTurn(async () => {
      await this.#released;
      if (!this.#sleep) await this.#reopen();
      this.#isWaking = false;
    });
  }

  close(): void {
    this.#role?.close();
  }

  async #inTurn(work: () => Promise<void>): Promise<void> {
    const { closing, status } = this.#parts;
    this.#turns = this.#turns.then(work).catch((error: unknown) => {
      if (!closing.aborted) status.report(error);
    });
    await this.#turns;
  }

  #follow(): void {
    this.#setAccess("read");
    if (this.#waiting) return;
    this.#parts.events.emit("storage-warning", {
      reason: "other-tab",
      message: "Another tab has this table open. Its changes show here; to make some here, take it over.",
    });
    this.#wait();
  }

  #wait(): void {
    if (this.#waiting || this.#sleep || this.#parts.closing.aborted) return;
    const waiting = new AbortController();
    this.#waiting = waiting;
    this.#role?.wait(waiting.signal).then(
      () => this.#handleRole(waiting),
      () => undefined,
    );
  }

  #stopWaiting(): void {
    this.#waiting?.abort(new DOMException("The role is not waited for any more.", "AbortError"));
    this.#waiting = null;
  }

  #handleRole(waiting: AbortController): void {
    if (this.#waiting === waiting) this.#waiting = null;
    if (waiting.signal.aborted) this.#role?.release();
    else void this.#inTurn(() => this.#reopen());
  }

  #setAccess(access: TableAccess): void {
    if (access === "write") for (const { resolve } of this.#asking) resolve();
    if (this.#access === access) return;
    this.#access = access;
    this.#parts.events.emit("access-change", { access });
  }

  /** Opens what is stored now, and shows what others have changed; the rows stay painted meanwhile. */
  async #reopen(): Promise<void> {
    const { storage, closing } = this.#parts;
    if (closing.aborted) return;
    try {
      await this.#stored.whenShown();
      await storage.release();
      await storage.open();
      await this.#stored.show();
      this.#begin();
    } catch (error) {
      // A table that this page cannot read it must not write.
      this.#role?.release();
      this.#setAccess("read");
      for (const { reject } of this.#asking) reject(error);
      throw error;
    }
  }

  /** This page writes from now on, if it has the role. */
  #begin(): void {
    if (this.#role?.isHeld !== true) return;
    this.#stopWaiting();
    this.#setAccess("write");
    // Who asked the former writer in vain asks this one.
    this.announce();
  }

  /** Stores what this page has, then lets another one have the role. */
  async #handOver(withinMs: number): Promise<void> {
    const { storage } = this.#parts;
    if (this.#access === "read" || this.#sleep) return;
    this.#setAccess("read");
    const deadline = AbortSignal.timeout(Math.max(0, withinMs));
    try {
      await untilAborted(this.#settle(), deadline);
    } catch (error) {
      this.#setAccess("write");
      if (deadline.aborted && error === deadline.reason) return;
      throw error;
    }
    await storage.release();
    this.#role?.release();
    await storage.open();
    // Nobody was in line.
    this.#begin();
  }

  async #settle(): Promise<void> {
    const { storage, changes, operations } = this.#parts;
    await operations.cancel(new DOMException("Another tab takes this table over.", "AbortError"));
    await changes.settled();
    await storage.settle();
  }

  #handleNews(): void {
    if (this.#access === "write") return;
    for (const { ask } of this.#asking) ask();
    this.#stored.handleNews();
  }
}

function notHandedOver(): PersistentTableError {
  return new PersistentTableError(
    "storage-locked",
    "The tab that has this table open did not hand it over: it does not answer, or has changes that could not be stored. Look there, or close it.",
  );
}
