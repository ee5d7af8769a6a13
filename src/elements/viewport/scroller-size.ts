export interface ScrollerSizeOptions {
  readonly onHeight: () => void;
  readonly onWidth: () => void;
}

/** What is seen between header and lower edge. Kept, because to ask the DOM after a write makes it lay out. */
export class ScrollerSize {
  #widthPx = 0;
  #heightPx = 0;
  readonly #options: ScrollerSizeOptions;
  readonly #resizes = new ResizeObserver(() => this.#measure());
  #elements: { readonly scroller: HTMLElement; readonly header: HTMLElement } | null = null;

  constructor(options: ScrollerSizeOptions) {
    this.#options = options;
  }

  get widthPx(): number {
    return this.#widthPx;
  }

  /** Without the header. */
  get heightPx(): number {
    return this.#heightPx;
  }

  connect(elements: { readonly scroller: HTMLElement; readonly header: HTMLElement }): void {
    this.#elements = elements;
    this.#resizes.observe(elements.scroller);
    this.#resizes.observe(elements.header);
    this.#measure();
  }

  disconnect(): void {
    this.#resizes.disconnect();
  }

  #measure(): void {
    const { scroller, header } = this.#elements ?? {};
    const heightPx = Math.max(0, (scroller?.clientHeight ?? 0) - (header?.offsetHeight ?? 0));
    const widthPx = scroller?.clientWidth ?? 0;
    const isHigher = heightPx !== this.#heightPx;
    const isWider = widthPx !== this.#widthPx;
    this.#heightPx = heightPx;
    this.#widthPx = widthPx;
    if (isHigher) this.#options.onHeight();
    if (isWider) this.#options.onWidth();
  }
}
