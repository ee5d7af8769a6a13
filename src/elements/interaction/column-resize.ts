export interface ColumnResizeOptions {
  /** Called while the edge is dragged. */
  onWidth(columnId: number, widthPx: number): void;
  onEnd(): void;
}

/** Drags the edge between two header cells. One move a frame is passed on. */
export class ColumnResize {
  readonly #options: ColumnResizeOptions;
  #drag: { columnId: number; startX: number; startWidthPx: number; direction: 1 | -1 } | null = null;
  #frame = 0;

  constructor(options: ColumnResizeOptions) {
    this.#options = options;
  }

  /** The column whose edge is held. */
  get activeColumnId(): number | null {
    return this.#drag?.columnId ?? null;
  }

  start(event: PointerEvent, columnId: number, startWidthPx: number): void {
    if (event.button !== 0 || !(event.currentTarget instanceof HTMLElement)) return;
    event.preventDefault();
    event.stopPropagation();
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const isRtl = getComputedStyle(handle).direction === "rtl";
    this.#drag = { columnId, startX: event.clientX, startWidthPx, direction: isRtl ? -1 : 1 };
    handle.addEventListener("pointermove", this.#handleMove);
    handle.addEventListener("lostpointercapture", this.#handleEnd, { once: true });
  }

  readonly #handleMove = (event: PointerEvent): void => {
    const { clientX } = event;
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      const drag = this.#drag;
      if (!drag) return;
      this.#options.onWidth(drag.columnId, drag.startWidthPx + (clientX - drag.startX) * drag.direction);
    });
  };

  readonly #handleEnd = (event: Event): void => {
    event.currentTarget?.removeEventListener("pointermove", this.#handleMove as EventListener);
    this.#drag = null;
    this.#options.onEnd();
  };
}
