import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Engine } from "../../engine/engine.ts";
import { isAbort, type PersistentTableError } from "../../engine/errors.ts";
import type { Announcer } from "../announcer.ts";
import { safetyText } from "../chrome/safety-text.ts";
import type { EngineSession } from "../engine-session.ts";
import { HEARD_EVENTS, nextNotices, notice, type Notice, type NoticeAction, type NoticeEvent } from "./notice.ts";

export interface NoticeHost extends ReactiveControllerHost, HTMLElement {
  readonly controls: boolean;
}

export interface NoticeParts {
  readonly session: EngineSession;
  readonly announcer: Announcer;
  /** The grid has a table in it; else it says in the table's place what is wrong. */
  hasColumns(): boolean;
  undo(): void;
}

/** What the reader is to know, and can do about it, with a status bar or without. */
export class NoticeBoard implements ReactiveController {
  readonly #host: NoticeHost;
  readonly #parts: NoticeParts;
  #notices: readonly Notice[] = [];
  #unsubscribe: (() => void)[] = [];

  constructor(host: NoticeHost, parts: NoticeParts) {
    this.#host = host;
    this.#parts = parts;
    host.addController(this);
  }

  hostUpdate(): void {
    this.#keepFocus();
  }

  /** The worst first, else in the order in which they came. */
  get notices(): readonly Notice[] {
    const { problem } = this.#parts.session;
    const told = this.#notices.map((each) => this.#withSafety(each));
    const isNews =
      problem !== null && this.#parts.hasColumns() && !this.#notices.some(({ message }) => message === problem.message);
    const all = [...(isNews ? [notice("problem", "danger", problem.message)] : []), ...told, ...this.#announcement];
    return all.sort((a, b) => TONES.indexOf(a.tone) - TONES.indexOf(b.tone));
  }

  follow(engine: Engine | null): void {
    for (const stop of this.#unsubscribe) stop();
    this.#notices = [];
    this.#unsubscribe = engine
      ? HEARD_EVENTS.map((name) => engine.on(name, (detail) => this.#step({ name, detail } as NoticeEvent)))
      : [];
    if (engine?.access === "read") this.#step({ name: "access-change", detail: { access: "read" } });
  }

  /** A change was made that could not be stored for now. */
  tellNotStored({ code, message }: PersistentTableError): void {
    if (code === "storage-quota") this.#step({ name: "storage-warning", detail: { reason: "quota", message } });
    else this.#step({ name: "not-stored", detail: `The change is made, but not stored yet. ${message}` });
  }

  readonly dismiss = (id: Notice["id"]): void => {
    if (id === "problem") this.#parts.session.dismiss();
    else if (id === "announcement") this.#parts.announcer.clear();
    else this.#step({ name: "dismiss", detail: id });
  };

  readonly run = (id: Notice["id"], action: NoticeAction): void => {
    if (action === "undo") this.#parts.undo();
    else void this.#try(id, action);
  };

  /** For a reader who had dismissed the notice, which tells how it goes. */
  takeOver(): void {
    const { engine } = this.#parts.session;
    if (engine?.access !== "read") return;
    this.#step({ name: "access-change", detail: { access: "read" } });
    this.run("other-tab", "take-over");
  }

  async #try(id: Notice["id"], action: Exclude<NoticeAction, "undo">): Promise<void> {
    const { engine } = this.#parts.session;
    const isRunning = this.#notices.some((each) => each.id === id && each.running !== null);
    if (!engine || isRunning) return;
    this.#step({ name: "action-start", detail: { id, action } });
    try {
      await DEEDS[action](engine);
      if (engine === this.#parts.session.engine) this.#step({ name: "dismiss", detail: id });
    } catch (error) {
      if (engine !== this.#parts.session.engine) return;
      this.#step({ name: "action-fail", detail: { id, failure: isAbort(error) ? "Stopped." : messageOf(error) } });
    }
  }

  #step(event: NoticeEvent): void {
    const next = nextNotices(this.#notices, event);
    if (next === this.#notices) return;
    this.#notices = next;
    this.#host.requestUpdate();
  }

  /** What is safe while the disk is full changes with every change and every save. */
  #withSafety(told: Notice): Notice {
    const { engine } = this.#parts.session;
    if (told.id !== "quota" || !engine) return told;
    const isSafe = !engine.hasUnsavedChanges;
    return { ...told, tone: isSafe ? "warning" : "danger", message: `${told.message}\n${safetyText(isSafe)}` };
  }

  /** A status bar says it itself. */
  get #announcement(): readonly Notice[] {
    const { current } = this.#parts.announcer;
    if (!current || this.#host.controls || !this.#parts.hasColumns()) return [];
    return [notice("announcement", "plain", current.text, current.isUndoable ? ["undo"] : [])];
  }

  /** The grid has the focus when the button that had it is gone. */
  #keepFocus(): void {
    const focused = this.#host.shadowRoot?.activeElement;
    if (!focused?.closest(".notice")) return;
    void this.#host.updateComplete.then(() => {
      if (!focused.isConnected && this.#host.isConnected) this.#host.focus();
    });
  }
}

const TONES: readonly Notice["tone"][] = ["danger", "warning", "plain"];

const DEEDS: Readonly<Record<Exclude<NoticeAction, "undo">, (engine: Engine) => Promise<unknown>>> = {
  "take-over": (engine) => engine.takeOver(),
  "free-versions": (engine) => engine.freeVersions(),
  save: (engine) => engine.save(),
};

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
