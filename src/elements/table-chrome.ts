import { nothing, type TemplateResult } from "lit";
import type { TransformResult, TransformStep } from "../engine/changes/transform-types.ts";
import type { EngineSettings } from "../engine/engine.ts";
import type { EngineState, SaveState, StorageKind, TableAccess, VersionInfo } from "../engine/engine-events.ts";
import type { FilterModel } from "../engine/models.ts";
import { formatSort } from "../engine/rows/parse-sort.ts";
import type { Announcer } from "./announcer.ts";
import { renderStatusBar, renderToolbar, renderTransformPanel, type ChromeActions } from "./chrome-template.ts";
import type { ChromeCommand } from "./chrome/chrome-events.ts";
import { DiffChrome } from "./diff/diff-chrome.ts";
import type { CellSelection } from "./events.ts";
import type { EngineSession } from "./engine-session.ts";
import type { ColumnArrangement } from "./header/column-arrangement.ts";
import type { NoticeBoard } from "./notices/notice-board.ts";
import { renderNotices } from "./notices/notice-template.ts";
import type { TableCommands } from "./table-commands.ts";
import type { TableDiff } from "./table-diff.ts";
import type { TableSource } from "./table-source.ts";
import type { VersionCommands } from "./versions/version-commands.ts";
import { VersionsChrome } from "./versions/versions-chrome.ts";
import type { TableView } from "./table-view.ts";
import { isUnstoredChange } from "./unstored-change.ts";
import type { GridViewport } from "./viewport/grid-viewport.ts";

export interface ChromeHost {
  readonly name: string;
  readonly controls: boolean;
  readonly scroller: HTMLElement | null;
  readonly readonly: boolean;
  readonly state: EngineState;
  readonly saveState: SaveState;
  readonly storage: StorageKind;
  readonly access: TableAccess;
  readonly engineSettings: Pick<EngineSettings, "autosave">;
  sort: string;
  filter: FilterModel | null;
  search: string;
  readonly selection: CellSelection | null;
  readonly renderRoot: ParentNode;
  readonly updateComplete: Promise<unknown>;
  requestUpdate(): void;
}

export interface ChromeParts {
  readonly session: EngineSession;
  readonly view: TableView;
  readonly viewport: GridViewport;
  readonly arrangement: ColumnArrangement;
  readonly source: TableSource;
  readonly commands: TableCommands;
  readonly announcer: Announcer;
  readonly notices: NoticeBoard;
  readonly comparison: TableDiff;
  readonly versions: VersionCommands;
}

/** What `controls` puts around the grid: toolbar, transform panel and status bar, and what is done when they ask. */
export class TableChrome {
  readonly #host: ChromeHost;
  readonly #parts: ChromeParts;
  readonly #diff: DiffChrome;
  readonly #versions: VersionsChrome;
  #isTransformOpen = false;
  /** That of the focus when the panel was opened. */
  #transformColumn = "";

  constructor(host: ChromeHost, parts: ChromeParts) {
    this.#host = host;
    this.#parts = parts;
    this.#diff = new DiffChrome(host, parts);
    this.#versions = new VersionsChrome(host, parts);
  }

