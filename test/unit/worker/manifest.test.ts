import { expect } from "@open-wc/testing";
import { crc32c } from "../../../src/worker/crc32c.ts";
import { fromHex } from "../../../src/worker/hex.ts";
import {
  chooseSlot,
  type DecodedSlot,
  decodeManifest,
  encodeEmptySlot,
  encodeManifest,
  type Manifest,
  newTableId,
  slotOf,
} from "../../../src/worker/manifest.ts";

const manifest: Manifest = {
  id: 8_123_456_789_012_345,
  generation: 7,
  head: new Uint8Array([255, 0, 1, 128]),
  versions: [
    {
      version: 41,
      savedAt: 1_767_225_600_000,
      rows: 150_000,
      columns: [
        { id: 0, name: "prix €", type: "DECIMAL(18,3)", nullable: true },
        { id: 4, name: "", type: "VARCHAR", nullable: false },
      ],
      nextColumnId: 5,
      nextRowId: 9_007_199_254_740_991,
      segments: [
        {
          file: "p000.parquet",
          byteLength: 3_500_000,
          rows: 122_880,
          firstId: 0,
          endId: 122_880,
          sha256: "0f".repeat(32),
        },
        {
          file: "p017.parquet",
          byteLength: 12,
          rows: 27_120,
          firstId: 122_880,
          endId: 245_760,
          sha256: "a1".repeat(32),
        },
      ],
      name: "avant la hausse €",
      kept: true,
    },
    {
      version: 42,
      savedAt: 0,
      rows: 0,
      columns: [],
      nextColumnId: 0,
      nextRowId: 0,
      segments: [],
      name: null,
      kept: false,
    },
  ],
};

/**
 * Generation 7 in format 1, as its release wrote it: version 41 of 3 rows in one column `n` (BIGINT, id 0) and the segment
 * `p000.parquet`, with a head of 2 bytes.
 */
const FORMAT_1 =
  "50544d4601000000ba000000070000000000000001000000290000000000000000a8da769b01000003000000000000000100" +
  "0000000000000300000000000000010000000000000000000000010000006e06000000424947494e5401010000000c000000" +
  "703030302e70617271756574f4010000000000000300000000000000000000000000000000e00100000000000f0f0f0f0f0f" +
  "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f02000000ff017f777163";

/** The same in format 2, whose versions have a name and may be kept. */
const FORMAT_2 =
  "50544d4602000000c3000000070000000000000001000000290000000000000000a8da769b01000003000000000000000100" +
  "0000000000000300000000000000010000000000000000000000010000006e06000000424947494e5401010000000c000000" +
  "703030302e70617271756574f4010000000000000300000000000000000000000000000000e00100000000000f0f0f0f0f0f" +
  "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0101030000006ec3a902000000ff016178200b";

/** What both hold. */
const formerManifest = (description: { name: string | null; kept: boolean }): Manifest => ({
  id: 0,
  generation: 7,
  head: new Uint8Array([255, 1]),
  versions: [
    {
      version: 41,
      savedAt: 1_767_225_600_000,
      rows: 3,
      columns: [{ id: 0, name: "n", type: "BIGINT", nullable: true }],
      nextColumnId: 1,
      nextRowId: 3,
      segments: [
        { file: "p000.parquet", byteLength: 500, rows: 3, firstId: 0, endId: 122_880, sha256: "0f".repeat(32) },
      ],
      ...description,
    },
  ],
});

const valid = (generation: number): DecodedSlot => ({ state: "valid", manifest: { ...manifest, generation } });

describe("manifest", () => {
  it("decodes to what was encoded", () => {
    expect(decodeManifest(encodeManifest(manifest))).to.deep.equal({ state: "valid", manifest });
  });

  it("ignores what an older, longer manifest left behind it", () => {
    const bytes = encodeManifest(manifest);
    const file = new Uint8Array(bytes.length + 100).fill(0xee);
    file.set(bytes);
    expect(decodeManifest(file).state).to.equal("valid");
  });

  it("detects every flipped bit", () => {
    const bytes = encodeManifest(manifest);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = bytes.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(decodeManifest(flipped).state, `bit ${bit}`).to.equal("damaged");
    }
  });

  it("detects a manifest cut off at any byte", () => {
    const bytes = encodeManifest(manifest);
    for (let length = 1; length < bytes.length; length++) {
      expect(decodeManifest(bytes.subarray(0, length)).state, `${length} bytes`).to.equal("damaged");
    }
  });

  it("detects the new beginning of a torn write over an old end", () => {
    const before = encodeManifest(manifest);
    const after = encodeManifest({ ...manifest, generation: 9 });
    for (let torn = 16; torn < before.length; torn++) {
      const file = before.slice();
      file.set(after.subarray(0, torn));
      const state = decodeManifest(file).state;
      expect(state, `${torn} bytes`).to.equal("damaged");
    }
  });

  it("tells an empty slot and an intact one of a later release apart from damage", () => {
    expect(decodeManifest(new Uint8Array()).state).to.equal("absent");
    expect(decodeManifest(encodeEmptySlot()).state).to.equal("empty");
    const bytes = encodeManifest(manifest);
    const view = new DataView(bytes.buffer);
    view.setUint32(4, 4, true);
    view.setUint32(bytes.length - 4, crc32c(bytes.subarray(0, -4)), true);
    expect(decodeManifest(bytes)).to.deep.equal({ state: "newer", formatVersion: 4 });
  });

  it("reads what earlier releases wrote, as of a table without an id", () => {
    const first = formerManifest({ name: null, kept: false });
    expect(decodeManifest(fromHex(FORMAT_1))).to.deep.equal({ state: "valid", manifest: first });
    const second = formerManifest({ name: "né", kept: true });
    expect(decodeManifest(fromHex(FORMAT_2))).to.deep.equal({ state: "valid", manifest: second });
  });

  it("gives tables ids that differ, of up to 53 bits and never 0", () => {
    const ids = Array.from({ length: 1000 }, newTableId);
    expect(new Set(ids).size).to.equal(1000);
    expect(ids.every((id) => Number.isSafeInteger(id) && id > 0)).to.equal(true);
    expect(Math.max(...ids)).to.be.greaterThan(2 ** 50);
  });

  it("tells no name from an empty one", () => {
    const versions = manifest.versions.map((version) => ({ ...version, name: "" }));
    const decoded = decodeManifest(encodeManifest({ ...manifest, versions }));
    expect(decoded).to.deep.equal({ state: "valid", manifest: { ...manifest, versions } });
  });

  it("refuses numbers that would lose digits", () => {
    expect(() => encodeManifest({ ...manifest, generation: 2 ** 53 })).to.throw(RangeError);
  });

  it("chooses the valid slot with the higher generation", () => {
    const damaged: DecodedSlot = { state: "damaged" };
    const empty: DecodedSlot = { state: "empty" };
    expect(chooseSlot([valid(4), valid(5)])).to.equal(1);
    expect(chooseSlot([valid(6), valid(5)])).to.equal(0);
    expect(chooseSlot([damaged, valid(5)])).to.equal(1);
    expect(chooseSlot([valid(4), damaged])).to.equal(0);
    expect(chooseSlot([valid(2), empty])).to.equal(0);
    expect(chooseSlot([damaged, empty])).to.equal(null);
  });

  it("never writes a generation over the one before it", () => {
    for (let generation = 1; generation < 10; generation++) {
      expect(slotOf(generation + 1)).not.to.equal(slotOf(generation));
    }
  });

  it("checks with CRC-32C", () => {
    expect(crc32c(new TextEncoder().encode("123456789"))).to.equal(0xe3069283);
  });
});
