import { css } from "lit";

export const panelStyles = css`
  :host {
    display: flex;
    container-type: normal;
    min-inline-size: 0;
    color: var(--_text);
    background: var(--_chrome);
  }

  [role="dialog"],
  form {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-inline-size: 0;
    min-block-size: 0;
  }

  header {
    display: flex;
    flex: none;
    align-items: center;
    min-block-size: calc(var(--pt-header-height, 34px));
    padding-inline: 14px 8px;
    border-block-end: 1px solid var(--_border);
  }

  h2,
  h3 {
    margin: 0;
    font-size: inherit;
    font-weight: 600;
  }

  h2 {
    flex: 1;
  }

  .content {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-block-size: 0;
    padding: 12px 14px;
    overflow: auto;
    overscroll-behavior: contain;
  }

  fieldset {
    display: grid;
    flex: none;
    gap: 10px;
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }

  fieldset:disabled {
    opacity: 0.6;
  }

  .field {
    display: grid;
    align-content: start;
    gap: 3px;
    min-inline-size: 0;
  }

  .pair {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 10px;
  }

  .line {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: 8px;
  }

  label {
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 1px);
  }

  .check {
    display: flex;
    align-items: center;
    gap: 8px;
    color: var(--_text);
    font-size: inherit;
  }

  .check input {
    inline-size: 15px;
    block-size: 15px;
    margin: 0;
    accent-color: var(--_accent);
  }

  select,
  textarea,
  input[type="text"] {
    inline-size: 100%;
    min-inline-size: 0;
    min-block-size: 30px;
    padding: 4px 8px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    color: inherit;
    background: var(--_background);
    font: inherit;
  }

  select:hover,
  textarea:hover,
  input[type="text"]:hover {
    border-color: color-mix(in srgb, var(--_border) 60%, var(--_muted));
  }

  :is(select, textarea, input):focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: -1px;
  }

  [aria-invalid="true"] {
    border-color: var(--_danger);
  }

  textarea {
    resize: vertical;
    font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace;
    font-size: calc(var(--_font-size) - 0.5px);
  }

  ::placeholder {
    color: var(--_muted);
    opacity: 1;
  }

  .insert {
    inline-size: auto;
    max-inline-size: 11em;
    min-block-size: 22px;
    padding: 0 2px;
    border-color: transparent;
    color: var(--_muted);
    background: transparent;
    font-size: calc(var(--_font-size) - 1px);
  }

  p {
    margin: 0;
  }

  .hint {
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 1px);
  }

  .hint:empty {
    display: none;
  }

  .problem {
    max-block-size: 9em;
    overflow: auto;
    color: var(--_danger);
    overflow-wrap: anywhere;
    white-space: pre-line;
  }

  .preview {
    display: flex;
    flex: 1 0 190px;
    flex-direction: column;
    min-block-size: 0;
    margin-block-start: 16px;
  }

  .summary {
    margin-block: 2px 6px;
    color: var(--_muted);
  }

  .pending .scroll {
    opacity: 0.45;
  }

  .scroll {
    min-block-size: 0;
    overflow: auto;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_background);
  }

  .scroll:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: -1px;
  }

  table {
    inline-size: 100%;
    border-collapse: separate;
    border-spacing: 0;
  }

  th {
    position: sticky;
    inset-block-start: 0;
    padding: 4px 8px;
    border-block-end: 1px solid var(--_border);
    color: var(--_muted);
    background: var(--_chrome);
    font-weight: 600;
    font-size: calc(var(--_font-size) - 1px);
    text-align: start;
    white-space: nowrap;
  }

  td {
    max-inline-size: 150px;
    padding: 3px 8px;
    overflow: hidden;
    border-block-end: 1px solid color-mix(in srgb, var(--_border) 60%, transparent);
    text-overflow: ellipsis;
    white-space: pre;
  }

  tr:last-child td {
    border-block-end: 0;
  }

  td.end {
    text-align: end;
  }

  td.old {
    color: var(--_muted);
    text-decoration: line-through;
    text-decoration-color: color-mix(in srgb, var(--_danger) 60%, transparent);
  }

  td.new {
    background: color-mix(in srgb, var(--_success) 11%, transparent);
  }

  td.null,
  td.empty {
    color: var(--_muted);
    font-style: italic;
    text-decoration: none;
  }

  footer {
    position: relative;
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    padding: 8px 14px;
    border-block-start: 1px solid var(--_border);
  }

  .outcome {
    flex: 1;
    min-inline-size: 0;
  }

  .outcome.done {
    color: var(--_success);
  }

  .outcome.failed {
    color: var(--_danger);
  }

  .primary {
    padding-inline: 16px;
    color: var(--_background);
    background: var(--_accent);
    font-weight: 600;
  }

  .primary:hover {
    background: color-mix(in srgb, var(--_accent) 88%, var(--_text));
  }

  .primary:focus-visible {
    outline-offset: 2px;
  }

  .primary[aria-disabled="true"] {
    color: var(--_muted);
    background: var(--_hover);
  }
`;
