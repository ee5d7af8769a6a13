import { makeData, Utf8, Vector } from "apache-arrow";

/** An Arrow text column. Not by Arrow's builders, which are slow before they are warm: a first screen is all they make. */
export function textVector(texts: readonly (string | null)[]): Vector<Utf8> {
  const encoder = new TextEncoder();
  const { length } = texts;
  const valueOffsets = new Int32Array(length + 1);
  const nullBitmap = new Uint8Array(Math.ceil(length / 8));
  let nullCount = 0;
  let joined = "";
  let end = 0;
  texts.forEach((text, index) => {
    if (text === null) nullCount += 1;
    else {
      nullBitmap[index >> 3] = (nullBitmap[index >> 3] ?? 0) | (1 << (index & 7));
      joined += text;
      end += encoder.encode(text).length;
    }
    valueOffsets[index + 1] = end;
  });
  const data = encoder.encode(joined);
  return new Vector([makeData({ type: new Utf8(), length, nullCount, nullBitmap, valueOffsets, data })]);
}
