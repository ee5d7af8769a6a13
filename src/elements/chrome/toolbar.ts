import { html, LitElement, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import { property, query } from "lit/decorators.js";
import type { SaveState, StorageKind } from "../../engine/engine-events.ts";
import { NATURAL_VIEW } from "../../engine/models.ts";
import type { SortKey, ViewModel } from "../../engine/models.ts";
import {
  FilterRequestEvent,
  OpenFileEvent,
  SaveRequestEvent,
  SearchRequestEvent,
  SortRequestEvent,
} from "./chrome-events.ts";
import { chromeStyles } from "./chrome-styles.ts";
import { ascendingIcon, closeIcon, descendingIcon, filterIcon, openIcon, saveIcon, searchIcon } from "./icons.ts";
import { RovingFocusController } from "./roving-focus.ts";
import { tokens } from "./tokens.ts";
import { toolbarStyles } from "./toolbar-styles.ts";
import {
  describeFilter,
  filterParts,
  labelOf,
  withFlippedSortKey,
  withoutFilterPart,
  withoutSortKey,
} from "./view-chips.ts";
import type { ColumnLabels } from "./view-chips.ts";

const ACCEPTED_FILES = ".csv,.tsv,.tab,.txt,.json,.ndjson,.jsonl,.parquet,.arrow,.arrows,.feather,.ipc,.gz";
const SEARCH_DELAY_MS = 150;

/**
 * Open, save, the sort keys and filters of the view as chips, and the quick search. Asks by the events of
 * `chrome-events.ts`; shows what its properties say.
 */
export class Toolbar extends LitElement {
  static override styles = [tokens, chromeStyles, toolbarStyles];

  /** The view that is wanted, also while it is computed. */
  @property({ attribute: false }) view: ViewModel = NATURAL_VIEW;
  @property({ attribute: false }) labels: ColumnLabels = new Map();
  @property({ attribute: false }) saveState: SaveState = "clean";
  @property({ attribute: false }) storage: StorageKind = "memory";
  @property({ type: Boolean }) readonly = false;

  @query("input[type=file]") private readonly fileInput!: HTMLInputElement;
  @query("input[type=search]") private readonly searchInput!: HTMLInputElement;

  readonly #roving = new RovingFocusController(this);
  #searchTimer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#clearSearchTimer();
  }

  protected override updated(changed: PropertyValues<this>): void {
    // What was typed in the meantime is newer than the view.
    if (changed.has("view") && this.#searchTimer === undefined) this.searchInput.value = this.view.search;
  }

  /** Puts the cursor into the quick search. */
  focusSearch(): void {
    this.searchInput.focus();
    this.searchInput.select();
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
        ${this.#renderChips()} ${this.#renderSearch()}
      </div>
    `;
  }

  #renderOpen(): TemplateResult {
    return html`
      <button type="button" data-roving title="Open a CSV, JSON, Parquet or Arrow file" @click=${this.#handleOpen}>
        ${openIcon}<span class="text">Open</span>
      </button>
      <input type="file" hidden aria-label="File to open" accept=${ACCEPTED_FILES} @change=${this.#handleFile} />
    `;
  }

  #renderSave(): TemplateResult {
    const isOff = !this.#canSave;
    const title = this.storage === "memory" ? "This table is kept in memory only" : isOff ? "All is saved" : "Save now";
    return html`
      <button type="button" data-roving title=${title} aria-disabled=${isOff} @click=${this.#handleSave}>
        ${saveIcon}<span class="text">Save</span>
      </button>
    `;
  }

  get #canSave(): boolean {
    return this.storage === "opfs" && (this.saveState === "dirty" || this.saveState === "failed");
  }

  #renderChips(): TemplateResult | typeof nothing {
    const { sort, filter } = this.view;
    const parts = filterParts(filter);
    if (sort.length + parts.length === 0) return nothing;
    return html`
      <div class="chips" role="group" aria-label="Sort and filter">
        ${sort.map((key, index) => this.#renderSortChip(key, index))}
        ${parts.map((part, index) => this.#renderFilterChip(describeFilter(part, this.labels), index))}
      </div>
    `;
  }

  #renderSortChip(key: SortKey, index: number): TemplateResult {
    const label = labelOf(key.column, this.labels);
    const isAscending = key.direction === "asc";
    const order = isAscending ? "ascending" : "descending";
    return html`
      <span class="chip">
        <button
          type="button"
          data-roving
          class="label"
          aria-label="Sorted by ${label}, ${order}. Reverse the order"
          @click=${() => this.dispatchEvent(new SortRequestEvent(withFlippedSortKey(this.view.sort, index)))}
        >
          ${isAscending ? ascendingIcon : descendingIcon}<span class="name">${label}</span>
        </button>
        ${this.#renderRemove(`Do not sort by ${label}`, () => {
          this.dispatchEvent(new SortRequestEvent(withoutSortKey(this.view.sort, index)));
        })}
      </span>
    `;
  }

  #renderFilterChip(text: string, index: number): TemplateResult {
    return html`
      <span class="chip">
        <span class="label" title=${text}>${filterIcon}<span class="name">${text}</span></span>
        ${this.#renderRemove(`Remove the filter ${text}`, () => {
          this.dispatchEvent(new FilterRequestEvent(withoutFilterPart(this.view.filter, index)));
        })}
      </span>
    `;
  }

  #renderRemove(label: string, remove: () => void): TemplateResult {
    return html`
      <button type="button" data-roving class="bare" aria-label=${label} title=${label} @click=${remove}>
        ${closeIcon}
      </button>
    `;
  }

  #renderSearch(): TemplateResult {
    return html`
      <label class="search">
        ${searchIcon}<span class="visually-hidden">Search all columns</span>
        <input
          type="search"
          placeholder="Search"
          autocomplete="off"
          spellcheck="false"
          enterkeyhint="search"
          @input=${this.#handleSearchInput}
          @keydown=${this.#handleSearchKeydown}
        />
      </label>
    `;
  }

  readonly #handleOpen = (): void => this.fileInput.click();

  readonly #handleFile = (): void => {
    const file = this.fileInput.files?.[0];
    // Without this, the same file picked again would be no change.
    this.fileInput.value = "";
    if (file) this.dispatchEvent(new OpenFileEvent(file));
  };

  readonly #handleSave = (): void => {
    if (this.#canSave) this.dispatchEvent(new SaveRequestEvent());
  };

  readonly #handleSearchInput = (): void => {
    clearTimeout(this.#searchTimer);
    this.#searchTimer = setTimeout(this.#requestSearch, this.searchInput.value === "" ? 0 : SEARCH_DELAY_MS);
  };

  readonly #handleSearchKeydown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === "Enter") this.#requestSearch();
    if (event.key !== "Escape" || this.searchInput.value === "") return;
    event.preventDefault();
    event.stopPropagation();
    this.searchInput.value = "";
    this.#requestSearch();
  };

  #clearSearchTimer(): void {
    clearTimeout(this.#searchTimer);
    this.#searchTimer = undefined;
  }

  readonly #requestSearch = (): void => {
    this.#clearSearchTimer();
    const search = this.searchInput.value;
    if (search !== this.view.search) this.dispatchEvent(new SearchRequestEvent(search));
  };
}

const TAG = "persistent-table-toolbar";
if (!customElements.get(TAG)) customElements.define(TAG, Toolbar);

declare global {
  interface HTMLElementTagNameMap {
    "persistent-table-toolbar": Toolbar;
  }
}
