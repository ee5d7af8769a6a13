import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Engine } from "../../engine/engine.ts";
import type { VersionInfo } from "../../engine/engine-events.ts";

/** What of the engine the panel uses. */
export type VersionsSource = Pick<Engine, "on" | "versions" | "storage">;

const CLOCK_MS = 30_000;

/** The stored versions, newest first, as they are now; and what time it is for them. */
export class VersionList implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  #source: VersionsSource | null = null;
  #stop: (() => void)[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Null: they are not known yet. */
  versions: readonly VersionInfo[] | null = null;
  /** Why they cannot be known. */
  problem: string | null = null;
  now = new Date();

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#listen();
    this.#timer = setInterval(() => this.#update(), CLOCK_MS);
  }

  hostDisconnected(): void {
    this.#ignore();
    clearInterval(this.#timer);
  }

  follow(source: VersionsSource | null): void {
    if (source === this.#source) return;
    this.#source = source;
    this.versions = null;
    if (this.#host.isConnected) this.#listen();
  }

  find(version: number | null): VersionInfo | undefined {
    return this.versions?.find((each) => each.version === version);
  }

  #listen(): void {
    this.#ignore();
    const source = this.#source;
    if (!source) return;
    this.#stop = [source.on("versions-change", ({ versions }) => this.#show(versions))];
    source.versions().then(
      (versions) => source === this.#source && this.#show(versions),
      (error: unknown) => {
        if (source !== this.#source) return;
        this.problem = error instanceof Error ? error.message : String(error);
        this.#update();
      },
    );
  }

  #ignore(): void {
    for (const stop of this.#stop.splice(0)) stop();
  }

  #show(versions: readonly VersionInfo[]): void {
    this.versions = versions.toReversed();
    this.problem = null;
    this.#update();
  }

  #update(): void {
    this.now = new Date();
    this.#host.requestUpdate();
  }
}
