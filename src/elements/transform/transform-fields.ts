import { html, nothing, type TemplateResult } from "lit";
import type { Column } from "../../engine/schema.ts";
import { CAST_TYPES, DECIMAL } from "./cast-types.ts";
import { isText } from "./column-sql.ts";
import { comparesValue, CONDITIONS } from "./row-conditions.ts";
import { eligibleColumns, operationOf, OPERATIONS, type FormField, type TransformForm } from "./transform-form.ts";

export interface FieldsState {
  readonly form: TransformForm;
  readonly columns: readonly Column[];
  /** Names of the columns that the page keeps as they are. */
  readonly readonlyColumns: ReadonlySet<string>;
  /** What a column is called in the header. */
  readonly labelOf: (name: string) => string;
  /** A sentence below the field that it is about. */
  readonly problem: { readonly field: FormField; readonly message: string } | null;
}

/** The fields of the chosen operation. Each control has the name of its field in the form. */
export function renderFields(state: FieldsState): TemplateResult {
  const { form } = state;
  const operation = operationOf(form);
  const options = OPERATIONS.map(({ id, label }) => ({ value: id, label }));
  const isByExpression = form.operation === "delete" && form.condition === "expression";
  return html`
    ${renderSelect(state, "operation", "What to do", options)}
    ${operation.column === null || isByExpression ? nothing : renderColumn(state)} ${renderOwnFields(state)}
  `;
}

function renderColumn(state: FieldsState): TemplateResult {
  const operation = operationOf(state.form);
  const columns = eligibleColumns(operation, state.columns, state.readonlyColumns);
  if (columns.length === 0) return html`<p class="hint">There is no column for this.</p>`;
  const options = columns.map(({ name, type }) => ({ value: name, label: state.labelOf(name), hint: type }));
  return renderSelect(state, "column", state.form.operation === "delete" ? "Where" : "Column", options);
}

function renderOwnFields(state: FieldsState): unknown {
  const { form } = state;
  switch (form.operation) {
    case "set":
      return renderExpression(state, "New value", "upper(name) or price * 1.2");
    case "replace":
      return [
        renderText(state, "find", "Find"),
        renderText(state, "replacement", "Replace with"),
        renderCheckbox(state, "matchCase", "Match case"),
        renderCheckbox(state, "wholeCell", "Whole cells only"),
      ];
    case "case":
      return renderSelect(state, "letterCase", "Letters", [
        { value: "upper", label: "UPPER CASE" },
        { value: "lower", label: "lower case" },
      ]);
    case "fill":
      return [renderText(state, "fill", "Fill with"), renderFillsEmptyText(state)];
    case "cast":
      return renderCast(state);
    case "split":
      return [
        renderText(state, "separator", "Separator", "\\t is a tab"),
        renderText(state, "parts", "New columns", "The last one gets all that is left"),
      ];
    case "rename":
      return renderText(state, "name", "New name");
    case "derive":
      return [renderText(state, "name", "Name"), renderExpression(state, "Value", "price * quantity")];
    case "delete":
      return renderCondition(state);
    case "trim":
    case "drop":
      return nothing;
  }
}

function renderFillsEmptyText(state: FieldsState): unknown {
  const column = state.columns.find(({ name }) => name === state.form.column);
  return column && isText(column) ? renderCheckbox(state, "fillsEmptyText", "Also where the text is empty") : nothing;
}

function renderCast(state: FieldsState): TemplateResult {
  const { type } = state.form;
  return html`
    ${renderField(
      state,
      "type",
      "Type",
      html`<select id="type" name="type">
        ${CAST_TYPES.map(
          ({ group, types }) =>
            html`<optgroup label=${group}>
              ${types.map(
                ({ name, meaning }) =>
                  html`<option value=${name} .selected=${name === type}>${name} · ${meaning}</option>`,
              )}
            </optgroup>`,
        )}
      </select>`,
    )}
    ${
      type === DECIMAL
        ? html`<div class="pair">
            ${renderText(state, "precision", "Digits in all")} ${renderText(state, "scale", "Behind the point")}
          </div>`
        : nothing
    }
    ${renderSelect(state, "onMisfit", "What does not fit", [
      { value: "fail", label: "stops it all" },
      { value: "null", label: "becomes null" },
    ])}
  `;
}

