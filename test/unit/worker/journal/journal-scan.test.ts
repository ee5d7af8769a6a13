import { expect } from "@open-wc/testing";
import fc from "fast-check";
import { crc32c } from "../../../../src/worker/crc32c.ts";
import {
  BLOCK_BYTES,
  decodeHeader,
  encodeHeader,
  encodeRecord,
  HEADER_BYTES,
} from "../../../../src/worker/journal/journal-format.ts";
import { joinScans } from "../../../../src/worker/journal/journal-content.ts";
import { scanJournal } from "../../../../src/worker/journal/journal-scan.ts";
import { appends, barrier, change, concatenate, fileOf, OTHER_SALT, SALT, sequencesOf } from "./entries.ts";

const HEADER = { number: 3, after: 7, salt: SALT };
const RECORDS = [
  encodeRecord(SALT, [change(8), change(9)]),
  encodeRecord(SALT, [barrier(10)]),
  encodeRecord(SALT, [change(11)]),
];
const FILE = fileOf(HEADER, ...RECORDS);
/** Where the header and each record end. */
const ENDS = RECORDS.reduce((ends, record) => [...ends, (ends.at(-1) ?? 0) + record.length], [HEADER_BYTES]);
const END = ENDS.at(-1) ?? 0;
const SEQUENCES = [[], [8, 9], [8, 9, 10], [8, 9, 10, 11]];

describe("scan of a journal", () => {
  it("finds what was written", () => {
    fc.assert(
      fc.property(appends, (groups) => {
        const records = groups.map((group) => encodeRecord(SALT, group));
        const goodLength = HEADER_BYTES + concatenate(...records).length;
        const found = {
          header: HEADER,
          entries: groups.flat(),
          goodLength,
          isSealed: false,
          tail: "clean",
          isEmpty: false,
        };
        expect(scanJournal(fileOf(HEADER, ...records))).to.deep.equal(found);
      }),
    );
  });

  it("stops before every flipped bit, and tells damage from a torn end", () => {
    for (let bit = HEADER_BYTES * 8; bit < END * 8; bit++) {
      const file = FILE.slice();
      file[bit >> 3] = (file[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const good = ENDS.findLastIndex((end) => end <= bit >> 3);
      const scan = scanJournal(file);
      expect(sequencesOf(scan.entries), `bit ${bit}`).to.deep.equal(SEQUENCES[good]);
      expect(scan.goodLength, `bit ${bit}`).to.equal(ENDS[good]);
      expect(scan.tail, `bit ${bit}`).to.equal(good === 2 ? "torn" : "damaged");
    }
  });

  it("takes nothing from a file whose header has a flipped bit", () => {
    for (let bit = 0; bit < HEADER_BYTES * 8; bit++) {
      const file = FILE.slice();
      file[bit >> 3] = (file[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const nothing = { header: null, entries: [], goodLength: 0, isSealed: false, tail: "damaged", isEmpty: false };
      expect(scanJournal(file), `bit ${bit}`).to.deep.equal(nothing);
    }
  });

  it("keeps the whole records of a file that is cut off at any byte, and notices the cut", () => {
    for (let length = HEADER_BYTES; length < BLOCK_BYTES; length++) {
      const good = ENDS.findLastIndex((end) => end <= length);
      const scan = scanJournal(FILE.subarray(0, length));
      expect(sequencesOf(scan.entries), `${length} bytes`).to.deep.equal(SEQUENCES[good]);
      expect(scan.tail, `${length} bytes`).to.equal("damaged");
    }
  });

  it("takes zeros behind the last record for space that was never written", () => {
    const scan = scanJournal(concatenate(FILE, new Uint8Array(BLOCK_BYTES)));
    expect([scan.goodLength, scan.tail]).to.deep.equal([END, "clean"]);
    expect(scanJournal(new Uint8Array(BLOCK_BYTES)).tail).to.equal("clean");
  });

  it("ends with the seal", () => {
    const [seal, late] = [encodeRecord(SALT, []), encodeRecord(SALT, [change(12)])];
    const scan = scanJournal(fileOf(HEADER, ...RECORDS, seal));
    expect([scan.isSealed, scan.goodLength, scan.tail]).to.deep.equal([true, END + seal.length, "clean"]);
    expect(sequencesOf(scanJournal(fileOf(HEADER, ...RECORDS, seal, late)).entries)).to.deep.equal([8, 9, 10, 11]);
  });

  it("misses what was in a file without bytes, though nothing tells how far it went", () => {
    const [blank, begun] = [scanJournal(new Uint8Array(BLOCK_BYTES)), scanJournal(fileOf(HEADER))];
    const { after } = HEADER;
    expect(joinScans([blank, begun], after).losses).to.deep.equal(["clean", "clean"]);
    expect(joinScans([scanJournal(new Uint8Array()), begun], after).losses).to.deep.equal(["damaged", "clean"]);
  });

  it("believes no record of the file's former life", () => {
    const stale = encodeRecord(OTHER_SALT, [change(12)]);
    const scan = scanJournal(fileOf(HEADER, ...RECORDS, stale, stale));
    expect(sequencesOf(scan.entries)).to.deep.equal([8, 9, 10, 11]);
    expect(scan.tail).to.equal("torn");
  });

  it("believes no record whose mark alone is of this salt", () => {
    const almost = SALT.slice();
    almost[15] = 0;
    const scan = scanJournal(fileOf(HEADER, ...RECORDS, encodeRecord(almost, [change(12)])));
    expect(sequencesOf(scan.entries)).to.deep.equal([8, 9, 10, 11]);
  });

  it("stops at a record that goes back", () => {
    const scan = scanJournal(fileOf(HEADER, ...RECORDS, encodeRecord(SALT, [change(11)])));
    expect([sequencesOf(scan.entries), scan.goodLength]).to.deep.equal([[8, 9, 10, 11], END]);
  });

  it("finds no record in megabytes of marks", () => {
    const junk = Uint8Array.from({ length: 4_000_000 }, (_, at) => SALT[at % 4] ?? 0);
    expect(scanJournal(fileOf(HEADER, ...RECORDS, junk)).tail).to.equal("torn");
  });

  it("tells an intact header of a later release from damage", () => {
    const bytes = encodeHeader(HEADER);
    const view = new DataView(bytes.buffer);
    view.setUint32(4, 2, true);
    view.setUint32(HEADER_BYTES - 4, crc32c(bytes.subarray(0, -4)), true);
    expect(decodeHeader(bytes)).to.deep.equal({ state: "newer", formatVersion: 2 });
  });
});

describe("CRC-32C", () => {
  const bitwise = (bytes: Uint8Array): number => {
    let crc = 0xffffffff;
    for (const byte of bytes) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    }
    return ~crc >>> 0;
  };

  it("is what the definition says, for every length and alignment", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(7), (bytes, offset) => {
        const view = bytes.subarray(offset);
        expect(crc32c(view)).to.equal(bitwise(view));
      }),
    );
  });

  it("goes on from the CRC of what came before", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (first, second) => {
        expect(crc32c(second, crc32c(first))).to.equal(crc32c(concatenate(first, second)));
      }),
    );
  });
});
