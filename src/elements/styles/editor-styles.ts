import { css } from "lit";

export const editorStyles = css`
  .editor {
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: 0;
    z-index: 2;
  }

  .editor input {
    box-sizing: border-box;
    inline-size: 100%;
    block-size: 100%;
    margin: 0;
    padding: 0 calc(var(--_cell-padding) - 2px);
    border: 2px solid var(--_ring);
    border-radius: 3px;
    outline: none;
    background: var(--_background);
    color: inherit;
    font: inherit;
    box-shadow: 0 2px 10px rgb(0 0 0 / 16%);
  }

  .editor input.number {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }

  .editor input::placeholder {
    color: var(--_muted);
    font-style: italic;
    opacity: 1;
  }

  .editor input[aria-invalid="true"] {
    border-color: var(--_danger);
  }

  .editor input[aria-busy="true"] {
    color: var(--_muted);
  }

  .problem {
    position: absolute;
    inset-block-start: calc(100% + 4px);
    inset-inline-start: 0;
    inline-size: max-content;
    max-inline-size: min(340px, 80vw);
    padding: 6px 10px;
    border-radius: 6px;
    background: var(--_danger);
    color: var(--_background);
    font-size: 0.925em;
    line-height: 1.35;
    box-shadow: 0 4px 16px rgb(0 0 0 / 22%);
  }

  .editor.above .problem {
    inset-block: auto calc(100% + 4px);
  }

  .editor.from-end .problem {
    inset-inline: auto 0;
  }
`;
