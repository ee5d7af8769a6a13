import type { Emitter } from "../emitter.ts";
import type { EngineEvents, OperationName, TableAccess } from "../engine-events.ts";
import { isAbort, PersistentTableError } from "../errors.ts";
import type { Operations } from "../operations.ts";
import { untilAborted } from "../scheduling/until-aborted.ts";
import { RoleLine } from "./role-line.ts";
import { StoredChanges, type StoredChangesParts } from "./stored-changes.ts";
import { TakeOverCalls } from "./take-over-calls.ts";
import { WriterRole } from "./writer-role.ts";

export interface TableFollowingParts extends Omit<StoredChangesParts, "isFollowing"> {
  readonly name: string;
  readonly operations: Operations;
  readonly events: Emitter<EngineEvents>;
}

/** A page that has not handed over by then does not answer, or cannot store what it has. */
const HAND_OVER_MS = 10_000;
/** What only the page with the role may finish. */
const WRITING: readonly OperationName[] = ["load", "transform", "undo", "redo"];

/**
 * One page writes the table; the others show what it stores, as it stores it, and take the role when it is free: because
 * its page closed, crashed, or was asked to hand over.
 */
export class TableFollowing {
  readonly #parts: TableFollowingParts;
  readonly #role: WriterRole | null;
  #access: TableAccess = "write";
  readonly #stored: StoredChanges;
  readonly #takeOvers = new TakeOverCalls();
  /** Resolves when it is known who writes the table. */
  readonly #decided = Promise.withResolvers<void>();
  #isDecided = false;
  readonly #line: RoleLine;
  /** Changes of the role, one after the other. */
  #turns: Promise<void> = Promise.resolve();
  /** Resolves when the page wakes; null: it is awake. */
  #sleep: PromiseWithResolvers<void> | null = null;
  #released: Promise<void> = Promise.resolve();
  /** What this page had is not back yet. */
  #isWaking = false;
  /** Why this page, which had the role, could not open what is stored. */
  #failure: Error | null = null;
  #isOtherTold = false;

