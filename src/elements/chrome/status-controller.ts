import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Engine } from "../../engine/engine.ts";
import { HEARD_EVENTS, INITIAL_STATUS, nextStatus } from "./status.ts";
import type { Notice, Status, StatusEvent } from "./status.ts";
import type { RowCounts } from "./status-text.ts";

/** What of the engine the status bar listens to. */
export type StatusSource = Pick<
  Engine,
  "on" | "state" | "saveState" | "storage" | "error" | "versions" | "operations"
> & {
  readonly data: Pick<Engine["data"], "on" | "rowCount" | "totalRowCount" | "viewPending">;
};

/** Follows an engine, so that progress renders the status bar and not the grid. */
export class StatusController implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  #source: StatusSource | null = null;
  #status = INITIAL_STATUS;
  #shownProblem: Error | null = null;
  #stopListening: (() => void)[] = [];

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    host.addController(this);
  }

  get status(): Status {
    return this.#status;
  }

  get rows(): RowCounts {
    const shown = this.#source?.data.rowCount ?? 0;
    const total = this.#source?.data.totalRowCount ?? 0;
    return { shown, total, estimated: this.#status.state === "loading" };
  }

  follow(source: StatusSource | null): void {
    if (source === this.#source) return;
    this.#ignore();
    this.#source = source;
    this.#status = INITIAL_STATUS;
    if (this.#host.isConnected) this.#listen();
    this.#host.requestUpdate();
  }

  /** What failed without the engine's knowledge. */
  show(problem: Error): void {
    this.#step({ name: "problem", detail: problem.message });
  }

  dismiss(id: Notice["id"]): void {
    this.#step({ name: "dismiss", detail: id });
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
    const { state, saveState, storage } = source;
    this.#status = { ...this.#status, state, saveState, storage };
    this.#step({ name: "operations-change", detail: { operations: source.operations } });
    this.#showProblem(source);
    for (const name of HEARD_EVENTS) {
      const step = (detail: unknown): void => this.#step({ name, detail } as StatusEvent);
      this.#stopListening.push(source.on(name, step));
    }
    const update = (): void => this.#host.requestUpdate();
    this.#stopListening.push(
      source.data.on("view", update),
      source.on("load-complete", () => this.#readSavedAt(source)),
      source.on("state-change", () => this.#showProblem(source)),
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

  /** What has no event of its own, like a view that could not be computed. */
  #showProblem({ error }: StatusSource): void {
    if (error === this.#shownProblem) return;
    this.#shownProblem = error;
    if (error) this.#step({ name: "problem", detail: error.message });
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
