import { css, html, LitElement } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import { property, query } from "lit/decorators.js";
import type { DiffData, DiffKind } from "../../engine/diff/diff-types.ts";
import type { GridData } from "../../engine/rows/grid-data.ts";
import { tokens } from "../chrome/tokens.ts";
import { SpacedUpdates } from "../spaced-updates.ts";
import { DIFF_KINDS } from "./diff-arguments.ts";
import { BUCKET_HEIGHT_PX, overviewBands, rowAt } from "./overview-bands.ts";

const SNAP_PX = 4;

/** Beside the scroll bar, where in the table the changes are. For the eye and the pointer alone: F7 does it for others. */
export class OverviewStrip extends LitElement {
  static readonly TAG = "persistent-table-diff-overview";
  static override styles = [
    tokens,
    css`
      :host {
        display: block;
        overflow: hidden;
        background: var(--_chrome);
        cursor: default;
      }

      canvas {
        display: block;
        inline-size: 100%;
        block-size: 100%;
      }

      /* Their colours are read for the canvas, and their transitions tell of another theme. */
      i {
        position: absolute;
        visibility: hidden;
        transition: color 1ms;
      }

      .added {
        color: var(--_added);
      }

      .removed {
        color: var(--_removed);
      }

      .changed {
        color: var(--_changed);
      }
    `,
  ];

  @property({ attribute: false }) diff: DiffData | null = null;
  @property({ attribute: false }) data: GridData | null = null;
  @property({ attribute: false }) reveal: (row: number) => void = () => undefined;

  @query("canvas") private readonly canvas!: HTMLCanvasElement;
  readonly #updates = new SpacedUpdates(this);
  #colors: Record<DiffKind, string> | null = null;
  readonly #resizes = new ResizeObserver(() => this.requestUpdate());
  #unsubscribe: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute("aria-hidden", "true");
    this.#colors = null;
    this.#resizes.observe(this);
    this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resizes.disconnect();
    for (const stop of this.#unsubscribe) stop();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("diff") || changed.has("data")) this.#follow();
  }

  #follow(): void {
    for (const stop of this.#unsubscribe) stop();
    const { diff, data } = this;
    const { request } = this.#updates;
    this.#unsubscribe = [...(diff ? [diff.on("change", request)] : []), ...(data ? [data.on("view", request)] : [])];
  }

  protected override render(): TemplateResult {
    return html`${DIFF_KINDS.map((kind) => html`<i class=${kind} @transitionend=${this.#handleTheme}></i>`)}<canvas
        @click=${this.#handleClick}
      ></canvas>`;
  }

  protected override updated(): void {
    this.#draw();
  }

  #draw(): void {
    const { canvas, diff } = this;
    const { clientWidth: widthPx, clientHeight: heightPx } = this;
    const scale = window.devicePixelRatio;
    const [width, height] = [Math.round(widthPx * scale), Math.round(heightPx * scale)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d");
    const buckets = Math.floor(heightPx / BUCKET_HEIGHT_PX);
    context?.resetTransform();
    context?.clearRect(0, 0, width, height);
    if (!context || !diff || buckets === 0) return;
    // To ask for a style makes the page compute all that changed.
    const colors = (this.#colors ??= this.#readColors());
    context.scale(scale, scale);
    const rowsPerBucket = (this.data?.rowCount ?? 0) / buckets;
    for (const { bucket, kind, start, width, opacity } of overviewBands(diff.overview(buckets), rowsPerBucket)) {
      context.globalAlpha = opacity;
      context.fillStyle = colors[kind];
      context.fillRect(start * widthPx, bucket * BUCKET_HEIGHT_PX, width * widthPx, BUCKET_HEIGHT_PX);
    }
  }

  readonly #handleTheme = (): void => {
    this.#colors = null;
    this.requestUpdate();
  };

  #readColors(): Record<DiffKind, string> {
    const colorOf = (kind: DiffKind): string => {
      const probe = this.renderRoot.querySelector(`.${kind}`);
      return probe ? getComputedStyle(probe).color : "";
    };
    return { added: colorOf("added"), removed: colorOf("removed"), changed: colorOf("changed") };
  }

  /** A change that is as good as under the pointer is meant. */
  readonly #handleClick = ({ offsetY }: MouseEvent): void => {
    const { diff } = this;
    const rowCount = this.data?.rowCount ?? 0;
    const heightPx = this.clientHeight;
    if (!diff || rowCount === 0 || heightPx === 0) return;
    const row = rowAt(offsetY / heightPx, rowCount);
    const first = rowAt((offsetY - SNAP_PX) / heightPx, rowCount);
    const last = rowAt((offsetY + SNAP_PX) / heightPx, rowCount);
    const change = diff.nextChange(first - 1, "next");
    this.reveal(change !== null && change <= last ? change : row);
  };
}

if (!customElements.get(OverviewStrip.TAG)) customElements.define(OverviewStrip.TAG, OverviewStrip);

declare global {
  interface HTMLElementTagNameMap {
    "persistent-table-diff-overview": OverviewStrip;
  }
}