  constructor(parts: TableFollowingParts) {
    this.#parts = parts;
    this.#role = parts.name
      ? new WriterRole({
          name: parts.name,
          onAsked: (withinMs) => void this.#inTurn(() => this.#handOver(withinMs)),
          onNews: () => this.#handleNews(),
          onDeleted: () => void this.#inTurn(() => this.#followDeletion()),
        })
      : null;
    this.#line = new RoleLine(this.#role, () => {
      void this.#inTurn(() => {
        this.#takeOvers.grant();
        return this.#reopen();
      });
    });
    if (!this.#role) this.#decide();
    this.#stored = new StoredChanges({ ...parts, isFollowing: () => this.#access === "read" });
    parts.closing.addEventListener("abort", () => this.#line.leave(), { once: true });
  }

  get #isClosing(): boolean {
    return this.#parts.closing.aborted;
  }

  get access(): TableAccess {
    return this.#access;
  }

  /** Resolves to whether this page may write; else it waits in line for that. While the page sleeps, it takes nothing. */
  readonly takeRole = async (): Promise<boolean> => {
    for (;;) {
      await this.#sleep?.promise;
      const isHeld = (await this.#role?.take()) ?? true;
      if (this.#sleep) {
        this.#role?.release();
        continue;
      }
      if (!isHeld) {
        this.#follow();
        this.#decide();
      }
      return isHeld;
    }
  };

  /** Another page has the files though it has not the role: it sleeps, perhaps. They are tried again by and by. */
  readonly yieldRole = (): void => {
    this.#role?.release();
    this.#takeOvers.rejectLocked();
    this.#follow({ later: true });
  };

  readonly announce = (): void => this.#role?.announce();

  readonly announceDeletion = (): void => this.#role?.announceDeletion();

  /** As `assertWriter`, once it is known who writes the table. */
  async whenWriter(signal?: AbortSignal): Promise<void> {
    if (!this.#isDecided) await this.#whenDecided(signal);
    this.assertWriter();
  }

  /** What cannot be opened at all decides nothing. */
  async #whenDecided(signal?: AbortSignal): Promise<void> {
    const opened = this.#parts.storage.open().catch(() => undefined);
    await untilAborted(Promise.race([this.#decided.promise, opened]), signal);
    this.#isDecided = true;
  }

  /** Throws while another page writes the table. */
  assertWriter(): void {
    if (this.#failure) {
      const { message } = this.#failure;
      throw new PersistentTableError("readonly", `The stored table cannot be opened, which is tried again: ${message}`);
    }
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

  /** As `assertWriter`, but what cannot be opened may be deleted, where no other page has it. */
  async assertMayDelete(): Promise<void> {
    if (!this.#failure || (await this.#role?.take()) === false) this.assertWriter();
  }

  /** Resolves when this page writes the table. Rejects when the page that does so does not hand it over. */
  async takeOver({
    signal,
    timeoutMs = HAND_OVER_MS,
  }: { signal?: AbortSignal; timeoutMs?: number } = {}): Promise<void> {
    const { closing } = this.#parts;
    const stop = signal ? AbortSignal.any([signal, closing]) : closing;
    stop.throwIfAborted();
    if (!this.#isDecided) await this.#whenDecided(stop);
    if (this.#access === "write") return;
    if (!this.#sleep) this.#line.join();
    await this.#takeOvers.wait((withinMs) => this.#role?.ask({ withinMs }), { signal: stop, timeoutMs });
  }

  /** Lets go of the files and the role, at once where nothing is being stored: the page sleeps. */
  suspend(): void {
    if (this.#sleep || !this.#role) return;
    const sleep = Promise.withResolvers<void>();
    this.#sleep = sleep;
    this.#line.leave();
    const { storage } = this.#parts;
    const { isIdle } = storage.state;
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
      try {
        await this.#released;
        if (!this.#sleep) await this.#reopen();
      } finally {
        this.#isWaking = false;
      }
    });
  }

  close(): void {
    this.#role?.close();
  }

  #decide(): void {
    this.#isDecided = true;
    this.#decided.resolve();
  }

  async #inTurn(work: () => Promise<void>): Promise<void> {
    const { closing, status } = this.#parts;
    this.#turns = this.#turns.then(work).catch((error: unknown) => {
      if (!closing.aborted && !isAbort(error)) status.report(error);
    });
    await this.#turns;
  }

  #follow({ later = false } = {}): void {
    this.#setAccess("read");
    if (!this.#isOtherTold) {
      this.#isOtherTold = true;
      this.#parts.events.emit("storage-warning", {
        reason: "other-tab",
        message: "Another tab has this table open. Its changes show here; to make some here, take it over.",
      });
    }
    if (this.#sleep || this.#isClosing) return;
    if (later) this.#line.joinLater();
    else this.#line.join();
  }

  #setAccess(access: TableAccess): void {
    if (access === "write") this.#takeOvers.resolve();
    if (this.#access === access) return;
    this.#access = access;
    this.#parts.events.emit("access-change", { access });
  }

  /** Opens what is stored now, and shows what others have changed; the rows stay painted meanwhile. */
  async #reopen(): Promise<void> {
    const { storage, loads } = this.#parts;
    if (this.#isClosing) return;
    try {
      await this.#stored.whenShown();
      // They read what is about to be given back.
      await loads.ended;
      await storage.release();
      await storage.open();
      await this.#stored.show();
      this.#failure = null;
      this.#begin();
    } catch (error) {
      await this.#giveUp(error);
    }
  }

  /** A table that this page cannot read it must not write: others may. It is tried again. Throws `error` the first time. */
  async #giveUp(error: unknown): Promise<void> {
    if (this.#isClosing) return;
    const isNew = this.#failure === null;
    this.#failure = error instanceof Error ? error : new Error(String(error));
    this.#setAccess("read");
    this.#takeOvers.reject(error);
    await this.#parts.storage.release();
    this.#role?.release();
    if (!this.#sleep) this.#line.joinLater();
    if (isNew) throw error;
  }

  /** This page writes from now on, if it has the role. */
  #begin(): void {
    // A role that came only now is made use of in a turn of its own.
    if (this.#role?.isHeld !== true || this.#parts.storage.stored.access === "read") return;
    this.#line.succeeded();
    this.#isOtherTold = false;
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
    const reason = new DOMException("Another tab takes this table over.", "AbortError");
    try {
      await untilAborted(this.#settle(reason), deadline);
    } catch (error) {
      this.#setAccess("write");
      if (deadline.aborted && error === deadline.reason) return;
      throw error;
    }
    storage.stopSaving(reason);
    await storage.release();
    this.#role?.release();
    try {
      await storage.open();
      // Nobody was in line.
      this.#begin();
    } catch (failure) {
      await this.#giveUp(failure);
    }
  }

  async #settle(reason: DOMException): Promise<void> {
    const { storage, changes, operations } = this.#parts;
    await operations.cancel(reason, WRITING);
    await changes.settled();
    await storage.settle();
  }

  #handleNews(): void {
    if (this.#access === "write") return;
    this.#takeOvers.askAgain();
    this.#stored.handleNews();
  }

  /** This page shows what others have deleted, and has not changed it since. */
  async #followDeletion(): Promise<void> {
    const { storage, loads, events } = this.#parts;
    await this.#stored.whenShown();
    await loads.ended;
    if (this.#isClosing || this.#sleep || (this.#access === "write" && !storage.isForgotten)) return;
    if (this.#access === "read") await storage.stored.refresh();
    if (storage.stored.newest) await this.#stored.show();
    else if (await this.#stored.drop()) {
      events.emit("table-deleted", { message: "This table was deleted in another tab." });
    }
  }
}
