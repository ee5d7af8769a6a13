import type { SqlToken } from "./database.ts";

const KINDS = ["identifier", "number", "string", "operator", "keyword", "comment"] as const;

/** Turns the tokenizer's offsets, in UTF-8 bytes, into offsets in `sql`. */
export function sqlTokens(sql: string, byteOffsets: readonly number[], kinds: readonly number[]): SqlToken[] {
  const toOffset = utf16Offsets(sql);
  return byteOffsets.map((byteOffset, index) => ({
    offset: toOffset(byteOffset),
    kind: KINDS[kinds[index] ?? 0] ?? "identifier",
  }));
}

/** Maps ascending byte offsets in one pass over the text. */
function utf16Offsets(text: string): (byteOffset: number) => number {
  let bytes = 0;
  let units = 0;
  return (byteOffset) => {
    while (bytes < byteOffset && units < text.length) {
      const codePoint = text.codePointAt(units) ?? 0;
      bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      units += codePoint < 0x10000 ? 1 : 2;
    }
    return units;
  };
}
