import type { ExportFormat } from "../../engine/engine-events.ts";
import type { FilterModel, SortModel } from "../../engine/models.ts";

/** What the chrome asks the element for: these events bubble, but stay inside its shadow root. */
function chromeEvent<Detail>(type: string) {
  return class extends CustomEvent<Detail> {
    static readonly type = type;
    constructor(detail: Detail) {
      super(type, { detail, bubbles: true, composed: false });
    }
  };
}

/** The reader picked a file to load. */
export class OpenFileEvent extends chromeEvent<File>("pt-open-file") {}

/** Something to do that the event says by itself. */
export class CommandEvent extends chromeEvent<ChromeCommand>("pt-command") {}

/** `save` is also the retry of a failed save; `take-over`: from the tab that has the table; `cancel` stops all long operations. */
export type ChromeCommand =
  | "save"
  | "take-over"
  | "cancel"
  | "undo"
  | "redo"
  | "toggle-transform"
  | "toggle-versions"
  | "close-diff"
  | "close-keys";

/** The rows of the view are wanted as a file. */
export class DownloadRequestEvent extends chromeEvent<ExportFormat>("pt-download") {}

/** The quick search that is wanted; empty: none. */
export class SearchRequestEvent extends chromeEvent<string>("pt-search") {}

export class SortRequestEvent extends chromeEvent<SortModel>("pt-sort") {}

export class FilterRequestEvent extends chromeEvent<FilterModel | null>("pt-filter") {}

declare global {
  interface HTMLElementEventMap {
    "pt-open-file": OpenFileEvent;
    "pt-command": CommandEvent;
    "pt-download": DownloadRequestEvent;
    "pt-search": SearchRequestEvent;
    "pt-sort": SortRequestEvent;
    "pt-filter": FilterRequestEvent;
  }
}
