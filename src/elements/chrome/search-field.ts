import { html, type TemplateResult } from "lit";
import type { ViewModel } from "../../engine/models.ts";
import { SearchRequestEvent } from "./chrome-events.ts";
import { searchIcon } from "./icons.ts";

const DELAY_MS = 150;

/** The toolbar's quick search: asks for what is typed when the reader pauses, at once on Enter or when it is emptied. */
export class SearchField {
  readonly #host: EventTarget & { readonly view: ViewModel };
  readonly #input: () => HTMLInputElement;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: EventTarget & { readonly view: ViewModel }, input: () => HTMLInputElement) {
    this.#host = host;
    this.#input = input;
  }

  render(): TemplateResult {
    return html`
      <label class="search">
        ${searchIcon}<span class="visually-hidden">Search all columns</span>
        <input
          type="search"
          placeholder="Search"
          autocomplete="off"
          spellcheck="false"
          enterkeyhint="search"
          @input=${this.#handleInput}
          @keydown=${this.#handleKeydown}
        />
      </label>
    `;
  }

  /** The view is another: what was typed in the meantime is newer. */
  show(): void {
    if (this.#timer === undefined) this.#input().value = this.#host.view.search;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  readonly #handleInput = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#request, this.#input().value === "" ? 0 : DELAY_MS);
  };

  readonly #handleKeydown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const input = this.#input();
    if (event.key === "Enter") this.#request();
    if (event.key !== "Escape" || input.value === "") return;
    event.preventDefault();
    event.stopPropagation();
    input.value = "";
    this.#request();
  };

  readonly #request = (): void => {
    this.stop();
    const search = this.#input().value;
    if (search !== this.#host.view.search) this.#host.dispatchEvent(new SearchRequestEvent(search));
  };
}
