import type { TextWriter } from "./cell-writer.ts";

const SPACE = 32;
const OPENING = 40;
const CLOSING = 41;
const PLUS = 43;
const ZERO = 48;
const LETTER_Y = 121;
const LETTER_Z = 90;

/**
 * DuckDB's text of a timestamp in ISO 8601, UTC as `Z`; `separator` stands between date and time. What ISO has no words
 * for (`infinity`, years BC) stays as it is.
 */
export function timestampWriter(separator: "T" | " "): TextWriter {
  const between = separator.charCodeAt(0);
  return (sink, source, start, end) => {
    const last = source[end - 1];
    let space = start;
    while (space < end && source[space] !== SPACE) space++;
    if (space === end || last === LETTER_Y || last === CLOSING || source[space + 1] === OPENING) {
      sink.bytes(source, start, end);
      return;
    }
    const isUtc = source[end - 3] === PLUS && source[end - 2] === ZERO && last === ZERO;
    sink.bytes(source, start, space);
    sink.byte(between);
    sink.bytes(source, space + 1, isUtc ? end - 3 : end);
    if (isUtc) sink.byte(LETTER_Z);
  };
}
