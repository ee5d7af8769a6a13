import type { TransformResult, TransformStep } from "../engine/changes/transform-types.ts";
import type { Abortable, Engine } from "../engine/engine.ts";
import type { DiffFormat } from "../engine/diff/diff-types.ts";
import type { EngineState, ExportFormat, HistoryState, TableAccess } from "../engine/engine-events.ts";
import type { Announcer } from "./announcer.ts";
import type { CellPosition } from "./cells/row-painter.ts";
import { countText } from "./chrome/status-text.ts";
import type { EngineSession } from "./engine-session.ts";
import type { GridKeyCommand } from "./interaction/keyboard.ts";
import { activityText } from "./transform/describe-steps.ts";

export interface CommandsHost {
  readonly readonly: boolean;
  readonly state: EngineState;
  readonly access: TableAccess;
  save(): Promise<unknown>;
  download(format: ExportFormat): Promise<void>;
  downloadDiff(format: DiffFormat): Promise<void>;
  requestUpdate(): void;
}

export interface CommandsParts {
  readonly session: EngineSession;
  readonly announcer: Announcer;
  readonly report: (error: unknown) => void;
  /** Puts the focus on a row of the view. */
  readonly focusRow: (row: number) => void;
}

/** What changes the table. */
export type ChangeCommand = Exclude<GridKeyCommand, "menu" | "next-change" | "previous-change">;

const STEP_WORDS = {
  undo: { doing: "Undoing", done: "Undone" },
  redo: { doing: "Redoing", done: "Done again" },
} as const;
const NO_HISTORY: HistoryState = { undoLabel: null, redoLabel: null };

/** What a reader asks for, by key, menu or button: done by the engine, and told in words. */
export class TableCommands {
  readonly #host: CommandsHost;
  readonly #parts: CommandsParts;
  #activity: string | null = null;

  constructor(host: CommandsHost, parts: CommandsParts) {
    this.#host = host;
    this.#parts = parts;
  }

  /** Whether the reader may change the table, once there is one. */
  get mayWrite(): boolean {
    return !this.#host.readonly && this.#host.access === "write";
  }

  /** False: whatever would change the table is not offered. */
  get canWrite(): boolean {
    return this.mayWrite && this.#host.state === "ready";
  }

  get history(): HistoryState {
    return this.#parts.session.engine?.history ?? NO_HISTORY;
  }

  /** What the running transform, undo or redo does: `Updating price`. */
  get activity(): string | null {
    return this.#activity;
  }

  readonly save = (): void => this.#run(() => this.#host.save());

  readonly cancel = (): void => this.#parts.session.engine?.cancel();

  readonly undo = (): void => this.#stepAndTell("undo");

  readonly redo = (): void => this.#stepAndTell("redo");

  /** False: there was nothing. */
  async step(direction: "undo" | "redo", options: Abortable = {}): Promise<boolean> {
    const label = this.history[`${direction}Label`];
    const { doing } = STEP_WORDS[direction];
    const activity = label === null ? doing : `${doing} “${label}”`;
    return await this.#during(activity, async () => await this.#parts.session.startToWrite()[direction](options));
  }

  /** False: the command is not to be had now. */
  runKey(name: ChangeCommand, cell: CellPosition | null): boolean {
    if (!this.canWrite || (name === "delete-row" && !cell)) return false;
    if (name === "undo") this.undo();
    else if (name === "redo") this.redo();
    else if (name === "append-row") this.appendRow();
    else if (cell) this.deleteRow(cell.row);
    return true;
  }

  deleteRow(row: number): void {
    if (!this.canWrite) return;
    this.#run(async (engine) => {
      const count = await engine.deleteRows([row]);
      this.#parts.announcer.say(`${countText(count, "row", undefined)} deleted`, { isUndoable: count > 0 });
    });
  }

  /** An empty row, which a view that is sorted or filtered need not show at its end. */
  readonly appendRow = (): void => {
    if (!this.canWrite) return;
    this.#run(async (engine) => {
      await engine.appendRows([{}]);
      this.#parts.announcer.say("1 row added at the end of the table", { isUndoable: true });
      const { sort, filter, search } = engine.data.view;
      if (sort.length === 0 && filter === null && search === "") this.#parts.focusRow(engine.data.rowCount - 1);
    });
  };

  readonly download = (format: ExportFormat): void => this.#run(() => this.#host.download(format));

  readonly downloadDiff = (format: DiffFormat): void => this.#run(() => this.#host.downloadDiff(format));

  readonly transform = async (steps: readonly TransformStep[], options: Abortable = {}): Promise<TransformResult> =>
    await this.#during(
      activityText(steps),
      async () => await this.#parts.session.startToWrite().transform(steps, options),
    );

  /** Also without a label: the change that it is about may be on its way. */
  #stepAndTell(direction: "undo" | "redo"): void {
    if (!this.canWrite) return;
    const label = this.history[`${direction}Label`];
    const { done } = STEP_WORDS[direction];
    this.#run(async () => {
      const isDone = await this.step(direction);
      if (isDone) this.#parts.announcer.say(label === null ? done : `${done}: ${label}`);
    });
  }

  async #during<T>(activity: string, work: () => Promise<T>): Promise<T> {
    this.#activity = activity;
    this.#host.requestUpdate();
    try {
      return await work();
    } finally {
      if (this.#activity === activity) this.#activity = null;
    }
  }

  #run(work: (engine: Engine) => Promise<unknown>): void {
    const { session, report } = this.#parts;
    const { engine } = session;
    if (engine) work(engine).catch(report);
  }
}
