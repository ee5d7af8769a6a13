import { html, type TemplateResult } from "lit";
import type { HistoryState, StorageKind, VersionInfo } from "../../engine/engine-events.ts";
import { CompareFileEvent, CompareRequestEvent } from "../diff/diff-events.ts";
import { CommandEvent } from "./chrome-events.ts";
import { compareIcon } from "./icons.ts";
import type { Menu, MenuEntry } from "./menu.ts";
import { countText } from "./status-text.ts";

export type ListVersions = () => Promise<readonly VersionInfo[]>;

export interface CompareMenuHost extends EventTarget {
  readonly storage: StorageKind;
  readonly history: HistoryState;
  readonly hasTable: boolean;
  readonly isDiffOpen: boolean;
  readonly listVersions: ListVersions;
  readonly acceptedFiles: string;
  openMenu(entries: readonly MenuEntry[], options: Parameters<Menu["show"]>[1]): void;
}

/** The toolbar's button for a comparison: with a version, with the table before its last change, with a file. */
export class CompareMenu {
  readonly #host: CompareMenuHost;
  #button: HTMLElement | null = null;
  #fileInput: HTMLInputElement | null = null;

  constructor(host: CompareMenuHost) {
    this.#host = host;
  }

  render(): TemplateResult {
    const { hasTable, isDiffOpen, acceptedFiles } = this.#host;
    return html`
      <button
        type="button"
        id="compare"
        data-roving
        title="See what changed, and take it back"
        aria-haspopup="menu"
        aria-pressed=${isDiffOpen}
        aria-disabled=${!hasTable}
        @click=${this.#handleClick}
      >
        ${compareIcon}<span class="text">Compare</span>
      </button>
      <input
        type="file"
        id="compare-file"
        hidden
        aria-label="File to compare with"
        accept=${acceptedFiles}
        @change=${this.#handleFile}
      />
    `;
  }

  readonly #handleClick = ({ currentTarget }: MouseEvent): void => {
    if (!this.#host.hasTable || !(currentTarget instanceof HTMLElement)) return;
    this.#button = currentTarget;
    this.#fileInput = currentTarget.parentElement?.querySelector<HTMLInputElement>("#compare-file") ?? null;
    this.#host.openMenu(this.#entries, { label: "Compare with", opener: currentTarget });
  };

  get #entries(): MenuEntry[] {
    const { storage, history, isDiffOpen } = this.#host;
    const compare = (against: "saved" | "before-transform") => () => this.#ask(against);
    const close = {
      label: "Close the comparison",
      run: () => this.#host.dispatchEvent(new CommandEvent("close-diff")),
    };
    const isKept = storage === "opfs";
    return [
      { label: "With the last saved version", isDisabled: !isKept, run: compare("saved") },
      { label: "Before the last transform", isDisabled: history.undoLabel === null, run: compare("before-transform") },
      { label: "With a kept version…", isDisabled: !isKept, run: () => void this.#chooseVersion() },
      { label: "With a file…", run: () => this.#fileInput?.click() },
      ...(isDiffOpen ? (["separator", close] as const) : []),
    ];
  }

  async #chooseVersion(): Promise<void> {
    const opener = this.#button;
    if (!opener) return;
    const entries = await this.#host.listVersions().then(
      (versions) => versions.map((version) => this.#versionEntry(version)),
      (error: unknown) => [disabled(error instanceof Error ? error.message : String(error))],
    );
    const shown = entries.length > 0 ? entries : [disabled("No version is saved yet")];
    this.#host.openMenu(shown, { label: "Compare with the version saved", opener });
  }

  #versionEntry({ version, name, savedAt, rows }: VersionInfo): MenuEntry {
    const time = savedAt.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
    const label = name ?? time;
    return { label, hint: name ? time : countText(rows, "row", undefined), run: () => this.#ask(version) };
  }

  readonly #handleFile = ({ currentTarget }: Event): void => {
    const input = currentTarget as HTMLInputElement;
    const file = input.files?.[0];
    // Without this, the same file picked again would be no change.
    input.value = "";
    if (file) this.#host.dispatchEvent(new CompareFileEvent(file));
  };

  #ask(against: "saved" | "before-transform" | number): void {
    this.#host.dispatchEvent(new CompareRequestEvent(against));
  }
}

function disabled(label: string): MenuEntry {
  return { label, isDisabled: true, run: () => undefined };
}
