import { html, LitElement, nothing } from "lit";
import type { TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { styleMap } from "lit/directives/style-map.js";
import { chromeStyles } from "./chrome-styles.ts";
import { checkIcon } from "./icons.ts";
import { menuStyles } from "./menu-styles.ts";
import { menuPlace, type PlacePx } from "./menu-place.ts";
import { RovingFocusController } from "./roving-focus.ts";
import { tokens } from "./tokens.ts";

export interface MenuItem {
  readonly label: string;
  /** The shortcut, or what the item means. */
  readonly hint?: string;
  readonly icon?: TemplateResult;
  readonly isDisabled?: boolean;
  /** For what is on or off. */
  readonly isChecked?: boolean;
  readonly run: () => void;
}

export type MenuEntry = MenuItem | "separator";

export interface MenuOptions {
  readonly label: string;
  /** Gets the focus back. The menu opens beside it, unless `at` says where. */
  readonly opener: HTMLElement;
  /** In the window. */
  readonly at?: PlacePx;
}

/**
 * A menu above everything, by the ARIA menu pattern: arrow keys, Home, End and first letters move, Enter and Space
 * choose, Escape, Tab, a click elsewhere or a scroll close it.
 */
export class Menu extends LitElement {
  static readonly TAG = "persistent-table-menu";
  static override styles = [tokens, chromeStyles, menuStyles];

  @state() private entries: readonly MenuEntry[] = [];
  @state() private options: MenuOptions | null = null;

  readonly #roving = new RovingFocusController(this, "vertical");
  #open: AbortController | null = null;
  /** The opener whose press has just closed the menu. */
  #closedBy: HTMLElement | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    // Leaves the element's box, which clips what is in it.
    this.popover = "manual";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end();
  }

  get isOpen(): boolean {
    return this.#open !== null;
  }

  show(entries: readonly MenuEntry[], options: MenuOptions): void {
    this.#end();
    this.entries = entries;
    this.options = options;
    this.#open = new AbortController();
    const { signal } = this.#open;
    for (const type of ["wheel", "scroll", "resize", "blur"]) {
      window.addEventListener(type, this.#handleElsewhere, { signal, passive: true });
    }
    window.addEventListener("pointerdown", this.#handlePointerDown, { signal, capture: true });
    void this.updateComplete.then(() => {
      if (!signal.aborted) this.#place(options);
    });
  }

  /** For a button that opens the menu, and closes it when it is pressed again. */
  toggle(entries: readonly MenuEntry[], options: MenuOptions): void {
    const wasOpen = this.#closedBy === options.opener;
    this.#closedBy = null;
    if (this.isOpen || wasOpen) this.close();
    else this.show(entries, options);
  }

  /** Gives the focus back, if it is still in the menu. */
  close(): void {
    const opener = this.options?.opener;
    const hadFocus = this.matches(":focus-within");
    this.#end();
    if (hadFocus) opener?.focus({ preventScroll: true });
  }

  protected override render(): TemplateResult {
    return html`
      <div
        class="menu"
        role="menu"
        aria-label=${this.options?.label ?? nothing}
        @keydown=${this.#handleKeydown}
        @focusin=${this.#roving.handleFocusIn}
        @focusout=${this.#handleFocusOut}
        @contextmenu=${(event: Event) => event.preventDefault()}
      >
        ${this.entries.map((entry) => (entry === "separator" ? html`<hr role="separator" />` : this.#renderItem(entry)))}
      </div>
    `;
  }

  #renderItem(item: MenuItem): TemplateResult {
    return html`
      <button
        type="button"
        role=${item.isChecked === undefined ? "menuitem" : "menuitemcheckbox"}
        aria-checked=${item.isChecked ?? nothing}
        data-roving
        aria-disabled=${item.isDisabled === true}
        @click=${() => this.#choose(item)}
        @pointermove=${({ currentTarget }: Event) => (currentTarget as HTMLElement).focus({ preventScroll: true })}
      >
        <span class="icon">${item.isChecked === undefined ? item.icon : this.#renderCheck(item.isChecked)}</span
        ><span class="name">${item.label}</span
        >${item.hint === undefined ? nothing : html`<span class="hint">${item.hint}</span>`}
      </button>
    `;
  }

  #renderCheck(isChecked: boolean): TemplateResult {
    return html`<span style=${styleMap({ visibility: isChecked ? "visible" : "hidden" })}>${checkIcon}</span>`;
  }

  #place({ opener, at }: MenuOptions): void {
    this.showPopover();
    const { width, height } = this.getBoundingClientRect();
    const isRtl = getComputedStyle(opener).direction === "rtl";
    const windowPx = { width: window.innerWidth, height: window.innerHeight };
    const { left, top } = menuPlace({ width, height }, at ?? opener.getBoundingClientRect(), { isRtl, windowPx });
    this.style.left = `${left}px`;
    this.style.top = `${top}px`;
    this.#roving.items[0]?.focus({ preventScroll: true });
  }

  #choose(item: MenuItem): void {
    if (item.isDisabled === true) return;
    this.close();
    item.run();
  }

  readonly #handleKeydown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      this.close();
      return;
    }
    this.#roving.handleKeydown(event);
    const isLetter = [...event.key].length === 1 && event.key !== " ";
    if (isLetter && !event.ctrlKey && !event.metaKey && !event.altKey) this.#moveTo(event.key);
  };

  /** The next item whose label begins with `letter`. */
  #moveTo(letter: string): void {
    const { items } = this.#roving;
    const at = items.findIndex((item) => item === this.renderRoot.querySelector(":focus"));
    const begins = (item: HTMLElement): boolean =>
      item.querySelector(".name")?.textContent.toLowerCase().startsWith(letter.toLowerCase()) === true;
    [...items.slice(at + 1), ...items.slice(0, at + 1)].find(begins)?.focus();
  }

  readonly #handleFocusOut = ({ relatedTarget }: FocusEvent): void => {
    const isInside = relatedTarget instanceof Node && this.renderRoot.contains(relatedTarget);
    if (this.isOpen && !isInside) this.#end();
  };

  readonly #handlePointerDown = (event: PointerEvent): void => {
    const path = event.composedPath();
    if (path.includes(this)) return;
    const opener = this.options?.opener;
    this.#closedBy = opener && path.includes(opener) ? opener : null;
    this.#end();
  };

  readonly #handleElsewhere = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.close();
  };

  #end(): void {
    if (!this.#open) return;
    this.#open.abort();
    this.#open = null;
    if (this.matches(":popover-open")) this.hidePopover();
  }
}

if (!customElements.get(Menu.TAG)) customElements.define(Menu.TAG, Menu);

declare global {
  interface HTMLElementTagNameMap {
    "persistent-table-menu": Menu;
  }
}
