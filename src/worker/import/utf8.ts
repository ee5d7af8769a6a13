/** Whether the bytes `[start, end)` are whole characters of UTF-8. */
export function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end;) {
    const first = bytes[at] as number;
    const length = first < 0x80 ? 1 : characterLength(bytes, first, at, end);
    if (length === 0) return false;
    at += length;
  }
  return true;
}

/** Of a character that is not ASCII; 0: none starts here. */
function characterLength(bytes: Uint8Array, first: number, at: number, end: number): number {
  if (first < 0xc2 || first > 0xf4) return 0;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (at + length > end) return 0;
  const second = bytes[at + 1] as number;
  const isOverlong = (first === 0xe0 && second < 0xa0) || (first === 0xf0 && second < 0x90);
  const isNoScalar = (first === 0xed && second > 0x9f) || (first === 0xf4 && second > 0x8f);
  if (isOverlong || isNoScalar) return 0;
  for (let next = 1; next < length; next++) if (((bytes[at + next] as number) & 0xc0) !== 0x80) return 0;
  return length;
}
