import type { FilterModel, SortModel } from "../../engine/models.ts";

/** What the toolbar and the status bar ask the element for. They bubble, but stay inside its shadow root. */
abstract class ChromeEvent<Detail = null> extends CustomEvent<Detail> {
  constructor(type: string, detail: Detail) {
    super(type, { detail, bubbles: true, composed: false });
  }
}

/** The reader picked a file to load. */
export class OpenFileEvent extends ChromeEvent<File> {
  static readonly type = "pt-open-file";
  constructor(file: File) {
    super(OpenFileEvent.type, file);
  }
}

/** Save now; also the retry of a failed save. */
export class SaveRequestEvent extends ChromeEvent {
  static readonly type = "pt-save";
  constructor() {
    super(SaveRequestEvent.type, null);
  }
}

/** Stop the running load or view computation. */
export class CancelRequestEvent extends ChromeEvent {
  static readonly type = "pt-cancel";
  constructor() {
    super(CancelRequestEvent.type, null);
  }
}

/** The quick search that is wanted; empty: none. */
export class SearchRequestEvent extends ChromeEvent<string> {
  static readonly type = "pt-search";
  constructor(search: string) {
    super(SearchRequestEvent.type, search);
  }
}

export class SortRequestEvent extends ChromeEvent<SortModel> {
  static readonly type = "pt-sort";
  constructor(sort: SortModel) {
    super(SortRequestEvent.type, sort);
  }
}

export class FilterRequestEvent extends ChromeEvent<FilterModel | null> {
  static readonly type = "pt-filter";
  constructor(filter: FilterModel | null) {
    super(FilterRequestEvent.type, filter);
  }
}

declare global {
  interface HTMLElementEventMap {
    "pt-open-file": OpenFileEvent;
    "pt-save": SaveRequestEvent;
    "pt-cancel": CancelRequestEvent;
    "pt-search": SearchRequestEvent;
    "pt-sort": SortRequestEvent;
    "pt-filter": FilterRequestEvent;
  }
}