function renderCondition(state: FieldsState): unknown {
  const { condition } = state.form;
  const options = CONDITIONS.map(({ op, label }) => ({ value: op, label }));
  return [
    renderSelect(state, "condition", condition === "expression" ? "Where" : "Condition", options),
    condition === "expression" ? renderExpression(state, "Condition", "price < 0 OR name IS NULL") : nothing,
    comparesValue(condition) ? renderText(state, "value", "Value") : nothing,
  ];
}

/** The list beside it puts a column's name, quoted where it has to be, into the text. */
function renderExpression(state: FieldsState, label: string, example: string): TemplateResult {
  return html`
    <div class="field">
      <div class="line">
        <label for="expression">${label}</label>
        <select class="insert" aria-label="Insert a column's name" data-insert>
          <option value="" selected>Insert column…</option>
          ${state.columns.map(({ name }) => html`<option value=${name}>${name}</option>`)}
        </select>
      </div>
      <textarea
        id="expression"
        name="expression"
        rows="3"
        spellcheck="false"
        autocapitalize="off"
        placeholder=${example}
        aria-invalid=${isWrong(state, "expression")}
        aria-describedby="expression-note"
        .value=${state.form.expression}
      ></textarea>
      ${renderNote(state, "expression", "A DuckDB expression over the columns")}
    </div>
  `;
}

function renderText(state: FieldsState, field: TextField, label: string, hint = ""): TemplateResult {
  return renderField(
    state,
    field,
    label,
    html`<input
      id=${field}
      name=${field}
      type="text"
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
      aria-invalid=${isWrong(state, field)}
      aria-describedby="${field}-note"
      .value=${state.form[field]}
    />`,
    hint,
  );
}

function renderSelect(
  state: FieldsState,
  field: FormField,
  label: string,
  options: readonly { readonly value: string; readonly label: string; readonly hint?: string }[],
): TemplateResult {
  return renderField(
    state,
    field,
    label,
    html`<select id=${field} name=${field} aria-invalid=${isWrong(state, field)} aria-describedby="${field}-note">
      ${options.map(
        (option) =>
          html`<option value=${option.value} .selected=${option.value === state.form[field]}>
            ${option.label}${option.hint === undefined ? nothing : ` · ${option.hint}`}
          </option>`,
      )}
    </select>`,
  );
}

function renderCheckbox(state: FieldsState, field: BooleanField, label: string): TemplateResult {
  return html`<label class="check">
    <input type="checkbox" name=${field} .checked=${state.form[field]} />${label}
  </label>`;
}

/** Of the rows of the view, where it is narrower than the table. */
export function renderRowsField(state: FieldsState): TemplateResult {
  return renderCheckbox(state, "onlyView", "Only the rows that filter and search show");
}

type BooleanField = { [Field in FormField]: TransformForm[Field] extends boolean ? Field : never }[FormField];
type TextField = Exclude<FormField, BooleanField>;

function renderField(
  state: FieldsState,
  field: FormField,
  label: string,
  control: TemplateResult,
  hint = "",
): TemplateResult {
  return html`<div class="field">
    <label for=${field}>${label}</label>
    ${control} ${renderNote(state, field, hint)}
  </div>`;
}

function renderNote(state: FieldsState, field: FormField, hint: string): TemplateResult {
  const isProblem = isWrong(state, field);
  const text = isProblem ? state.problem?.message : hint;
  const role = isProblem ? "alert" : nothing;
  // prettier-ignore
  return html`<p id="${field}-note" class=${isProblem ? "problem" : "hint"} role=${role}>${text}</p>`;
}

function isWrong({ problem }: FieldsState, field: FormField): boolean {
  return problem?.field === field;
}
