import type { DiffFormat } from "../engine/diff/diff-types.ts";
import type { EngineState, ExportFormat, SaveState, StorageKind, TableAccess } from "../engine/engine-events.ts";
import type { Engine, EngineSettings } from "../engine/engine.ts";
import type { LoadFormat } from "../engine/import/import-types.ts";
import type { FilterModel } from "../engine/models.ts";
import type { CellValue } from "../engine/rows/grid-data.ts";
import { Announcer } from "./announcer.ts";
import type { CellPosition } from "./cells/row-painter.ts";
import type { Menu } from "./chrome/menu.ts";
import { EngineSession, type SessionHost } from "./engine-session.ts";
import { BeforeCellEditEvent, SelectionChangeEvent, type CellSelection } from "./events.ts";
import { ColumnArrangement } from "./header/column-arrangement.ts";
import { FileDrop } from "./interaction/file-drop.ts";
import { GridClipboard } from "./interaction/grid-clipboard.ts";
import { GridInteraction } from "./interaction/grid-interaction.ts";
import type { GridKeyCommand } from "./interaction/keyboard.ts";
import { InputNotes } from "./interaction/input-notes.ts";
import { PageLifecycle } from "./interaction/page-lifecycle.ts";
import { RowMenu } from "./interaction/row-menu.ts";
import { NoticeBoard } from "./notices/notice-board.ts";
import { TableChrome } from "./table-chrome.ts";
import { TableDiff } from "./table-diff.ts";
import { TableCommands } from "./table-commands.ts";
import { TableSource } from "./table-source.ts";
import { TableView } from "./table-view.ts";
import { isUnstoredChange } from "./unstored-change.ts";
import { VersionCommands } from "./versions/version-commands.ts";
import { GridViewport } from "./viewport/grid-viewport.ts";

/** The element as its parts see it. */
export interface TableHost extends SessionHost {
  readonly src: string;
  readonly format: LoadFormat;
  readonly readonly: boolean;
  readonly controls: boolean;
  readonly rowCount: number;
  readonly engineSettings: EngineSettings;
  sort: string;
  filter: FilterModel | null;
  search: string;
  readonly state: EngineState;
  readonly saveState: SaveState;
  readonly storage: StorageKind;
  readonly access: TableAccess;
  readonly selection: CellSelection | null;
  readonly scroller: HTMLElement | null;
  readonly header: HTMLElement | null;
  readonly rowMenu: Menu | null;
  readonly renderRoot: ParentNode;
  showStates(): void;
  save(): Promise<unknown>;
  download(format: ExportFormat): Promise<void>;
  downloadDiff(format: DiffFormat): Promise<void>;
  downloadVersion(version: number): Promise<void>;
}

type Edit = BeforeCellEditEvent["detail"];

/** The parts of one element, and who of them talks to whom. */
export class TableParts {
  readonly #host: TableHost;
  readonly announcer: Announcer;
  readonly session: EngineSession;
  readonly viewport: GridViewport;
  readonly interaction: GridInteraction;
  readonly commands: TableCommands;
  readonly notices: NoticeBoard;
  readonly clipboard: GridClipboard;
  readonly arrangement: ColumnArrangement;
  readonly view: TableView;
  readonly source: TableSource;
  readonly drop: FileDrop;
  readonly comparison: TableDiff;
  readonly versions: VersionCommands;
  readonly chrome: TableChrome;
  readonly #rowMenu: RowMenu;

