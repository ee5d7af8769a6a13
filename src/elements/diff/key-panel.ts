import { html, LitElement, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { Column } from "../../engine/schema.ts";
import { CommandEvent } from "../chrome/chrome-events.ts";
import { chromeStyles } from "../chrome/chrome-styles.ts";
import { closeIcon } from "../chrome/icons.ts";
import { tokens } from "../chrome/tokens.ts";
import { labelOf, type ColumnLabels } from "../chrome/view-chips.ts";
import { panelStyles } from "../transform/panel-styles.ts";
import { CompareRequestEvent } from "./diff-events.ts";
import { guessKeys } from "./guess-keys.ts";

/** Asks for the columns by which the rows of a file are told to be rows of the table. */
export class DiffKeyPanel extends LitElement {
  static readonly TAG = "persistent-table-diff-keys";
  static override styles = [tokens, chromeStyles, panelStyles];

  @property({ attribute: false }) file: File | null = null;
  @property({ attribute: false }) columns: readonly Column[] = [];
  @property({ attribute: false }) labels: ColumnLabels = new Map();

  @state() private keys: ReadonlySet<string> = new Set();
  @query("input") private readonly firstInput!: HTMLInputElement | null;

  override focus(options?: FocusOptions): void {
    this.firstInput?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("file")) this.keys = new Set(guessKeys(this.columns));
  }

  protected override render(): TemplateResult {
    return html`
      <section role="dialog" aria-labelledby="title" @keydown=${this.#handleKeydown}>
        <form @submit=${this.#handleSubmit}>
          <header>
            <h2 id="title">Compare with ${this.file?.name ?? "a file"}</h2>
            <button type="button" class="bare" aria-label="Close" title="Close (Esc)" @click=${this.#close}>
              ${closeIcon}
            </button>
          </header>
          <div class="content">
            <fieldset aria-describedby="hint">
              <legend class="visually-hidden">Key columns</legend>
              <p id="hint" class="hint">
                Rows belong together when they have the same values in these columns. Choose what is different in every
                row, like a number or a code.
              </p>
              ${this.columns.map((column) => this.#renderColumn(column))}
            </fieldset>
          </div>
          <footer>
            <p class="outcome">${this.keys.size === 0 ? "Choose at least one column" : nothing}</p>
            <button type="submit" class="primary" aria-disabled=${this.keys.size === 0}>Compare</button>
          </footer>
        </form>
      </section>
    `;
  }

  #renderColumn({ name }: Column): TemplateResult {
    return html`<label class="check">
      <input
        type="checkbox"
        .checked=${this.keys.has(name)}
        @change=${({ target }: Event) => this.#choose(name, (target as HTMLInputElement).checked)}
      />
      ${labelOf(name, this.labels)}
    </label>`;
  }

  #choose(name: string, isKey: boolean): void {
    const others = [...this.keys].filter((key) => key !== name);
    this.keys = new Set(isKey ? [...others, name] : others);
  }

  readonly #handleKeydown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    this.#close();
  };

  readonly #handleSubmit = (event: Event): void => {
    event.preventDefault();
    // In the order of the table, whatever was chosen first.
    const keys = this.columns.map(({ name }) => name).filter((name) => this.keys.has(name));
    if (this.file && keys.length > 0) this.dispatchEvent(new CompareRequestEvent({ file: this.file, keys }));
  };

  readonly #close = (): void => {
    this.dispatchEvent(new CommandEvent("close-keys"));
  };
}

if (!customElements.get(DiffKeyPanel.TAG)) customElements.define(DiffKeyPanel.TAG, DiffKeyPanel);

declare global {
  interface HTMLElementTagNameMap {
    "persistent-table-diff-keys": DiffKeyPanel;
  }
}
