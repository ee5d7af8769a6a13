import type { EngineEvents } from "../../engine/engine-events.ts";

export type NoticeId =
  | "problem"
  | "other-tab"
  | "no-opfs"
  | "damaged"
  | "quota"
  | "not-stored"
  | "deleted"
  | "restart"
  | "wait"
  | "announcement";

/** What the reader can do about it. */
export type NoticeAction = "take-over" | "free-versions" | "save" | "undo";

/** A message that stays until the reader dismisses it, or what it speaks of is over. */
export interface Notice {
  readonly id: NoticeId;
  readonly tone: "danger" | "warning" | "plain";
  readonly message: string;
  readonly actions: readonly NoticeAction[];
  /** The action under way. */
  readonly running: NoticeAction | null;
  /** Why the last action did not help. */
  readonly failure: string | null;
}

type HeardName =
  | "storage-warning"
  | "access-change"
  | "table-deleted"
  | "state-change"
  | "load-complete"
  | "save-state-change"
  | "save-complete"
  | "engine-restart"
  | "cancel-wait";

export type NoticeEvent =
  | { [Name in HeardName]: { readonly name: Name; readonly detail: EngineEvents[Name] } }[HeardName]
  | { readonly name: "not-stored"; readonly detail: string }
  | { readonly name: "dismiss"; readonly detail: NoticeId }
  | { readonly name: "action-start"; readonly detail: { readonly id: NoticeId; readonly action: NoticeAction } }
  | { readonly name: "action-fail"; readonly detail: { readonly id: NoticeId; readonly failure: string } };

/** What of the engine makes and ends notices. */
export const HEARD_EVENTS = [
  "storage-warning",
  "access-change",
  "table-deleted",
  "state-change",
  "load-complete",
  "save-state-change",
  "save-complete",
  "engine-restart",
  "cancel-wait",
] as const satisfies readonly HeardName[];

type Notices = readonly Notice[];

/** The notices after one event, in the order in which they came. */
export function nextNotices(notices: Notices, event: NoticeEvent): Notices {
  switch (event.name) {
    case "storage-warning":
      return afterWarning(notices, event.detail);
    case "access-change":
      return afterAccess(notices, event.detail.access);
    case "table-deleted":
      return withNotice(notices, notice("deleted", "plain", event.detail.message));
    case "state-change":
      // What another page stores comes without the end of a load.
      return event.detail.state === "ready" ? withoutAll(notices, ["deleted"]) : notices;
    case "load-complete":
      return withoutAll(notices, ["deleted"]);
    case "save-state-change":
      return event.detail.saveState === "clean" ? withoutAll(notices, UNSTORED) : notices;
    case "save-complete":
      return withoutAll(notices, UNSTORED);
    case "engine-restart":
      return withNotice(notices, notice("restart", "warning", restartMessage(event.detail)));
    case "cancel-wait":
      return afterCancelWait(notices, event.detail.message);
    case "not-stored":
      return withNotice(notices, notice("not-stored", "danger", event.detail, ["save"]));
    case "dismiss":
      return withoutAll(notices, [event.detail]);
    case "action-start": {
      const { id, action } = event.detail;
      return changed(notices, id, { running: action, failure: null });
    }
    case "action-fail": {
      const { id, failure } = event.detail;
      return changed(notices, id, { running: null, failure });
    }
  }
}

export function notice(
  id: NoticeId,
  tone: Notice["tone"],
  message: string,
  actions: readonly NoticeAction[] = [],
): Notice {
  return { id, tone, message, actions, running: null, failure: null };
}

/** What a save puts an end to. */
const UNSTORED: readonly NoticeId[] = ["quota", "not-stored"];

const OTHER_TAB_MESSAGE =
  "Another tab or window has this table open: you see its changes here, and editing is off until you take over.";

function afterWarning(notices: Notices, { reason, message }: EngineEvents["storage-warning"]): Notices {
  switch (reason) {
    case "other-tab":
      return withNotice(notices, notice("other-tab", "warning", message, ["take-over"]));
    case "quota":
      return withNotice(notices, notice("quota", "danger", message, ["free-versions", "save"]));
    case "no-opfs":
      return withNotice(notices, notice("no-opfs", "warning", message));
    case "damaged":
      return withDamage(notices, message);
    case "not-persisted":
      return notices;
  }
}

function afterAccess(notices: Notices, access: EngineEvents["access-change"]["access"]): Notices {
  if (access === "write") return withoutAll(notices, ["other-tab"]);
  const isTold = notices.some(({ id }) => id === "other-tab");
  return isTold ? notices : withNotice(notices, notice("other-tab", "warning", OTHER_TAB_MESSAGE, ["take-over"]));
}

/** One notice for all that is damaged. */
function withDamage(notices: Notices, message: string): Notices {
  const told = notices.find(({ id }) => id === "damaged")?.message.split("\n") ?? [];
  const lines = told.includes(message) ? told : [...told, message];
  return withNotice(notices, notice("damaged", "danger", lines.join("\n")));
}

function afterCancelWait(notices: Notices, message: string | null): Notices {
  return message === null ? withoutAll(notices, ["wait"]) : withNotice(notices, notice("wait", "warning", message));
}

function restartMessage({ reason, lostChanges }: EngineEvents["engine-restart"]): string {
  const lost = lostChanges === 0 ? "no change was lost" : `${lostChanges} unsaved changes were lost`;
  return `The database was restarted, ${lost}. ${reason}`;
}

/** In its former place; an action that runs goes on. */
function withNotice(notices: Notices, next: Notice): Notices {
  const former = notices.find(({ id }) => id === next.id);
  if (!former) return [...notices, next];
  return notices.map((each) => (each === former ? { ...next, running: former.running } : each));
}

function changed(notices: Notices, id: NoticeId, change: Partial<Notice>): Notices {
  return notices.map((each) => (each.id === id ? { ...each, ...change } : each));
}

function withoutAll(notices: Notices, ids: readonly NoticeId[]): Notices {
  const rest = notices.filter(({ id }) => !ids.includes(id));
  return rest.length === notices.length ? notices : rest;
}
