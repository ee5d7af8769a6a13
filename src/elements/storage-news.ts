import type { Engine } from "../engine/engine.ts";
import type { EngineEvents } from "../engine/engine-events.ts";

/** What an engine has told of its storage so far. */
export interface StorageNews {
  /** The last one of each reason, in the order in which they came. */
  readonly warnings: readonly EngineEvents["storage-warning"][];
  /** Null: not known. */
  readonly hasVersions: boolean | null;
}

export const NO_NEWS: StorageNews = { warnings: [], hasVersions: null };

/** Keeps the news of an engine from its start on, for what begins to listen later. */
export class StorageNewsKeeper {
  readonly #onNews: () => void;
  #engine: Engine | null = null;
  #news = NO_NEWS;
  #unsubscribe: (() => void)[] = [];

  constructor(onNews: () => void) {
    this.#onNews = onNews;
  }

  get news(): StorageNews {
    return this.#news;
  }

  /** The engine came or went. */
  follow(engine: Engine | null): void {
    for (const stop of this.#unsubscribe) stop();
    this.#engine = engine;
    this.#news = NO_NEWS;
    this.#unsubscribe = engine
      ? [
          engine.on("storage-warning", (warning) => this.#keepWarning(warning)),
          engine.on("versions-change", ({ versions }) => this.#learn({ hasVersions: versions.length > 0 })),
          engine.on("load-complete", () => void this.#askForVersions(engine)),
        ]
      : [];
  }

  #keepWarning(warning: EngineEvents["storage-warning"]): void {
    const others = this.#news.warnings.filter(({ reason }) => reason !== warning.reason);
    this.#learn({ warnings: [...others, warning] });
  }

  /** Another element with the same table may have opened the storage before this one listened. */
  async #askForVersions(engine: Engine): Promise<void> {
    if (this.#news.hasVersions !== null) return;
    const versions = await engine.versions().catch(() => null);
    const isNews = engine === this.#engine && this.news.hasVersions === null;
    if (versions && isNews) this.#learn({ hasVersions: versions.length > 0 });
  }

  #learn(change: Partial<StorageNews>): void {
    this.#news = { ...this.#news, ...change };
    this.#onNews();
  }
}
