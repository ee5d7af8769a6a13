/** A value of a sort key and how many rows of a sample have it. */
export interface SampledValue {
  readonly text: string;
  readonly count: number;
  /** Whether `text` is all of the value. */
  readonly isWhole: boolean;
}

/** Rows with values between two others, or with one that many rows have; in order of the sort. */
export type KeySpan =
  | { readonly kind: "between"; readonly from: string | null; readonly above: string | null; readonly below: string | null; readonly count: number } // prettier-ignore
  | { readonly kind: "only"; readonly value: string; readonly count: number };

/**
 * Spans that hold about as many rows each. `values` come in order of the sort. Between them the spans leave nothing out:
 * one starts at `from`, or `above` the value of the one before, and ends `below` the next.
 */
export function cutSample(values: readonly SampledValue[], spans: number): KeySpan[] {
  const share = values.reduce((sum, { count }) => sum + count, 0) / spans;
  const cuts: KeySpan[] = [];
  let open: { from: string | null; above: string | null; count: number } = { from: null, above: null, count: 0 };
  const close = (below: string | null) => cuts.push({ kind: "between", ...open, below });
  for (const { text, count, isWhole } of values) {
    if (isWhole && count > share / 2) {
      close(text);
      cuts.push({ kind: "only", value: text, count });
      open = { from: null, above: text, count: 0 };
    } else if (open.count > 0 && open.count + count > share) {
      close(text);
      open = { from: text, above: null, count };
    } else open.count += count;
  }
  close(null);
  return cuts;
}
