import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { TransformStep } from "../../engine/changes/transform-types.ts";
import type { Column } from "../../engine/schema.ts";
import { readPreview, type PreviewSource, type PreviewTable } from "./preview-table.ts";

export type PreviewState =
  | { readonly kind: "none" }
  /** `former`: of other steps, to be shown as such. */
  | { readonly kind: "pending"; readonly former: PreviewTable | null }
  | { readonly kind: "shown"; readonly table: PreviewTable }
  | { readonly kind: "failed"; readonly message: string };

const NONE: PreviewState = { kind: "none" };

/** The preview of the latest steps: each call aborts the former one, whose answer is never shown. */
export class PreviewRunner implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #state: PreviewState = NONE;
  #running: AbortController | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.clear();
  }

  get state(): PreviewState {
    return this.#state;
  }

  clear(): void {
    this.#stop();
    this.#show(NONE);
  }

  async run(
    source: PreviewSource,
    steps: readonly TransformStep[],
    options: { columns: readonly Column[]; locale: string | undefined },
  ): Promise<void> {
    this.#stop();
    const running = new AbortController();
    this.#running = running;
    this.#show({ kind: "pending", former: this.#lastTable });
    try {
      const table = await readPreview(source, steps, { ...options, signal: running.signal });
      if (this.#running === running) this.#show({ kind: "shown", table });
    } catch (error) {
      if (this.#running === running) this.#show({ kind: "failed", message: messageOf(error) });
    }
  }

  get #lastTable(): PreviewTable | null {
    if (this.#state.kind === "shown") return this.#state.table;
    return this.#state.kind === "pending" ? this.#state.former : null;
  }

  #stop(): void {
    this.#running?.abort(new DOMException("A newer preview took this one's place.", "AbortError"));
    this.#running = null;
  }

  #show(state: PreviewState): void {
    this.#state = state;
    this.#host.requestUpdate();
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
