import type { EngineEvents } from "../engine/engine-events.ts";
import * as events from "./events.ts";

/** The engine's events that a page hears from the element under the same names. */
const EVENT_CLASSES = {
  "load-progress": events.LoadProgressEvent,
  "load-complete": events.LoadCompleteEvent,
  "load-error": events.LoadErrorEvent,
  "save-start": events.SaveStartEvent,
  "save-progress": events.SaveProgressEvent,
  "save-complete": events.SaveCompleteEvent,
  "save-error": events.SaveErrorEvent,
  "cell-edit": events.CellEditEvent,
  "transform-progress": events.TransformProgressEvent,
  "transform-complete": events.TransformCompleteEvent,
  "export-progress": events.ExportProgressEvent,
  "diff-progress": events.DiffProgressEvent,
  "diff-complete": events.DiffCompleteEvent,
  "operation-cancel": events.OperationCancelEvent,
  "storage-warning": events.StorageWarningEvent,
  "access-change": events.AccessChangeEvent,
  "engine-restart": events.EngineRestartEvent,
} satisfies { [Name in keyof EngineEvents]?: new (detail: EngineEvents[Name]) => Event };

type ForwardedName = keyof typeof EVENT_CLASSES;

export const FORWARDED_EVENTS = Object.keys(EVENT_CLASSES) as ForwardedName[];

export function engineEvent<Name extends ForwardedName>(name: Name, detail: EngineEvents[Name]): Event {
  const EventClass = EVENT_CLASSES[name] as new (detail: EngineEvents[Name]) => Event;
  return new EventClass(detail);
}
