import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Engine } from "../../engine/engine.ts";
import { NO_NEWS, type StorageNews } from "../storage-news.ts";
import { HEARD_EVENTS, INITIAL_STATUS, nextStatus } from "./status.ts";
import type { Status, StatusEvent } from "./status.ts";
import type { RowCounts } from "./status-text.ts";

/** What of the engine the status bar listens to. */
export type StatusSource = Pick<
  Engine,
  "on" | "state" | "saveState" | "storage" | "access" | "hasUnsavedChanges" | "versions" | "operations"
> & {
  readonly data: Pick<Engine["data"], "on" | "rowCount" | "totalRowCount" | "viewPending">;
};

/** Follows an engine, so that progress renders the status bar and not the grid. */
export class StatusController implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  #source: StatusSource | null = null;
  #news = NO_NEWS;
  #status = INITIAL_STATUS;
  #stopListening: (() => void)[] = [];

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    host.addController(this);
  }

  get status(): Status {
    return this.#status;
  }

  /** Whether a crash of the page would lose nothing. */
  get isSafe(): boolean {
    return this.#source?.hasUnsavedChanges === false;
  }

  get rows(): RowCounts {
    const shown = this.#source?.data.rowCount ?? 0;
    const total = this.#source?.data.totalRowCount ?? 0;
    return { shown, total, estimated: this.#status.state === "loading" };
  }

  /** `news`: what the source has told of its storage before. */
  follow(source: StatusSource | null, news: StorageNews): void {
    this.#news = news;
    if (source === this.#source) {
      this.#step({ name: "storage-news", detail: news });
      return;
    }
    this.#ignore();
    this.#source = source;
    this.#status = INITIAL_STATUS;
    if (this.#host.isConnected) this.#listen();
    this.#host.requestUpdate();
  }

  hostConnected(): void {
    this.#listen();
  }

  hostDisconnected(): void {
    this.#ignore();
  }

  #listen(): void {
    const source = this.#source;
    if (source === null || this.#stopListening.length > 0) return;
    const { state, saveState, storage, access } = source;
    this.#status = { ...this.#status, state, saveState, storage, access };
    this.#step({ name: "storage-news", detail: this.#news });
    this.#step({ name: "operations-change", detail: { operations: source.operations } });
    for (const name of HEARD_EVENTS) {
      const step = (detail: unknown): void => this.#step({ name, detail } as StatusEvent);
      this.#stopListening.push(source.on(name, step));
    }
    const update = (): void => this.#host.requestUpdate();
    this.#stopListening.push(
      source.data.on("view", update),
      source.on("load-complete", () => this.#readSavedAt(source)),
    );
    if (source.state === "ready") this.#readSavedAt(source);
  }

  #ignore(): void {
    for (const stop of this.#stopListening) stop();
    this.#stopListening = [];
  }

  #step(event: StatusEvent): void {
    this.#status = nextStatus(this.#status, event, new Date());
    this.#host.requestUpdate();
  }

  /** A table that was restored was saved before this page began. */
  #readSavedAt(source: StatusSource): void {
    if (source.storage === "memory") return;
    const showNewest = (versions: Awaited<ReturnType<StatusSource["versions"]>>): void => {
      const newest = Math.max(...versions.map(({ savedAt }) => savedAt.getTime()));
      const isShown = source === this.#source && Number.isFinite(newest);
      if (isShown) this.#step({ name: "saved-at", detail: new Date(newest) });
    };
    // Without the time the bar still says that all is saved.
    source.versions().then(showNewest, () => undefined);
  }
}
