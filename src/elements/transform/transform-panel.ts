import { html, LitElement, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { ChangeProgress } from "../../engine/changes/change.ts";
import type { TransformResult, TransformStep } from "../../engine/changes/transform-types.ts";
import type { Engine } from "../../engine/engine.ts";
import { isAbort } from "../../engine/errors.ts";
import type { ViewModel } from "../../engine/models.ts";
import type { Column } from "../../engine/schema.ts";
import { chromeStyles } from "../chrome/chrome-styles.ts";
import { CommandEvent } from "../chrome/chrome-events.ts";
import { closeIcon } from "../chrome/icons.ts";
import { tokens } from "../chrome/tokens.ts";
import { labelOf, type ColumnLabels } from "../chrome/view-chips.ts";
import { insertName, isFormControl, withControl } from "./form-controls.ts";
import { planForm, type FormPlan } from "./form-steps.ts";
import { panelStyles } from "./panel-styles.ts";
import { messageOf, PreviewRunner } from "./preview-runner.ts";
import { renderFooter, type PanelPhase } from "./panel-footer.ts";
import { renderPreview } from "./preview-template.ts";
import { renderFields, renderRowsField, type FieldsState } from "./transform-fields.ts";
import { eligibleColumns, EMPTY_FORM, operationOf, type FormField, type TransformForm } from "./transform-form.ts";

/** What of the engine the panel uses. */
export type TransformSource = Pick<Engine, "on" | "previewTransform" | "query"> & {
  readonly data: Pick<Engine["data"], "columns" | "view" | "on">;
};

/** Resolves to null when it is told elsewhere what became of it. */
export type ApplyTransform = (steps: readonly TransformStep[]) => Promise<TransformResult | null>;

const EDITING: PanelPhase = { kind: "editing" };

/**
 * Changes a whole column or many rows at once: pick a column and an operation, see what it would do, apply it, follow
 * it, cancel it. Asks by the events of `chrome-events.ts` for being closed, for a cancel and for an undo.
 */
export class TransformPanel extends LitElement {
  static readonly TAG = "persistent-table-transform-panel";
  static override styles = [tokens, chromeStyles, panelStyles];

  @property({ attribute: false }) engine: TransformSource | null = null;
  @property({ attribute: false }) apply: ApplyTransform | null = null;
  @property({ attribute: false }) labels: ColumnLabels = new Map();
  /** Names of the columns that the page keeps as they are. */
  @property({ attribute: false }) readonlyColumns: ReadonlySet<string> = new Set();
  /** Chosen when the panel opens. */
  @property({ attribute: false }) initialColumn = "";
  /** BCP 47 tag; undefined: the browser's. */
  @property({ attribute: false }) locale: string | undefined = undefined;

  @state() private form: TransformForm = EMPTY_FORM;
  @state() private phase: PanelPhase = EDITING;
  @query("#operation") private readonly operationSelect!: HTMLSelectElement | null;
  @query("#expression") private readonly expressionField!: HTMLTextAreaElement | null;

  readonly #preview = new PreviewRunner(this);
  #plan: FormPlan = { kind: "incomplete" };
  #previewed = "";
  #hadFocus = false;
  #stopListening: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#listen();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ignore();
  }

  override focus(options?: FocusOptions): void {
    this.operationSelect?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#hadFocus = this.matches(":focus-within");
    if (changed.has("engine")) this.#listen();
    this.#chooseColumn();
    this.#plan = this.engine ? planForm(this.form, this.#context) : { kind: "incomplete" };
    if (this.phase.kind === "running") return;
    this.#refreshPreview();
  }

  /** Apply and Cancel take each other's place, and the fields are off in between: the focus stays in the panel. */
  protected override updated(changed: PropertyValues): void {
    if (!changed.has("phase") || !this.#hadFocus) return;
    const wasRunning = (changed.get("phase") as PanelPhase | undefined)?.kind === "running";
    if (this.phase.kind === "running") this.#focus(".cancel");
    // Not on Apply, which would do it again.
    else if (wasRunning) this.#focus(this.phase.kind === "done" ? "#operation" : ".primary");
  }

  #focus(selector: string): void {
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  protected override render(): TemplateResult {
    const isRunning = this.phase.kind === "running";
    const hasRowsField = operationOf(this.form).hasRows && this.#isViewNarrow;
    return html`
      <section role="dialog" aria-labelledby="title" @keydown=${this.#handleKeydown}>
        <form @submit=${this.#handleSubmit} @input=${this.#handleInput}>
          <header>
            <h2 id="title">Transform</h2>
            <button type="button" class="bare" aria-label="Close" title="Close (Esc)" @click=${this.#close}>
              ${closeIcon}
            </button>
          </header>
          <div class="content">
            <fieldset ?disabled=${isRunning}>
              ${renderFields(this.#fieldsState)} ${hasRowsField ? renderRowsField(this.#fieldsState) : nothing}
            </fieldset>
            ${renderPreview(this.#preview.state)}
          </div>
          ${renderFooter(
            this.phase,
            { canApply: this.#canApply, locale: this.locale },
            {
              cancel: () => this.dispatchEvent(new CommandEvent("cancel")),
              undo: () => this.dispatchEvent(new CommandEvent("undo")),
            },
          )}
        </form>
      </section>
    `;
  }

  get #columns(): readonly Column[] {
    return this.engine?.data.columns ?? [];
  }

  get #view(): ViewModel {
    return this.engine?.data.view ?? { sort: [], filter: null, search: "" };
  }

  get #isViewNarrow(): boolean {
    return this.#view.filter !== null || this.#view.search.trim() !== "";
  }

  get #context() {
    const { readonlyColumns, locale = navigator.language } = this;
    return { columns: this.#columns, readonlyColumns, view: this.#view, locale };
  }

  get #canApply(): boolean {
    return this.#plan.kind === "steps" && this.phase.kind !== "running" && this.#preview.state.kind !== "failed";
  }

  get #fieldsState(): FieldsState {
    return {
      form: this.form,
      columns: this.#columns,
      readonlyColumns: this.readonlyColumns,
      labelOf: (name) => labelOf(name, this.labels),
      problem: this.#problem,
    };
  }

  /** Of the form itself, else what the database said of the steps. */
  get #problem(): FieldsState["problem"] {
    if (this.#plan.kind === "problem") return this.#plan;
    const field = this.#mainField;
    if (this.phase.kind === "failed") return { field, message: this.phase.message };
    const { state } = this.#preview;
    return state.kind === "failed" ? { field, message: state.message } : null;
  }

  get #mainField(): FormField {
    const { operation, condition, column } = this.form;
    if (operation !== "delete") return operationOf(this.form).mainField;
    if (condition === "expression") return "expression";
    return condition === "is-null" || condition === "is-not-null" || column === "" ? "condition" : "value";
  }

  /** A column that is gone, or not for this operation, gives way to the first that is. */
  #chooseColumn(): void {
    const columns = eligibleColumns(operationOf(this.form), this.#columns, this.readonlyColumns);
    if (columns.some(({ name }) => name === this.form.column)) return;
    const wanted = columns.find(({ name }) => name === this.initialColumn) ?? columns[0];
    const column = wanted?.name ?? "";
    if (column !== this.form.column) this.form = { ...this.form, column };
  }

  #refreshPreview({ force = false } = {}): void {
    const plan = this.#plan;
    const wanted = plan.kind === "steps" ? JSON.stringify(plan.steps) : "";
    if (wanted === this.#previewed && !force) return;
    this.#previewed = wanted;
    if (plan.kind !== "steps" || !this.engine) this.#preview.clear();
    else void this.#preview.run(this.engine, plan.steps, { columns: this.#columnsByInterest, locale: this.locale });
  }

  /** The column that is worked on comes first. */
  get #columnsByInterest(): readonly Column[] {
    const isChosen = ({ name }: Column): boolean => name === this.form.column;
    return [...this.#columns.filter(isChosen), ...this.#columns.filter((column) => !isChosen(column))];
  }

  #listen(): void {
    this.#ignore();
    const { engine } = this;
    if (!engine || !this.isConnected) return;
    const update = (): void => this.requestUpdate();
    this.#stopListening = [
      engine.data.on("schema", update),
      engine.data.on("view", update),
      engine.on("transform-progress", (progress) => this.#follow(progress)),
      // What the preview was made of is another now.
      engine.on("history-change", () => this.#lookAnew()),
    ];
  }

  #lookAnew(): void {
    if (this.phase.kind === "running") return;
    this.phase = EDITING;
    this.#refreshPreview({ force: true });
  }

  #ignore(): void {
    for (const stop of this.#stopListening) stop();
    this.#stopListening = [];
  }

  #follow(progress: ChangeProgress): void {
    if (this.phase.kind === "running") this.phase = { kind: "running", progress };
  }

  readonly #handleInput = ({ target }: Event): void => {
    if (target instanceof HTMLSelectElement && target.dataset["insert"] !== undefined) this.#insertColumn(target);
    else if (isFormControl(target)) this.form = withControl(this.form, target);
    this.phase = EDITING;
  };

  #insertColumn(list: HTMLSelectElement): void {
    const field = this.expressionField;
    const name = list.value;
    list.value = "";
    if (!field || name === "") return;
    insertName(field, name);
    this.form = withControl(this.form, field);
  }

  readonly #handleKeydown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      if (this.phase.kind === "running") this.dispatchEvent(new CommandEvent("cancel"));
      else this.#close();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void this.#run();
    }
  };

  readonly #handleSubmit = (event: Event): void => {
    event.preventDefault();
    void this.#run();
  };

  readonly #close = (): void => {
    this.dispatchEvent(new CommandEvent("toggle-transform"));
  };

  async #run(): Promise<void> {
    const plan = this.#plan;
    if (plan.kind !== "steps" || !this.#canApply || !this.apply) return;
    this.#preview.clear();
    this.#previewed = "";
    this.phase = { kind: "running", progress: null };
    try {
      const result = await this.apply(plan.steps);
      this.phase = result === null ? EDITING : donePhase(result, plan.steps);
    } catch (error) {
      this.phase = isAbort(error) ? { kind: "cancelled" } : { kind: "failed", message: messageOf(error) };
    }
  }
}

function donePhase(result: TransformResult, steps: readonly TransformStep[]): PanelPhase {
  return { kind: "done", result, isUndoable: result.changedRows > 0 || steps.some(changesColumns) };
}

/** Also where no row has another value. */
function changesColumns({ op }: TransformStep): boolean {
  return op !== "update" && op !== "delete";
}

if (!customElements.get(TransformPanel.TAG)) customElements.define(TransformPanel.TAG, TransformPanel);

declare global {
  interface HTMLElementTagNameMap {
    "persistent-table-transform-panel": TransformPanel;
  }
}
