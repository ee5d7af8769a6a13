import { html, nothing, type TemplateResult } from "lit";
import type { VersionInfo } from "../../engine/engine-events.ts";
import { compareIcon, deleteIcon, downloadIcon, pinIcon, renameIcon, restoreIcon } from "../chrome/icons.ts";
import { changesText, clockText, dateText, sizeText, spokenName, timeText } from "./version-text.ts";

export interface VersionItem {
  readonly info: VersionInfo;
  readonly isNewest: boolean;
  /** Names, keeping and deletion, and the way back to it. */
  readonly canWrite: boolean;
  readonly state: "shown" | "naming" | "deleting" | "picked" | "offered";
  readonly now: Date;
  readonly locale: string | undefined;
}

export interface VersionItemActions {
  readonly ask: (state: "naming" | "deleting", version: number) => void;
  readonly name: (version: number, name: string) => void;
  /** Of what is asked. */
  readonly cancel: (version: number) => void;
  readonly remove: (version: number) => void;
  readonly keep: (version: number, kept: boolean) => void;
  readonly restore: (version: number) => void;
  readonly download: (version: number) => void;
  readonly openCompareMenu: (version: number, opener: HTMLElement) => void;
  /** As the second of two. */
  readonly pick: (version: number) => void;
}

export function renderVersionItem(item: VersionItem, actions: VersionItemActions): TemplateResult {
  const { info, state, locale } = item;
  return html`<li data-version=${info.version} class=${state} aria-label=${labelOf(item)}>
    ${state === "naming" ? renderNaming(item, actions) : renderTitle(item)}
    <p class="facts">${sizeText(info, locale)}</p>
    <p class="facts">${changesText(info.changes, locale)}</p>
    ${renderFooter(item, actions)}
  </li>`;
}

function labelOf({ info, now, locale }: VersionItem): string {
  const label = spokenName(info, now, locale);
  return label.charAt(0).toUpperCase() + label.slice(1);
}

function renderTitle({ info, isNewest, now, locale }: VersionItem): TemplateResult {
  const { name, savedAt, kept } = info;
  const time = html`<time datetime=${savedAt.toISOString()} title=${dateText(savedAt, locale)}
    >${timeText(savedAt, now, locale)}</time
  >`;
  const clock = clockText(savedAt, now, locale);
  return html`
    <div class="title">
      <h3>${name ?? time}</h3>
      ${name === null && clock !== null ? html`<span class="facts">${clock}</span>` : nothing}
      ${isNewest ? html`<span class="badge">newest</span>` : nothing}
      ${kept ? html`<span class="badge kept">kept</span>` : nothing}
    </div>
    ${name === null ? nothing : html`<p class="facts">${time}${clock === null ? nothing : ` · ${clock}`}</p>`}
  `;
}

function renderNaming({ info }: VersionItem, actions: VersionItemActions): TemplateResult {
  const { version, name } = info;
  const handleSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem("name") as HTMLInputElement;
    actions.name(version, field.value);
  };
  return html`<form class="naming" @submit=${handleSubmit}>
    <input
      name="name"
      type="text"
      aria-label="Name of the version"
      placeholder="Name of the version"
      maxlength="200"
      autocomplete="off"
      .value=${name ?? ""}
    />
    <button type="submit" class="small">Name it</button>
    <button type="button" class="small" @click=${() => actions.cancel(version)}>Cancel</button>
  </form>`;
}

function renderFooter(item: VersionItem, actions: VersionItemActions): TemplateResult | typeof nothing {
  const { version } = item.info;
  switch (item.state) {
    case "shown":
      return renderButtons(item, actions);
    case "naming":
      return nothing;
    case "deleting":
      return html`<div class="question" role="alertdialog" aria-label="Delete this version for good?">
        <span>Delete this version for good?</span>
        <button type="button" class="small danger" @click=${() => actions.remove(version)}>Delete</button>
        <button type="button" class="small" @click=${() => actions.cancel(version)}>Keep it</button>
      </div>`;
    case "picked":
      return html`<div class="question"><span>Compare this version with …</span></div>`;
    case "offered":
      return html`<div class="buttons">
        <button type="button" class="small offer" @click=${() => actions.pick(version)}>
          ${compareIcon}Compare with this one
        </button>
      </div>`;
  }
}

function renderButtons(item: VersionItem, actions: VersionItemActions): TemplateResult {
  const { info, canWrite } = item;
  const { version } = info;
  return html`<div class="buttons">
    ${
      canWrite
        ? html`<button
            type="button"
            class="small restore"
            title="Make the table what it was then; this can be undone"
            @click=${() => actions.restore(version)}
          >
            ${restoreIcon}Restore
          </button>`
        : nothing
    }
    <button
      type="button"
      class="small compare"
      aria-haspopup="menu"
      @click=${({ currentTarget }: MouseEvent) => actions.openCompareMenu(version, currentTarget as HTMLElement)}
    >
      ${compareIcon}Compare
    </button>
    <span class="icons">
      ${canWrite ? renderKeeping(item, actions) : nothing}
      ${iconButton("download", "Download as a Parquet file", downloadIcon, () => actions.download(version))}
      ${canWrite ? renderDelete(item, actions) : nothing}
    </span>
  </div>`;
}

function renderKeeping({ info }: VersionItem, actions: VersionItemActions): TemplateResult {
  const { version, name, kept } = info;
  const title = kept ? "Do not keep it: newer versions may take its place" : "Keep it until it is deleted";
  return html`
    ${iconButton("rename", name === null ? "Name and keep it" : "Rename", renameIcon, () => {
      actions.ask("naming", version);
    })}
    <button
      type="button"
      class="bare keep"
      aria-label="Keep"
      aria-pressed=${kept}
      title=${title}
      @click=${() => actions.keep(version, !kept)}
    >
      ${pinIcon}
    </button>
  `;
}

/** The newest is what the changes since then continue. */
function renderDelete({ info, isNewest }: VersionItem, actions: VersionItemActions): TemplateResult {
  const title = isNewest ? "The newest version cannot be deleted" : "Delete";
  return html`<button
    type="button"
    class="bare delete"
    aria-label="Delete"
    aria-disabled=${isNewest}
    title=${title}
    @click=${() => !isNewest && actions.ask("deleting", info.version)}
  >
    ${deleteIcon}
  </button>`;
}

function iconButton(name: string, label: string, icon: TemplateResult, run: () => void): TemplateResult {
  return html`<button type="button" class="bare ${name}" aria-label=${label} title=${label} @click=${run}>
    ${icon}
  </button>`;
}
