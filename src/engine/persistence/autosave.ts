import { systemClock, type Clock } from "../clock.ts";

/** When unsaved changes came, and what the last saves did; times in ms of one clock. */
export interface SaveSituation {
  readonly firstChangeAt: number;
  readonly lastChangeAt: number;
  /** Whether the journal holds all of these changes, so that a snapshot may wait. */
  readonly inJournal: boolean;
  readonly lastSave: { readonly endedAt: number; readonly durationMs: number } | null;
  /** Saves that failed since the last one that did not. */
  readonly failures: { readonly count: number; readonly lastAt: number } | null;
}

/** The latest start, in delays after the first unsaved change. */
const PATIENCE_DELAYS = 10;
/** Journalled changes wait until saving took at most one part in so many of the time. */
const REST_DURATIONS = 10;
const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 60_000;

/**
 * When the next automatic save is to start: after `delayMs` of quiet, at the latest ten delays after the first unsaved
 * change. After a failure: as soon as there was another change, else with a growing backoff.
 */
export function nextSaveAt(situation: SaveSituation, delayMs: number): number {
  const { firstChangeAt, lastChangeAt, lastSave, failures } = situation;
  const quietAt = lastChangeAt + delayMs;
  if (failures) {
    const retryAt = failures.lastAt + Math.min(FIRST_RETRY_MS * 2 ** (failures.count - 1), LONGEST_RETRY_MS);
    return lastChangeAt > failures.lastAt ? Math.min(quietAt, retryAt) : retryAt;
  }
  const dueAt = Math.min(quietAt, firstChangeAt + PATIENCE_DELAYS * delayMs);
  if (!situation.inJournal || !lastSave) return dueAt;
  return Math.max(dueAt, lastSave.endedAt + REST_DURATIONS * lastSave.durationMs);
}

export interface AutosaveOptions<Result> {
  /** Read anew at every decision; tell changes by `reschedule`. */
  readonly settings: { readonly autosave: boolean; readonly autosaveDelayMs: number };
  /** Writes one snapshot. Should call `Autosave.cut` at its cut, or changes before that are taken for unsaved. */
  readonly save: () => Promise<Result>;
  readonly clock?: Clock;
}

interface UnsavedChanges {
  firstChangeAt: number;
  lastChangeAt: number;
  inJournal: boolean;
}

/** Starts saves: one at a time, and exactly one after a change that the running one has not taken on. */
export class Autosave<Result> {
  readonly #options: AutosaveOptions<Result>;
  readonly #clock: Clock;
  #unsaved: UnsavedChanges | null = null;
  /** What the running save has taken on, to be unsaved again should it fail. */
  #taken: UnsavedChanges | null = null;
  #running: Promise<Result> | null = null;
  /** Whether the running save has had its cut, so that it misses what comes now. */
  #isCut = false;
  /** What saves wait for. */
  #held: Promise<unknown> | null = null;
  /** Requested saves that follow the running one. */
  #following: Promise<Result> | null = null;
  #lastSave: SaveSituation["lastSave"] = null;
  #failures: SaveSituation["failures"] = null;
  #cancelTimer: () => void = () => undefined;
  #disposed = false;

  constructor(options: AutosaveOptions<Result>) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Changes that no completed save holds, those of the running one included. */
  get hasUnsavedChanges(): boolean {
    return this.#unsaved !== null || this.#taken !== null;
  }

  /** Whether a save runs, or is about to, or what saves wait for. */
  get isBusy(): boolean {
    return this.#running !== null || this.#held !== null;
  }

  /** A change was acknowledged. `inJournal`: it is durable without a snapshot. */
  changed({ inJournal = false } = {}): void {
    const now = this.#clock.now();
    this.#unsaved = merge(this.#unsaved, { firstChangeAt: now, lastChangeAt: now, inJournal });
    this.reschedule();
  }

  /** The running save holds every change up to now. */
  cut(): void {
    if (!this.#running) return;
    this.#isCut = true;
    this.#taken = merge(this.#taken, this.#unsaved);
    this.#unsaved = null;
  }

  /** Saves now, joining the running save when it holds, or will hold, every change so far. */
  save(): Promise<Result> {
    if (!this.#running) return this.#start(this.#held);
    if (!this.#isCut || !this.#unsaved) return this.#running;
    const running = this.#running.catch(() => undefined);
    const held = this.#held;
    return (this.#following ??= running.then(() => {
      this.#following = null;
      return this.#running ?? this.#start(held);
    }));
  }

  /** Starts a due save without waiting for quiet: the page may go away. */
  flush(): void {
    if (!this.#options.settings.autosave || !this.#unsaved || this.#disposed) return;
    const underWay = this.#running ?? this.#held;
    if (underWay) void underWay.catch(() => undefined).then(() => this.flush());
    else this.#start(null).catch(() => undefined);
  }

  /** Runs `work` while no save runs: after the one under way, and before those that are asked for meanwhile. */
  async between<T>(work: () => Promise<T>): Promise<T> {
    const held = Promise.allSettled([this.#held, this.#running, this.#following]).then(work);
    this.#held = held;
    this.reschedule();
    try {
      return await held;
    } finally {
      if (this.#held === held) {
        this.#held = null;
        this.reschedule();
      }
    }
  }

  /** Forgets all changes: the table is gone, or is not to be saved. */
  reset(): void {
    this.#unsaved = null;
    this.#taken = null;
    this.#failures = null;
    this.reschedule();
  }

  /** To be called when the settings changed. */
  reschedule(): void {
    this.#cancelTimer();
    this.#cancelTimer = () => undefined;
    const { autosave, autosaveDelayMs } = this.#options.settings;
    if (!autosave || !this.#unsaved || this.#running || this.#held || this.#disposed) return;
    const situation = { ...this.#unsaved, lastSave: this.#lastSave, failures: this.#failures };
    this.#cancelTimer = this.#clock.callAt(nextSaveAt(situation, autosaveDelayMs), () => {
      this.#start(null).catch(() => undefined);
    });
  }

  dispose(): void {
    this.#disposed = true;
    this.reschedule();
  }

  /** `held`: what was to go before when the save was asked for. */
  #start(held: Promise<unknown> | null): Promise<Result> {
    this.#cancelTimer();
    const running = this.#run(held);
    this.#running = running;
    return running;
  }

  async #run(held: Promise<unknown> | null): Promise<Result> {
    const startedAt = this.#clock.now();
    const before = this.#unsaved;
    // The save begins in a microtask, when `#running` is set and `cut` counts.
    await held?.catch(() => undefined);
    try {
      const result = await this.#options.save();
      // Without a cut, what came before the start is in the save.
      if (this.#taken === null && this.#unsaved === before) this.#unsaved = null;
      this.#failures = null;
      this.#lastSave = { endedAt: this.#clock.now(), durationMs: this.#clock.now() - startedAt };
      return result;
    } catch (error) {
      this.#unsaved = merge(this.#taken, this.#unsaved);
      this.#failures = { count: (this.#failures?.count ?? 0) + 1, lastAt: this.#clock.now() };
      throw error;
    } finally {
      this.#taken = null;
      this.#running = null;
      this.#isCut = false;
      this.reschedule();
    }
  }
}

function merge(earlier: UnsavedChanges | null, later: UnsavedChanges | null): UnsavedChanges | null {
  if (!earlier || !later) return earlier ?? later;
  return {
    firstChangeAt: earlier.firstChangeAt,
    lastChangeAt: later.lastChangeAt,
    inJournal: earlier.inJournal && later.inJournal,
  };
}