  renderToolbar(): TemplateResult | typeof nothing {
    if (!this.#host.controls) return nothing;
    const { saveState, storage, access, readonly } = this.#host;
    const { session, view, arrangement, commands } = this.#parts;
    return renderToolbar(
      {
        view: view.model,
        labels: arrangement.labels,
        saveState,
        storage,
        hasVersions: session.news.hasVersions,
        access,
        readonly,
        history: commands.history,
        hasTable: this.#hasTable,
        isTransformOpen: this.isTransformOpen,
        isDiffOpen: this.#parts.comparison.data !== null,
        isVersionsOpen: this.#versions.isOpen,
        listVersions: this.#listVersions,
      },
      this.#actions,
    );
  }

  renderDiffBar(): TemplateResult | typeof nothing {
    return this.#diff.renderBar(this.#actions);
  }

  renderOverview(): TemplateResult | typeof nothing {
    return this.#diff.renderOverview();
  }

  renderStatusBar(): TemplateResult | typeof nothing {
    if (!this.#host.controls) return nothing;
    const { session, commands, announcer, notices } = this.#parts;
    return renderStatusBar(
      {
        engine: session.engine,
        news: session.news,
        isNamed: this.#host.name !== "",
        toldNotices: notices.notices.map(({ id }) => id),
        isAutosaving: this.#host.engineSettings.autosave,
        activity: commands.activity,
        announcement: announcer.current,
      },
      this.#actions,
    );
  }

  /** Also without `controls`: then over the rows. */
  renderNotices(): unknown {
    const { notices } = this.#parts;
    return renderNotices(notices.notices, this.#host.controls ? "docked" : "floating", notices);
  }

  /** Beside the grid, one at a time. */
  renderPanel(): TemplateResult | typeof nothing {
    if (this.#diff.isKeyPanelOpen) return this.#diff.renderKeyPanel(this.#actions);
    return this.#versions.isOpen ? this.#versions.render(this.#actions.command) : this.#renderTransformPanel();
  }

  #renderTransformPanel(): TemplateResult | typeof nothing {
    const { session, arrangement } = this.#parts;
    if (!session.engine || !this.isTransformOpen) return nothing;
    return renderTransformPanel(
      {
        engine: session.engine,
        labels: arrangement.labels,
        readonlyColumns: arrangement.readonlyColumns,
        initialColumn: this.#transformColumn,
        apply: this.#applyTransform,
      },
      this.#actions,
    );
  }

  get isTransformOpen(): boolean {
    return this.#isTransformOpen && this.#host.controls && this.#parts.commands.mayWrite && this.#hasTable;
  }

  /** Escape that no editor, menu, panel or search field took for itself. */
  handleEscape(event: KeyboardEvent): void {
    const { commands, session } = this.#parts;
    if (this.#diff.handleEscape(event.composedPath())) return;
    if (this.#versions.isOpen && !session.isWorking) void this.#versions.toggle();
    else if (this.isTransformOpen && !session.isWorking) void this.toggleTransform();
    else commands.cancel();
  }

  /** The focus goes with the panel. */
  async toggleTransform(): Promise<void> {
    const panel = this.#find("persistent-table-transform-panel");
    const hadFocus = panel?.matches(":focus-within") === true;
    this.#isTransformOpen = !this.isTransformOpen;
    this.#transformColumn = this.#host.selection?.column ?? "";
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    if (this.isTransformOpen) {
      const opened = this.#find("persistent-table-transform-panel");
      await opened?.updateComplete;
      opened?.focus();
    } else if (hadFocus) this.#find("persistent-table-toolbar")?.focusTransform();
  }

  #find<Tag extends keyof HTMLElementTagNameMap>(tag: Tag): HTMLElementTagNameMap[Tag] | null {
    return this.#host.renderRoot.querySelector(tag);
  }

  /** Null: it is done, and a notice says that it could not be stored. */
  readonly #applyTransform = async (steps: readonly TransformStep[]): Promise<TransformResult | null> => {
    try {
      return await this.#parts.commands.transform(steps);
    } catch (error) {
      if (!isUnstoredChange(error)) throw error;
      this.#parts.notices.tellNotStored(error);
      return null;
    }
  };

  readonly #listVersions = async (): Promise<VersionInfo[]> => (await this.#parts.session.engine?.versions()) ?? [];

  get #hasTable(): boolean {
    return this.#host.state === "ready" && this.#hasColumns;
  }

  get #hasColumns(): boolean {
    return this.#parts.viewport.model.columns.length > 0;
  }

  readonly #actions: ChromeActions = {
    openFile: (file) => this.#parts.source.loadFile(file),
    command: (command) => this.#runCommand(command),
    download: (format) => this.#parts.commands.download(format),
    search: (search) => (this.#host.search = search),
    sort: (sort) => (this.#host.sort = formatSort(sort)),
    filter: (filter) => (this.#host.filter = filter),
    compare: (against) => this.#diff.compare(against),
    compareFile: (file) => void this.#diff.askKeys(file),
    show: (view) => this.#parts.comparison.show(view),
    step: (direction) => void this.#parts.comparison.step(direction),
    revert: (selection) => this.#parts.comparison.revert(selection),
    downloadDiff: (format) => this.#parts.commands.downloadDiff(format),
  };

  #runCommand(command: ChromeCommand): void {
    const { commands } = this.#parts;
    switch (command) {
      case "save":
      case "cancel":
      case "undo":
      case "redo":
        commands[command]();
        break;
      case "take-over":
        this.#parts.notices.takeOver();
        break;
      case "toggle-transform":
        void this.#diff.closeKeys();
        this.#versions.close();
        void this.toggleTransform();
        break;
      case "toggle-versions":
        void this.#diff.closeKeys();
        this.#isTransformOpen = false;
        void this.#versions.toggle();
        break;
      case "close-diff":
        void this.#diff.close();
        break;
      case "close-keys":
        void this.#diff.closeKeys();
    }
  }
}
