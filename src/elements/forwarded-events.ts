import type { EngineEvents } from "../engine/engine-events.ts";
import {
  CellEditEvent,
  EngineRestartEvent,
  LoadCompleteEvent,
  LoadErrorEvent,
  LoadProgressEvent,
  OperationCancelEvent,
  SaveCompleteEvent,
  SaveErrorEvent,
  SaveProgressEvent,
  SaveStartEvent,
  StorageWarningEvent,
} from "./events.ts";

/** The engine's events that a page hears from the element under the same names. */
const EVENT_CLASSES = {
  "load-progress": LoadProgressEvent,
  "load-complete": LoadCompleteEvent,
  "load-error": LoadErrorEvent,
  "save-start": SaveStartEvent,
  "save-progress": SaveProgressEvent,
  "save-complete": SaveCompleteEvent,
  "save-error": SaveErrorEvent,
  "cell-edit": CellEditEvent,
  "operation-cancel": OperationCancelEvent,
  "storage-warning": StorageWarningEvent,
  "engine-restart": EngineRestartEvent,
} satisfies { [Name in keyof EngineEvents]?: new (detail: EngineEvents[Name]) => Event };

type ForwardedName = keyof typeof EVENT_CLASSES;

export const FORWARDED_EVENTS = Object.keys(EVENT_CLASSES) as ForwardedName[];

export function engineEvent<Name extends ForwardedName>(name: Name, detail: EngineEvents[Name]): Event {
  const EventClass = EVENT_CLASSES[name] as new (detail: EngineEvents[Name]) => Event;
  return new EventClass(detail);
}