  constructor(host: TableHost) {
    this.#host = host;
    const report = (error: unknown): void => this.#report(error);
    this.announcer = new Announcer(host);
    this.session = new EngineSession(host, {
      settings: () => host.engineSettings,
      showStates: () => host.showStates(),
      engineChanged: (engine) => this.#followEngine(engine),
      openInitial: (engine, signal) => this.source.openInitial(engine, signal),
    });
    this.viewport = new GridViewport(host);
    this.interaction = new GridInteraction(host, this.viewport, {
      canEdit: (column, row) => this.commands.canWrite && !column.readonly && !this.comparison.isFixed(row),
      writeCell: (row, column, value, oldValue) => this.#writeCell({ row, column, oldValue, newValue: value }),
      toggleSort: (column, options) => this.view.toggleSort(column.name, options),
      command: (name, cell) => this.#runKey(name, cell),
      openMenu: (cell, at) => this.#rowMenu.open(cell, at),
      selectionChanged: () => host.dispatchEvent(new SelectionChangeEvent(host.selection)),
      report,
    });
    this.commands = new TableCommands(host, {
      session: this.session,
      announcer: this.announcer,
      report,
      focusRow: (row) => this.interaction.setFocus({ row, column: this.interaction.focus?.column ?? 0 }),
    });
    this.notices = new NoticeBoard(host, {
      session: this.session,
      announcer: this.announcer,
      hasColumns: () => this.viewport.model.columns.length > 0,
      undo: this.commands.undo,
    });
    this.clipboard = new GridClipboard(this.viewport, {
      canWrite: () => this.commands.canWrite,
      engine: () => this.session.engine,
      focus: () => this.interaction.focus,
      allowEdit: (edit) => this.#allowEdit(edit),
      say: (text, options) => this.announcer.say(text, options),
      report,
    });
    this.#rowMenu = new RowMenu({
      diff: () => this.comparison,
      commands: this.commands,
      clipboard: this.clipboard,
      menu: () => host.rowMenu,
      scroller: () => host.scroller,
    });
    this.arrangement = new ColumnArrangement(this.viewport, { viewChanged: () => this.view.changed() });
    this.view = new TableView(host, { viewport: this.viewport, arrangement: this.arrangement, report });
    this.comparison = new TableDiff(host, {
      session: this.session,
      viewport: this.viewport,
      interaction: this.interaction,
      view: this.view,
      announcer: this.announcer,
      report,
    });
    this.versions = new VersionCommands({
      session: this.session,
      announcer: this.announcer,
      comparison: this.comparison,
      report,
      download: (version) => host.downloadVersion(version),
    });
    this.source = new TableSource(host, this.session, this.view);
    this.drop = new FileDrop(host, { isEnabled: () => !host.readonly, onFile: this.source.loadFile });
    this.chrome = new TableChrome(host, this);
    host.addController(this.viewport);
    this.#watchPage(host);
    this.viewport.onShift = () => this.interaction.editor.place();
    this.viewport.onRest = () => this.view.keep();
  }

  #watchPage(host: TableHost): void {
    const engine = (): Engine | null => this.session.engine;
    new PageLifecycle(host, { engine, onHide: () => this.view.flush() });
    new InputNotes(host, engine);
  }

  #followEngine(engine: Engine | null): void {
    this.view.follow(engine);
    this.announcer.follow(engine);
    this.notices.follow(engine);
    this.interaction.setFocus(null);
    this.arrangement.follow(engine?.data ?? null);
    this.viewport.setData(engine?.data ?? null);
    this.comparison.follow(engine);
    this.#host.requestUpdate();
  }

  #runKey(name: Exclude<GridKeyCommand, "menu">, cell: CellPosition | null): boolean {
    if (name === "next-change") return this.comparison.step("next");
    if (name === "previous-change") return this.comparison.step("previous");
    if (name === "delete-row" && cell && this.comparison.isFixed(cell.row)) return false;
    return this.commands.runKey(name, cell);
  }

  async #writeCell(edit: Edit & { newValue: CellValue }): Promise<void> {
    if (!this.#allowEdit(edit)) return;
    try {
      await this.session.startToWrite().writeCell(edit.row, edit.column, edit.newValue);
    } catch (error) {
      if (!isUnstoredChange(error)) throw error;
      this.notices.tellNotStored(error);
    }
  }

  /** What became of something that the reader asked for. */
  #report(error: unknown): void {
    if (isUnstoredChange(error)) this.notices.tellNotStored(error);
    else this.session.report(error);
  }

  /** False: the page keeps the cell as it is. */
  #allowEdit(edit: Edit): boolean {
    return !this.comparison.isFixed(edit.row) && this.#host.dispatchEvent(new BeforeCellEditEvent(edit));
  }
}
