import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Abortable, Engine, EngineSettings } from "../engine/engine.ts";
import type { TableAccess } from "../engine/engine-events.ts";
import { isAbort, PersistentTableError } from "../engine/errors.ts";
import type { LoadProgress } from "../engine/import/import-types.ts";
import { resolveAssetBase } from "./asset-base.ts";
import { createEngine } from "./engine-factory.ts";
import { engineEvent, FORWARDED_EVENTS } from "./forwarded-events.ts";
import { SpacedUpdates } from "./spaced-updates.ts";
import { StorageNewsKeeper, type StorageNews } from "./storage-news.ts";

/** Attributes that an engine has from its start on: with others it is another one. */
interface EngineAttributes {
  readonly name: string;
  readonly assetBase: string;
}

export type SessionHost = ReactiveControllerHost & HTMLElement & EngineAttributes;

export interface SessionWiring {
  settings(): EngineSettings;
  /** Called with every new engine, and with null when it is gone. */
  engineChanged(engine: Engine | null): void;
  /** Shows on the host what is cheap to show, without a render. */
  showStates(): void;
  /** Opens what is stored, or loads what the attributes name. */
  openInitial(engine: Engine, signal: AbortSignal): Promise<void>;
}

/**
 * The engine of an element: started with its first render, kept while the element moves within the page, ended when it
 * stays out of it, and started again when it is put back.
 */
export class EngineSession implements ReactiveController {
  readonly #host: SessionHost;
  readonly #wiring: SessionWiring;
  readonly #updates: SpacedUpdates;
  readonly #news: StorageNewsKeeper;
  #engine: Engine | null = null;
  #startedWith: EngineAttributes = { name: "", assetBase: "" };
  #unsubscribe: (() => void)[] = [];
  #opening: AbortController | null = null;
  #isDisposed = false;
  #engineError: Error | null = null;

  loadProgress: LoadProgress | null = null;
  /** The last failure that the reader has not dismissed. */
  problem: Error | null = null;

  constructor(host: SessionHost, wiring: SessionWiring) {
    this.#host = host;
    this.#wiring = wiring;
    this.#updates = new SpacedUpdates(host);
    this.#news = new StorageNewsKeeper(() => host.requestUpdate());
    host.addController(this);
  }

  get engine(): Engine | null {
    return this.#engine;
  }

  get news(): StorageNews {
    return this.#news.news;
  }

  /** Whether what the table begins with is still on its way. */
  get isOpening(): boolean {
    return this.#opening !== null;
  }

  /** Whether there is anything to cancel. */
  get isWorking(): boolean {
    const engine = this.#engine;
    return engine !== null && (engine.operations.length > 0 || engine.state === "loading" || engine.data.viewPending);
  }

