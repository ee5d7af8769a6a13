import { nothing, type TemplateResult } from "lit";
import type { DiffBase } from "../../engine/diff/diff-types.ts";
import type { EngineSession } from "../engine-session.ts";
import type { ColumnArrangement } from "../header/column-arrangement.ts";
import type { TableCommands } from "../table-commands.ts";
import type { TableDiff } from "../table-diff.ts";
import type { GridViewport } from "../viewport/grid-viewport.ts";
import { renderDiffBar, renderKeyPanel, renderOverview, type DiffActions } from "./diff-template.ts";

export interface DiffChromeHost {
  readonly controls: boolean;
  readonly scroller: HTMLElement | null;
  readonly renderRoot: ParentNode;
  readonly updateComplete: Promise<unknown>;
  requestUpdate(): void;
}

export interface DiffChromeParts {
  readonly session: EngineSession;
  readonly viewport: GridViewport;
  readonly arrangement: ColumnArrangement;
  readonly commands: TableCommands;
  readonly comparison: TableDiff;
}

/** What an open comparison puts around the grid: its bar and overview, and the question for key columns before it. */
export class DiffChrome {
  readonly #host: DiffChromeHost;
  readonly #parts: DiffChromeParts;
  #file: File | null = null;

  constructor(host: DiffChromeHost, parts: DiffChromeParts) {
    this.#host = host;
    this.#parts = parts;
  }

  renderBar(actions: DiffActions): TemplateResult | typeof nothing {
    const { comparison, arrangement, commands } = this.#parts;
    const diff = comparison.data;
    if (!diff || !this.#host.controls) return nothing;
    const hasOnlyChanges = comparison.isOfVersions;
    return renderDiffBar(
      {
        diff,
        labels: arrangement.labels,
        target: this.#target,
        canRevert: commands.canWrite && !hasOnlyChanges,
        hasOnlyChanges,
      },
      actions,
    );
  }

  /** Also without `controls`. */
  renderOverview(): TemplateResult | typeof nothing {
    const diff = this.#parts.comparison.data;
    const { data } = this.#parts.viewport;
    return diff && data ? renderOverview(diff, data, this.#reveal) : nothing;
  }

  renderKeyPanel(actions: DiffActions): TemplateResult | typeof nothing {
    const { session, arrangement } = this.#parts;
    if (!this.#file || !session.engine || !this.#host.controls) return nothing;
    const { columns } = session.engine.data;
    return renderKeyPanel({ file: this.#file, columns, labels: arrangement.labels }, actions);
  }

  get isKeyPanelOpen(): boolean {
    return this.#file !== null;
  }

  readonly askKeys = async (file: File): Promise<void> => {
    this.#file = file;
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    const panel = this.#host.renderRoot.querySelector("persistent-table-diff-keys");
    await panel?.updateComplete;
    panel?.focus();
  };

  async closeKeys(): Promise<void> {
    await this.#keepFocus("persistent-table-diff-keys", () => (this.#file = null));
  }

  readonly compare = (against: DiffBase): void => {
    void this.closeKeys();
    this.#parts.comparison.compare(against);
  };

  async close(): Promise<void> {
    await this.#keepFocus("persistent-table-diff-bar", this.#parts.comparison.close);
  }

  /** Escape that nobody took for itself. True: it was in the bar of a comparison, where nothing is to be stopped. */
  handleEscape(path: readonly EventTarget[]): boolean {
    const bar = this.#host.renderRoot.querySelector("persistent-table-diff-bar");
    if (!bar || !path.includes(bar) || this.#parts.session.isWorking) return false;
    void this.close();
    return true;
  }

  /** Goes to the button that opened what goes away. */
  async #keepFocus(tag: keyof HTMLElementTagNameMap, change: () => unknown): Promise<void> {
    const hadFocus = this.#host.renderRoot.querySelector(tag)?.matches(":focus-within") === true;
    change();
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    if (hadFocus) this.#host.renderRoot.querySelector("persistent-table-toolbar")?.focusCompare();
  }

  readonly #target = () => this.#parts.comparison.target();

  readonly #reveal = (row: number): void => this.#parts.viewport.reveal(row, "center");
}
