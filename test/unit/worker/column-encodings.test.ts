import { expect } from "@open-wc/testing";
import { chooseEncodings, type ColumnEncoding, encodingCandidates } from "../../../src/worker/column-encodings.ts";
import type { Compression } from "../../../src/worker/protocol.ts";

/** What is chosen for a column of these sizes by encoding, `d+` for a dictionary. */
function chosen(compression: Compression, sizes: Record<string, number>): string | undefined {
  const results = encodingCandidates(compression).map(
    (candidate) => new Map([["c0", sizes[nameOf(candidate)] ?? 1e9]]),
  );
  const encoding = chooseEncodings(compression, results).get("c0");
  return encoding && nameOf(encoding);
}

const nameOf = ({ dictionary, compression }: ColumnEncoding) => `${dictionary ? "d+" : ""}${compression}`;

describe("encodings of columns", () => {
  it("leaves numbers that hardly shrink as they are", () => {
    expect(chosen("zstd", { none: 1000, lz4: 999, zstd: 920, "d+none": 1400, "d+lz4": 1300, "d+zstd": 1200 })).to.equal(
      "none",
    );
  });

  it("writes each of a few texts once", () => {
    expect(chosen("zstd", { none: 1000, lz4: 388, zstd: 191, "d+none": 64, "d+lz4": 64, "d+zstd": 50 })).to.equal(
      "d+none",
    );
  });

  it("compresses texts in the way that is fast to read", () => {
    expect(chosen("zstd", { none: 1000, lz4: 670, zstd: 436, "d+none": 1170, "d+lz4": 690, "d+zstd": 457 })).to.equal(
      "lz4",
    );
  });

  it("takes Zstandard where it saves nearly half of what is left", () => {
    expect(chosen("zstd", { none: 1000, lz4: 670, zstd: 390, "d+none": 1170, "d+lz4": 690, "d+zstd": 457 })).to.equal(
      "zstd",
    );
  });

  it("uses no other compression than what was asked for, or none", () => {
    const sizes = {
      none: 1000,
      lz4: 1,
      snappy: 500,
      zstd: 1,
      "d+none": 1000,
      "d+lz4": 1,
      "d+snappy": 900,
      "d+zstd": 1,
    };
    expect(chosen("snappy", sizes)).to.equal("snappy");
    expect(chosen("none", sizes)).to.equal("none");
  });

  it("knows nothing of columns that were not in the sample", () => {
    expect([...chooseEncodings("zstd", [])]).to.deep.equal([]);
  });
});
