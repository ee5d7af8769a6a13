import type { DiffBase, DiffFilter, DiffFormat, DiffMode, RevertSelection } from "../../engine/diff/diff-types.ts";
import type { StepDirection } from "../table-diff.ts";

/** What the reader asks of a comparison: these events bubble, but stay inside the element's shadow root. */
function diffEvent<Detail>(type: string) {
  return class extends CustomEvent<Detail> {
    static readonly type = type;
    constructor(detail: Detail) {
      super(type, { detail, bubbles: true, composed: false });
    }
  };
}

/** A comparison is wanted. */
export class CompareRequestEvent extends diffEvent<DiffBase>("pt-compare") {}

/** The reader picked a file to compare with; its key columns are still to be asked for. */
export class CompareFileEvent extends diffEvent<File>("pt-compare-file") {}

/** Other rows of the comparison are wanted. */
export class DiffViewEvent extends diffEvent<{ mode?: DiffMode; filter?: DiffFilter }>("pt-diff-view") {}

/** The focus is to go to another change. */
export class DiffStepEvent extends diffEvent<StepDirection>("pt-diff-step") {}

/** The base's values are wanted back. */
export class RevertRequestEvent extends diffEvent<RevertSelection>("pt-revert") {}

/** The differences are wanted as a file. */
export class DiffDownloadEvent extends diffEvent<DiffFormat>("pt-diff-download") {}

declare global {
  interface HTMLElementEventMap {
    "pt-compare": CompareRequestEvent;
    "pt-compare-file": CompareFileEvent;
    "pt-diff-view": DiffViewEvent;
    "pt-diff-step": DiffStepEvent;
    "pt-revert": RevertRequestEvent;
    "pt-diff-download": DiffDownloadEvent;
  }
}
