import { html, nothing, type ReactiveController, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { ref } from "lit/directives/ref.js";
import type { CellValue } from "../../engine/rows/grid-data.ts";
import type { CellPosition } from "./row-painter.ts";
import { commitMove } from "../interaction/keyboard.ts";
import { editPlaceholder, editText } from "./edit-text.ts";

export interface EditTarget extends CellPosition {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly align: "start" | "end";
  readonly value: CellValue;
}

export interface CellBoxPx {
  readonly topPx: number;
  readonly leftPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface CellEditorHost {
  requestUpdate(): void;
  /** Resolves when the value shows; rejects with the reason when it is refused. */
  write(target: EditTarget, text: string): Promise<void>;
  /** Where the cell is, in the scroller's content. */
  boxOf(position: CellPosition): CellBoxPx;
  /** The editor closed: take the focus back and move on. */
  leave(from: CellPosition, by: { rows: number; columns: number }, how: "enter" | "tab" | "escape" | "blur"): void;
}

interface Edit {
  readonly id: number;
  readonly target: EditTarget;
  readonly initialText: string;
  problem: string | null;
  isWriting: boolean;
}

/**
 * One native input over one cell. It stays where its cell is while the rows scroll away and back, closes when its
 * value is taken, and stays open with the reason beside it when the value is refused.
 */
export class CellEditor implements ReactiveController {
  readonly #host: CellEditorHost;
  #edit: Edit | null = null;
  #input: HTMLInputElement | null = null;
  #frame: HTMLElement | null = null;
  #nextId = 1;
  #typedText: string | null = null;

  constructor(host: CellEditorHost) {
    this.#host = host;
  }

  hostDisconnected(): void {
    this.#edit = null;
  }

  get target(): EditTarget | null {
    return this.#edit?.target ?? null;
  }

  /** `text` replaces the value, as when the reader just starts to type; null edits what is there. */
  open(target: EditTarget, text: string | null): void {
    const initialText = editText(target.value);
    this.#edit = { id: this.#nextId++, target, initialText, problem: null, isWriting: false };
    this.#typedText = text;
    this.#host.requestUpdate();
  }

  close(): void {
    if (!this.#edit) return;
    this.#edit = null;
    this.#input = null;
    this.#host.requestUpdate();
  }

  /** Follows its cell after the rows were drawn elsewhere. */
  place(): void {
    if (!this.#frame || !this.#edit) return;
    const box = this.#host.boxOf(this.#edit.target);
    const { style } = this.#frame;
    // An element cannot stand millions of pixels away; the row is out of view then.
    const isFar = Math.abs(box.topPx) > MAX_OFFSET_PX;
    style.visibility = isFar ? "hidden" : "";
    style.transform = `translate(${box.leftPx}px, ${isFar ? 0 : box.topPx}px)`;
    style.width = `${box.widthPx}px`;
    style.height = `${box.heightPx}px`;
    this.#turnProblem(this.#frame);
  }

  /** The reason goes where the scroller has room for it. */
  #turnProblem(frame: HTMLElement): void {
    const problem = frame.querySelector(".problem");
    const scroller = frame.closest(".scroller");
    if (!problem || !scroller) return;
    const cell = frame.getBoundingClientRect();
    const view = scroller.getBoundingClientRect();
    const { width, height } = problem.getBoundingClientRect();
    frame.classList.toggle("above", cell.bottom + height + PROBLEM_GAP_PX > view.bottom);
    frame.classList.toggle("from-end", cell.left + width > view.right);
  }

  render(): TemplateResult | typeof nothing {
    const edit = this.#edit;
    if (!edit) return nothing;
    const { target, problem } = edit;
    return html`${keyed(
      edit.id,
      html`<div class="editor" ${ref((element) => this.#handleFrame(element))}>
        <input
          part=${problem === null ? "cell-editor" : "cell-editor invalid"}
          class=${target.align === "end" ? "number" : ""}
          type="text"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          aria-label=${`${target.label}, row ${target.row + 1}`}
          aria-invalid=${problem === null ? "false" : "true"}
          aria-describedby=${problem === null ? nothing : "edit-problem"}
          aria-busy=${edit.isWriting ? "true" : "false"}
          placeholder=${target.value === null && target.type === "VARCHAR" ? "null" : editPlaceholder(target.type)}
          ?readonly=${edit.isWriting}
          @keydown=${this.#handleKeydown}
          @input=${this.#handleInput}
          @blur=${this.#handleBlur}
          ${ref((element) => this.#handleElement(element))}
        />
        ${problem === null ? nothing : html`<div id="edit-problem" class="problem" role="alert" ${ref(this.#handleProblem)}>${problem}</div>`}
      </div>`,
    )}`;
  }

  #handleFrame(element: Element | undefined): void {
    this.#frame = element instanceof HTMLElement ? element : null;
    this.place();
  }

  /** Its size is known when the text is in it. */
  readonly #handleProblem = (): void => {
    queueMicrotask(() => {
      if (this.#frame) this.#turnProblem(this.#frame);
    });
  };

  #handleElement(element: Element | undefined): void {
    if (!(element instanceof HTMLInputElement) || element === this.#input || !this.#edit) return;
    this.#input = element;
    element.value = this.#typedText ?? this.#edit.initialText;
    // Not yet in the document when the ref is called within a first render.
    queueMicrotask(() => {
      element.focus({ preventScroll: true });
      if (this.#typedText === null) element.select();
    });
  }

  readonly #handleInput = (): void => {
    if (!this.#edit || this.#edit.problem === null) return;
    this.#edit.problem = null;
    this.#host.requestUpdate();
  };

  readonly #handleKeydown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (!this.#edit || event.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      this.#finish(this.#edit, { rows: 0, columns: 0 }, "escape");
      return;
    }
    const by = commitMove(event);
    if (!by) return;
    event.preventDefault();
    void this.commit(by, event.key === "Tab" ? "tab" : "enter");
  };

  /** The reader clicked elsewhere: what was typed counts, as in a spreadsheet. */
  readonly #handleBlur = (): void => {
    if (this.#edit && !this.#edit.isWriting && document.hasFocus()) void this.commit({ rows: 0, columns: 0 }, "blur");
  };

  async commit(by: { rows: number; columns: number }, how: "enter" | "tab" | "blur"): Promise<void> {
    const edit = this.#edit;
    if (!edit || edit.isWriting || !this.#input) return;
    const text = this.#input.value;
    if (text === edit.initialText) {
      this.#finish(edit, by, how);
      return;
    }
    edit.isWriting = true;
    this.#host.requestUpdate();
    try {
      await this.#host.write(edit.target, text);
      this.#finish(edit, by, how);
    } catch (error) {
      this.#refuse(edit, error);
    }
  }

  #finish(edit: Edit, by: { rows: number; columns: number }, how: "enter" | "tab" | "escape" | "blur"): void {
    if (this.#edit !== edit) return;
    this.close();
    this.#host.leave(edit.target, by, how);
  }

  #refuse(edit: Edit, error: unknown): void {
    if (this.#edit !== edit) return;
    edit.isWriting = false;
    edit.problem = error instanceof Error ? error.message : String(error);
    this.#host.requestUpdate();
    this.#input?.focus({ preventScroll: true });
  }
}

const PROBLEM_GAP_PX = 8;
const MAX_OFFSET_PX = 16_000_000;
