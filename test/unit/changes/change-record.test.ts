import { expect } from "@open-wc/testing";
import fc from "fast-check";
import {
  decodeRecord,
  decodeRecords,
  encodeRecord,
  type ChangeRecord,
} from "../../../src/engine/journal/change-record.ts";

const value = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.double(),
  fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n }),
  fc.string({ unit: "binary" }),
  fc.uint8Array(),
);
const id = fc.nat({ max: 2 ** 31 });

const record: fc.Arbitrary<ChangeRecord> = fc.oneof(
  fc.record({
    kind: fc.constant("cells" as const),
    edits: fc.array(fc.record({ rowId: id, columnId: id, value }, { noNullPrototype: true })),
  }),
  fc.record({
    kind: fc.constant("add-rows" as const),
    firstId: id,
    rowCount: id,
    columns: fc.array(fc.record({ columnId: id, values: fc.array(value) })),
  }),
  fc.record({
    kind: fc.constant("delete-rows" as const),
    ids: fc.array(fc.record({ firstId: id, endId: id })),
  }),
  fc.record({ kind: fc.constantFrom("undo" as const, "redo" as const), of: id }),
);

describe("a change in the journal", () => {
  it("is read as it was written, whatever its values are", () => {
    fc.assert(
      fc.property(record, (change) => {
        expect(decodeRecord(encodeRecord(change))).to.deep.equal(change);
      }),
    );
  });

  it("is read among others as alone", () => {
    fc.assert(
      fc.property(fc.array(record), (changes) => {
        expect(decodeRecords(changes.map(encodeRecord))).to.deep.equal(changes);
      }),
    );
    const text = (json: string) => new TextEncoder().encode(json);
    for (const bad of [[text('["undo",1],["undo",2]')], [text('["undo"'), text("1]")], [text('["other"]')]]) {
      expect(() => decodeRecords(bad)).to.throw();
    }
  });

  it("keeps -0, values that are no number, and text that is no valid UTF-16", () => {
    for (const cell of [-0, NaN, Infinity, -Infinity, "\ud800 alone", "\0", 2n ** 64n]) {
      const edits = [{ rowId: 1, columnId: 2, value: cell }];
      const read = decodeRecord(encodeRecord({ kind: "cells", edits }));
      expect(read.kind === "cells" && Object.is(read.edits[0]?.value, cell), String(cell)).to.equal(true);
    }
  });

  it("keeps the steps of a transform", () => {
    const steps = [{ op: "update" as const, column: "__proto__", expression: "1 + 1", where: 'a > "b"' }];
    expect(decodeRecord(encodeRecord({ kind: "transform", steps }))).to.deep.equal({ kind: "transform", steps });
  });

  it("of an unknown kind is refused by name", () => {
    const unknown = new TextEncoder().encode('["pivot", 1]');
    expect(() => decodeRecord(unknown)).to.throw(RangeError, "pivot");
  });
});
