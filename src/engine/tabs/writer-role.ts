export interface WriterRoleOptions {
  /** Storage key of the table. */
  readonly name: string;
  /** Another page asks for the role, and waits so long for it. */
  readonly onAsked: (withinMs: number) => void;
  /** The page with the role stored something. */
  readonly onNews: () => void;
  /** The page with the role deleted what was stored. */
  readonly onDeleted: () => void;
}

/** How long the lock of a page may outlive it. */
const GOING_MS = 150;

type Message =
  { readonly kind: "hand-over"; readonly withinMs: number } | { readonly kind: "news" } | { readonly kind: "deleted" };

/**
 * Of all pages with a table open one writes it: the one that holds the table's Web Lock. The lock goes with the page,
 * however that ends. Where there are no locks there are no files either, so the role is everybody's.
 */
export class WriterRole {
  readonly #options: WriterRoleOptions;
  readonly #lockName: string;
  /** Null: the browser lets this page hear of no other. */
  readonly #channel: BroadcastChannel | null;
  #release: (() => void) | null = null;
  #isClosed = false;

  constructor(options: WriterRoleOptions) {
    this.#options = options;
    this.#lockName = `persistent-table:${options.name}`;
    this.#channel = openChannel(this.#lockName);
    this.#channel?.addEventListener("message", ({ data }: MessageEvent<Message>) => this.#handle(data));
  }

  get isHeld(): boolean {
    return this.#release !== null;
  }

  /** Takes the role if nobody has it; a page that is just going, such as this one before a reload, is waited for. */
  async take(): Promise<boolean> {
    if (this.isHeld || (await this.#request({ ifAvailable: true }))) return true;
    return await this.#request({ signal: AbortSignal.timeout(GOING_MS) }).catch(() => false);
  }

  /** Resolves when the role, for which others may be in line before, is this page's. Rejects when `signal` aborts. */
  async wait(signal: AbortSignal): Promise<void> {
    if (!this.isHeld) await this.#request({ signal });
  }

  /** Asks the page that has the role to give it up. */
  ask({ withinMs }: { withinMs: number }): void {
    this.#post({ kind: "hand-over", withinMs });
  }

  /** Tells the other pages that there is something to see. */
  announce(): void {
    if (this.isHeld) this.#post({ kind: "news" });
  }

  /** Tells the other pages that nothing is stored any more. */
  announceDeletion(): void {
    if (this.isHeld) this.#post({ kind: "deleted" });
  }

  release(): void {
    this.#release?.();
    this.#release = null;
  }

  close(): void {
    this.#isClosed = true;
    this.release();
    this.#channel?.close();
  }

  /** Resolves as soon as the lock is held, or is not to be had; it is held until the release. */
  #request(options: LockOptions): Promise<boolean> {
    if (!("locks" in navigator)) return Promise.resolve(true);
    const { signal } = options;
    return new Promise((resolve, reject) => {
      const held = (lock: Lock | null): Promise<void> | undefined => {
        resolve(lock !== null);
        if (!lock || this.#isClosed) return undefined;
        const released = Promise.withResolvers<void>();
        this.#release = released.resolve;
        return released.promise;
      };
      navigator.locks.request(this.#lockName, options, held).catch(() => {
        // What the browser refuses altogether, nobody has.
        if (signal?.aborted === true) reject(signal.reason as Error);
        else resolve(true);
      });
    });
  }

  #post(message: Message): void {
    if (!this.#isClosed) this.#channel?.postMessage(message);
  }

  #handle(message: Message): void {
    if (message.kind === "hand-over" && this.isHeld) this.#options.onAsked(message.withinMs);
    else if (message.kind === "news" && !this.isHeld) this.#options.onNews();
    // The page that deleted it may have gone since, and the role be here.
    else if (message.kind === "deleted") this.#options.onDeleted();
  }
}

/** Pages whose data are blocked have none. */
function openChannel(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}
