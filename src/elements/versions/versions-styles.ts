import { css } from "lit";

export const versionsStyles = css`
  :host {
    display: flex;
    container-type: normal;
    min-inline-size: 0;
  }

  section {
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
    min-block-size: var(--pt-header-height, 34px);
    padding-inline: 14px 8px;
    border-block-end: 1px solid var(--_border);
  }

  h2,
  h3,
  p,
  ul {
    margin: 0;
    font-size: inherit;
  }

  h2 {
    flex: 1;
    font-weight: 600;
  }

  .content {
    flex: 1;
    min-block-size: 0;
    overflow: auto;
    overscroll-behavior: contain;
  }

  ul {
    padding: 0;
    list-style: none;
  }

  li {
    display: grid;
    gap: 1px;
    padding: 10px 14px;
    border-block-end: 1px solid var(--_border);
  }

  li.picked,
  li.deleting,
  li.naming {
    background: color-mix(in srgb, var(--_accent) 7%, transparent);
  }

  .title {
    display: flex;
    align-items: baseline;
    gap: 6px;
  }

  h3 {
    min-inline-size: 0;
    font-weight: 600;
    overflow-wrap: anywhere;
  }

  h3::first-letter {
    text-transform: uppercase;
  }

  .badge {
    flex: none;
    padding-inline: 6px;
    border: 1px solid var(--_border);
    border-radius: 8px;
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 2px);
  }

  .badge.kept {
    border-color: color-mix(in srgb, var(--_accent) 45%, transparent);
    color: var(--_accent);
  }

  .facts {
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 1px);
  }

  .buttons,
  .naming,
  .question {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    margin-block-start: 6px;
  }

  .naming {
    margin-block: 0 4px;
  }

  .small {
    min-block-size: 26px;
  }

  .small svg {
    width: 14px;
    height: 14px;
    color: var(--_muted);
  }

  .icons {
    display: flex;
    gap: 2px;
    margin-inline-start: auto;
  }

  .icons .bare {
    min-block-size: 26px;
    min-inline-size: 26px;
  }

  .icons .bare svg {
    width: 15px;
    height: 15px;
  }

  .icons .keep[aria-pressed="true"] {
    color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 12%, transparent);
  }

  .question span {
    flex: 1 1 100%;
  }

  .danger {
    border-color: color-mix(in srgb, var(--_danger) 55%, transparent);
    color: var(--_danger);
  }

  input[type="text"] {
    flex: 1 1 100%;
    min-inline-size: 0;
    min-block-size: 30px;
    padding: 4px 8px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_background);
  }

  ::placeholder {
    color: var(--_muted);
    opacity: 1;
  }

  .picking {
    display: flex;
    flex: none;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    padding: 8px 14px;
    border-block-end: 1px solid var(--_border);
    background: color-mix(in srgb, var(--_accent) 10%, transparent);
  }

  .none {
    padding: 36px 20px;
    text-align: center;
  }

  .problem {
    padding: 14px;
    color: var(--_danger);
    overflow-wrap: anywhere;
  }
`;
