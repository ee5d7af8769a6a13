import type { Compression } from "./protocol.ts";

export type ColumnCompression = Compression | "lz4";

/** How the values of one column are written: each value once, if `dictionary`, else as the column's layout suits. */
export interface ColumnEncoding {
  readonly dictionary: boolean;
  readonly compression: ColumnCompression;
}

interface Candidate extends ColumnEncoding {
  /** Takes the place of a faster one that needs more bytes than these are of it. */
  readonly below: number;
}

/**
 * The fastest to read first: decompressing takes most of a load's time, Zstandard eight times that of LZ4, and many
 * columns of numbers hardly shrink by either.
 */
const CANDIDATES: readonly Candidate[] = [
  { dictionary: false, compression: "none", below: 1 },
  { dictionary: false, compression: "lz4", below: 0.9 },
  { dictionary: false, compression: "snappy", below: 0.9 },
  { dictionary: true, compression: "none", below: 0.75 },
  { dictionary: true, compression: "lz4", below: 0.9 },
  { dictionary: true, compression: "snappy", below: 0.9 },
  { dictionary: false, compression: "zstd", below: 0.6 },
  { dictionary: true, compression: "zstd", below: 0.6 },
];

const ALLOWED: Record<Compression, readonly ColumnCompression[]> = {
  none: ["none"],
  snappy: ["none", "snappy"],
  zstd: ["none", "lz4", "zstd"],
};

/** What to try on a sample, in the order that `chooseEncodings` wants the results. */
export function encodingCandidates(compression: Compression): readonly ColumnEncoding[] {
  return CANDIDATES.filter((candidate) => ALLOWED[compression].includes(candidate.compression));
}

/** By column name. `sizes`: bytes of each column of the sample, for each of `encodingCandidates`. */
export function chooseEncodings(
  compression: Compression,
  sizes: readonly ReadonlyMap<string, number>[],
): ReadonlyMap<string, ColumnEncoding> {
  const candidates = encodingCandidates(compression) as readonly Candidate[];
  const chosen = new Map<string, ColumnEncoding>();
  for (const column of sizes[0]?.keys() ?? []) {
    let best: { encoding: ColumnEncoding; bytes: number } | undefined;
    for (const [index, { below, ...encoding }] of candidates.entries()) {
      const bytes = sizes[index]?.get(column) ?? Infinity;
      if (!best || bytes < best.bytes * below) best = { encoding, bytes };
    }
    if (best) chosen.set(column, best.encoding);
  }
  return chosen;
}
