import { html, nothing, type TemplateResult } from "lit";
import type { ChromeCommand } from "../chrome/chrome-events.ts";
import type { EngineSession } from "../engine-session.ts";
import type { TableCommands } from "../table-commands.ts";
import type { VersionCommands } from "./version-commands.ts";
import "./versions-panel.ts";

export interface VersionsChromeHost {
  readonly controls: boolean;
  readonly renderRoot: ParentNode;
  readonly updateComplete: Promise<unknown>;
  requestUpdate(): void;
}

export interface VersionsChromeParts {
  readonly session: EngineSession;
  readonly commands: Pick<TableCommands, "mayWrite">;
  readonly versions: VersionCommands;
}

const TAG = "persistent-table-versions-panel";

/** The panel of stored versions beside the grid. */
export class VersionsChrome {
  readonly #host: VersionsChromeHost;
  readonly #parts: VersionsChromeParts;
  #isOpen = false;

  constructor(host: VersionsChromeHost, parts: VersionsChromeParts) {
    this.#host = host;
    this.#parts = parts;
  }

  get isOpen(): boolean {
    return this.#isOpen && this.#host.controls && this.#parts.session.engine !== null;
  }

  render(command: (command: ChromeCommand) => void): TemplateResult | typeof nothing {
    const { session, commands, versions } = this.#parts;
    if (!this.isOpen) return nothing;
    return html`<persistent-table-versions-panel
      class="side"
      part="panel"
      .engine=${session.engine}
      .actions=${versions}
      .canWrite=${commands.mayWrite}
      @pt-command=${(event: CustomEvent<ChromeCommand>) => command(event.detail)}
    ></persistent-table-versions-panel>`;
  }

  /** The focus goes with the panel. */
  async toggle(): Promise<void> {
    const hadFocus = this.#panel?.matches(":focus-within") === true;
    this.#isOpen = !this.isOpen;
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    if (this.isOpen) {
      await this.#panel?.updateComplete;
      this.#panel?.focus();
    } else if (hadFocus) this.#host.renderRoot.querySelector("persistent-table-toolbar")?.focusVersions();
  }

  /** Another panel takes its place. */
  close(): void {
    this.#isOpen = false;
  }

  get #panel(): HTMLElementTagNameMap[typeof TAG] | null {
    return this.#host.renderRoot.querySelector(TAG);
  }
}