  hostConnected(): void {
    this.#isDisposed = false;
    // An element that was rendered before is not rendered again for being put back.
    if (!this.#engine) this.#host.requestUpdate();
  }

  hostUpdated(): void {
    this.startWhenConnected();
  }

  hostDisconnected(): void {
    // A move within the page disconnects and connects in one task.
    setTimeout(() => {
      if (!this.#host.isConnected) void this.end();
    });
  }

  /** For an element that is in the page to stay. */
  startWhenConnected(): void {
    if (this.#host.isConnected && !this.#isDisposed) this.start();
  }

  /** The engine, started when it was not, or when the attributes say another one: the former one ends beside it. */
  start(): Engine {
    if (this.#engine && !this.#isOutdated) return this.#engine;
    if (this.#isDisposed) {
      throw new PersistentTableError("disposed", "This <persistent-table> was disposed. Put it into the page again.");
    }
    void this.#detach()?.dispose();
    // A page that hears of the former one's end may have asked for the next one.
    return this.#engine ?? this.#launch();
  }

  #launch(): Engine {
    const { name, assetBase, baseURI } = this.#host;
    const engine = createEngine({ name, assetBase: resolveAssetBase(assetBase, baseURI) });
    this.#engine = engine;
    this.#startedWith = { name, assetBase };
    engine.configure(this.#wiring.settings());
    this.#subscribe(engine);
    this.#wiring.engineChanged(engine);
    void this.reopen();
    return engine;
  }

  get #isOutdated(): boolean {
    const { name, assetBase } = this.#startedWith;
    return this.#host.name !== name || this.#host.assetBase !== assetBase;
  }

  /** Waits for the next engine, should one take the place of the first. */
  async whenReady(options: Abortable): Promise<void> {
    const engine = this.start();
    try {
      await engine.whenReady(options);
    } catch (error) {
      if (!this.#isReplaced(engine)) throw error;
    }
    if (this.#isReplaced(engine)) await this.whenReady(options);
  }

  #isReplaced(engine: Engine): boolean {
    return this.#engine !== null && this.#engine !== engine;
  }

  /** As `start`, for what changes the table. */
  startToWrite(): Engine {
    const engine = this.start();
    if (engine.access === "write") return engine;
    throw new PersistentTableError(
      "readonly",
      "Another tab or window has this table open, so it cannot be changed here. Take it over first, by the button or takeOver().",
    );
  }

  /** Loads anew what the attributes name; what an earlier call was loading is stopped. */
  async reopen(): Promise<void> {
    const engine = this.#engine;
    if (!engine) return;
    this.#opening?.abort(new DOMException("Another load took its place.", "AbortError"));
    const opening = new AbortController();
    this.#opening = opening;
    try {
      await this.#wiring.openInitial(engine, opening.signal);
    } catch (error) {
      if (!opening.signal.aborted) this.report(error);
    } finally {
      if (this.#opening === opening) this.#opening = null;
    }
  }

  /** An explicit load takes the place of the initial one. */
  stopOpening(): void {
    this.#opening?.abort(new DOMException("Another load took its place.", "AbortError"));
    this.#opening = null;
  }

  /** Shows a failure; an abort is none. */
  report(error: unknown): void {
    if (isAbort(error)) return;
    this.problem = error instanceof Error ? error : new Error(String(error));
    this.#host.requestUpdate();
  }

  dismiss(): void {
    this.problem = null;
    this.#host.requestUpdate();
  }

  async end(): Promise<void> {
    this.#isDisposed = true;
    await this.#detach()?.dispose();
  }

  #detach(): Engine | null {
    const engine = this.#engine;
    if (!engine) return null;
    this.stopOpening();
    for (const stop of this.#unsubscribe) stop();
    this.#unsubscribe = [];
    this.#engine = null;
    this.loadProgress = null;
    this.problem = null;
    this.#news.follow(null);
    this.#wiring.engineChanged(null);
    return engine;
  }

  /** A load that begins makes older failures void; some failures, like that of a view, have no event of their own. */
  #followState({ state, error }: Engine): void {
    if (state === "loading") this.problem = null;
    if (error !== this.#engineError) {
      this.#engineError = error;
      if (error) this.report(error);
    }
    this.#host.requestUpdate();
  }

  /** The page that had the table may be gone without having stored anything. */
  #followAccess(engine: Engine, access: TableAccess): void {
    if (access === "write" && engine.state === "idle") void this.reopen();
    this.#host.requestUpdate();
  }

  /** Another page deleted what was stored: this one begins anew, if it is the one that writes. */
  #followDeletion(engine: Engine): void {
    if (engine.access === "write") void this.reopen();
    this.#host.requestUpdate();
  }

  #subscribe(engine: Engine): void {
    this.#news.follow(engine);
    const forward = (name: (typeof FORWARDED_EVENTS)[number]): (() => void) =>
      engine.on(name, (detail) => void this.#host.dispatchEvent(engineEvent(name, detail)));
    const update = (): void => this.#host.requestUpdate();
    this.#unsubscribe = [
      engine.on("load-progress", (progress) => {
        // Many come in a frame, and a render in between would hold up the next request to the database.
        if (this.loadProgress === null || progress.rows === 0) update();
        else requestAnimationFrame(update);
        this.loadProgress = progress;
      }),
      engine.on("load-complete", () => {
        this.loadProgress = null;
        update();
      }),
      engine.on("load-error", ({ error }) => {
        this.loadProgress = null;
        this.report(error);
      }),
      engine.on("operation-cancel", () => {
        this.loadProgress = null;
        update();
      }),
      engine.on("state-change", () => this.#followState(engine)),
      engine.on("save-state-change", () => {
        this.#wiring.showStates();
        this.#updates.request();
      }),
      engine.on("access-change", ({ access }) => this.#followAccess(engine, access)),
      engine.on("table-deleted", () => this.#followDeletion(engine)),
      engine.on("view-progress", update),
      engine.on("history-change", this.#updates.request),
      engine.on("operations-change", update),
      ...FORWARDED_EVENTS.map(forward),
    ];
  }
}
