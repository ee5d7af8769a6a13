import { expect } from "@open-wc/testing";
import fc from "fast-check";
import { isUtf8 } from "../../../src/worker/import/utf8.ts";

const byte = fc.oneof(
  fc.nat(255),
  fc.constantFrom(0x61, 0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xa0, 0x9f, 0xed, 0xf0, 0x8f, 0x90, 0xf4, 0xf5),
);
const characters = fc
  .string({ unit: "binary", minLength: 1, maxLength: 3 })
  .map((text) => [...new TextEncoder().encode(text)]);
const bytes = fc
  .array(fc.oneof(fc.array(byte, { maxLength: 4 }), characters), { maxLength: 4 })
  .map((parts) => parts.flat());

describe("UTF-8", () => {
  it("is told as the browser tells it", () => {
    const decoder = new TextDecoder("utf-8", { fatal: true });
    fc.assert(
      fc.property(bytes, (values) => {
        const text = Uint8Array.from(values);
        let isValid = true;
        try {
          decoder.decode(text);
        } catch {
          isValid = false;
        }
        expect(isUtf8(text, 0, text.length)).to.equal(isValid);
      }),
      { numRuns: 20_000 },
    );
  });

  it("has no character beyond the end", () => {
    const text = new TextEncoder().encode("a€");
    expect(isUtf8(text, 0, 4)).to.equal(true);
    expect(isUtf8(text, 0, 3)).to.equal(false);
    expect(isUtf8(text, 2, 4)).to.equal(false);
  });
});
