import { html, LitElement, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import { property, query } from "lit/decorators.js";
import type { ExportFormat, HistoryState, SaveState, StorageKind, TableAccess } from "../../engine/engine-events.ts";
import { NATURAL_VIEW } from "../../engine/models.ts";
import type { ViewModel } from "../../engine/models.ts";
import { renderChips } from "./chips-template.ts";
import { CommandEvent, DownloadRequestEvent, OpenFileEvent, type ChromeCommand } from "./chrome-events.ts";
import { chromeStyles } from "./chrome-styles.ts";
import { CompareMenu, type ListVersions } from "./compare-menu.ts";
import { downloadIcon, openIcon, redoIcon, saveIcon, transformIcon, undoIcon, versionsIcon } from "./icons.ts";
import { Menu, type MenuEntry, type MenuOptions } from "./menu.ts";
import { RovingFocusController } from "./roving-focus.ts";
import { SearchField } from "./search-field.ts";
import { shortcutText } from "./shortcuts.ts";
import { isNotStored } from "./status.ts";
import { tokens } from "./tokens.ts";
import { toolbarStyles } from "./toolbar-styles.ts";
import type { ColumnLabels } from "./view-chips.ts";

const ACCEPTED_FILES = ".csv,.tsv,.tab,.txt,.json,.ndjson,.jsonl,.parquet,.arrow,.arrows,.feather,.ipc,.gz";
const LOCKED = "Editing is off: another tab or window has this table open";
const SAVABLE: readonly SaveState[] = ["safe", "dirty", "failed"];

const DOWNLOADS: readonly { readonly format: ExportFormat; readonly label: string; readonly hint: string }[] = [
  { format: "csv", label: "CSV", hint: "for spreadsheets" },
  { format: "json", label: "JSON", hint: "array of objects" },
  { format: "ndjson", label: "NDJSON", hint: "an object a line" },
  { format: "parquet", label: "Parquet", hint: "small, with types" },
  { format: "arrow", label: "Arrow", hint: "fast, with types" },
];

/**
 * Open, save, undo, transform and download, the sort keys and filters of the view as chips, and the quick search. Asks
 * by the events of `chrome-events.ts`; shows what its properties say.
 */
export class Toolbar extends LitElement {
  static override styles = [tokens, chromeStyles, toolbarStyles];

  /** The view that is wanted, also while it is computed. */
  @property({ attribute: false }) view: ViewModel = NATURAL_VIEW;
  @property({ attribute: false }) labels: ColumnLabels = new Map();
  @property({ attribute: false }) saveState: SaveState = "clean";
  @property({ attribute: false }) storage: StorageKind = "memory";
  /** Whether any version is stored; null: not known. */
  @property({ attribute: false }) hasVersions: boolean | null = null;
  /** `read`: another tab has the table, so that nothing here may change it. */
  @property({ attribute: false }) access: TableAccess = "write";
  @property({ attribute: false }) history: HistoryState = { undoLabel: null, redoLabel: null };
  @property({ type: Boolean }) readonly = false;
  /** There is a table to work on. */
  @property({ attribute: false }) hasTable = false;
  @property({ attribute: false }) isTransformOpen = false;
  @property({ attribute: false }) isDiffOpen = false;
  @property({ attribute: false }) isVersionsOpen = false;
  /** The saved versions that are kept, to compare with. */
  @property({ attribute: false }) listVersions: ListVersions = () => Promise.resolve([]);

  @query("#file") private readonly fileInput!: HTMLInputElement;
  @query("input[type=search]") private readonly searchInput!: HTMLInputElement;
  @query("#transform") private readonly transformButton!: HTMLElement | null;
  @query("#compare") private readonly compareButton!: HTMLElement | null;
  @query("#versions") private readonly versionsButton!: HTMLElement | null;
  @query(Menu.TAG) private readonly menu!: Menu;

  readonly acceptedFiles = ACCEPTED_FILES;
  readonly #compare = new CompareMenu(this);
  readonly #search = new SearchField(this, () => this.searchInput);
  readonly #roving = new RovingFocusController(this);

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#search.stop();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("view")) this.#search.show();
  }

  /** Puts the cursor into the quick search. */
  focusSearch(): void {
    this.searchInput.focus();
    this.searchInput.select();
  }

  /** Puts the focus back to where the transform panel was opened. */
  focusTransform(): void {
    this.transformButton?.focus();
  }

  focusCompare(): void {
    this.compareButton?.focus();
  }

  focusVersions(): void {
    this.versionsButton?.focus();
  }

  openMenu(entries: readonly MenuEntry[], options: MenuOptions): void {
    this.menu.toggle(entries, options);
  }

  protected override render(): TemplateResult {
    return html`
      <div
        class="bar"
        role="toolbar"
        aria-label="Table"
        @keydown=${this.#roving.handleKeydown}
        @focusin=${this.#roving.handleFocusIn}
      >
        <div class="group">${this.readonly ? nothing : this.#renderOpen()} ${this.#renderSave()}</div>
        ${this.readonly ? nothing : this.#renderHistory()}
        <div class="group">
          ${this.readonly ? nothing : this.#renderTransform()} ${this.#compare.render()} ${this.#renderVersions()}
          ${this.#renderDownload()}
        </div>
        ${renderChips(this, (request) => this.dispatchEvent(request))} ${this.#search.render()}
      </div>
      <persistent-table-menu></persistent-table-menu>
    `;
  }

  #renderOpen(): TemplateResult {
    const title = this.#isLocked ? LOCKED : "Open a CSV, JSON, Parquet or Arrow file";
    return html`
      <button type="button" data-roving title=${title} aria-disabled=${this.#isLocked} @click=${this.#handleOpen}>
        ${openIcon}<span class="text">Open</span>
      </button>
      <input
        type="file"
        id="file"
        hidden
        aria-label="File to open"
        accept=${ACCEPTED_FILES}
        @change=${this.#handleFile}
      />
    `;
  }

  #renderSave(): TemplateResult {
    return html`
      <button
        type="button"
        data-roving
        title=${this.#saveTitle}
        aria-disabled=${!this.#canSave}
        @click=${this.#handleSave}
      >
        ${saveIcon}<span class="text">Save</span>
      </button>
    `;
  }

  get #isLocked(): boolean {
    return this.access === "read";
  }

  get #saveTitle(): string {
    if (this.#isLocked) return LOCKED;
    if (this.storage === "memory") return "This table is kept in memory only";
    if (this.saveState === "safe") return "Save a version of the table now";
    return this.#canSave ? "Save now" : "All is saved";
  }

  #renderHistory(): TemplateResult {
    const { undoLabel, redoLabel } = this.history;
    return html`
      <div class="group">
        ${this.#renderStep("undo", undoIcon, "Undo", undoLabel)}
        ${this.#renderStep("redo", redoIcon, "Redo", redoLabel)}
      </div>
    `;
  }

  #renderStep(command: "undo" | "redo", icon: TemplateResult, word: string, label: string | null): TemplateResult {
    const isOff = label === null || this.#isLocked;
    const doing = label === null ? `Nothing to ${command}` : `${word} ${label} (${shortcutText(command)})`;
    const title = this.#isLocked ? `${word}: ${LOCKED}` : doing;
    return html`
      <button
        type="button"
        data-roving
        title=${title}
        aria-label=${title}
        aria-disabled=${isOff}
        @click=${() => !isOff && this.#ask(command)}
      >
        ${icon}
      </button>
    `;
  }

  #renderTransform(): TemplateResult {
    const isOff = !this.hasTable || this.#isLocked;
    return html`
      <button
        type="button"
        id="transform"
        data-roving
        title=${this.#isLocked ? LOCKED : "Change a whole column, or many rows at once"}
        aria-expanded=${this.isTransformOpen}
        aria-disabled=${isOff}
        @click=${() => !isOff && this.#ask("toggle-transform")}
      >
        ${transformIcon}<span class="text">Transform</span>
      </button>
    `;
  }

  #renderVersions(): TemplateResult {
    return html`
      <button
        type="button"
        id="versions"
        data-roving
        title="Saved versions: name, compare and restore them"
        aria-expanded=${this.isVersionsOpen}
        @click=${() => this.#ask("toggle-versions")}
      >
        ${versionsIcon}<span class="text">Versions</span>
      </button>
    `;
  }

  #renderDownload(): TemplateResult {
    return html`
      <button
        type="button"
        data-roving
        title="Download the rows of the view"
        aria-haspopup="menu"
        aria-disabled=${!this.hasTable}
        @click=${this.#handleDownload}
      >
        ${downloadIcon}<span class="text">Download</span>
      </button>
    `;
  }

  readonly #handleDownload = (event: MouseEvent): void => {
    if (!this.hasTable || !(event.currentTarget instanceof HTMLElement)) return;
    const entries = DOWNLOADS.map(({ format, label, hint }) => {
      return { label, hint, run: () => void this.dispatchEvent(new DownloadRequestEvent(format)) };
    });
    this.menu.toggle(entries, { label: "Download as", opener: event.currentTarget });
  };

  #ask(command: ChromeCommand): void {
    this.dispatchEvent(new CommandEvent(command));
  }

  get #canSave(): boolean {
    const isSavable = SAVABLE.includes(this.saveState) || (this.hasTable && isNotStored(this));
    return this.storage === "opfs" && !this.#isLocked && isSavable;
  }

  readonly #handleOpen = (): void => {
    if (!this.#isLocked) this.fileInput.click();
  };

  readonly #handleFile = (): void => {
    const file = this.fileInput.files?.[0];
    // Without this, the same file picked again would be no change.
    this.fileInput.value = "";
    if (file) this.dispatchEvent(new OpenFileEvent(file));
  };

  readonly #handleSave = (): void => {
    if (this.#canSave) this.#ask("save");
  };
}

const TAG = "persistent-table-toolbar";
if (!customElements.get(TAG)) customElements.define(TAG, Toolbar);

declare global {
  interface HTMLElementTagNameMap {
    "persistent-table-toolbar": Toolbar;
  }
}
