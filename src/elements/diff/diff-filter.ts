import type { DiffFilter, DiffKind } from "../../engine/diff/diff-types.ts";
import { DIFF_KINDS } from "./diff-arguments.ts";

/** The filter with `kind` taken in or out. None, like all, is no filter. */
export function withToggledKind({ kinds = [], columnIds = [] }: DiffFilter, kind: DiffKind): DiffFilter {
  const next = DIFF_KINDS.filter((each) => (each === kind) !== kinds.includes(each));
  return diffFilter(next.length === DIFF_KINDS.length ? [] : next, columnIds);
}

export function withToggledColumn({ kinds = [], columnIds = [] }: DiffFilter, id: number): DiffFilter {
  return diffFilter(kinds, columnIds.includes(id) ? columnIds.filter((each) => each !== id) : [...columnIds, id]);
}

export function withoutColumns({ kinds = [] }: DiffFilter): DiffFilter {
  return diffFilter(kinds, []);
}

function diffFilter(kinds: readonly DiffKind[], columnIds: readonly number[]): DiffFilter {
  return { ...(kinds.length > 0 && { kinds }), ...(columnIds.length > 0 && { columnIds }) };
}
