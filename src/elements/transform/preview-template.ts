import { html, nothing, type TemplateResult } from "lit";
import type { PreviewState } from "./preview-runner.ts";
import type { PreviewTable } from "./preview-table.ts";

/** The preview, or what stands in its place. A former one is dimmed until the one that is asked for is there. */
export function renderPreview(state: PreviewState): TemplateResult | typeof nothing {
  if (state.kind === "none" || state.kind === "failed") return nothing;
  const isPending = state.kind === "pending";
  const table = isPending ? state.former : state.table;
  return html`<section class="preview ${isPending ? "pending" : ""}" aria-busy=${isPending} aria-labelledby="preview">
    <h3 id="preview">Preview</h3>
    <p class="summary" role="status">${isPending ? "Looking…" : table?.summary}</p>
    ${table && table.rows.length > 0 ? renderTable(table) : nothing}
  </section>`;
}

function renderTable({ columns, rows }: PreviewTable): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Rows of the preview">
    <table>
      <thead>
        <tr>
          ${columns.map(({ label }) => html`<th scope="col">${label}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map(({ text, kind, align }, index) => {
                const look = columns[index]?.look ?? "same";
                const shown = kind === "empty" ? "empty" : text;
                return html`<td class="${look} ${kind} ${align}" title=${shown}>${shown}</td>`;
              })}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
