import type { ByteSink } from "./byte-sink.ts";

const QUOTE = 34;
const BACKSLASH = 92;
const LETTER_U = 117;

/** What follows the backslash; 0: the byte stands for itself. */
const ESCAPES = new Uint8Array(256).fill(LETTER_U, 0, 32);
for (const [byte, letter] of [
  [8, "b"],
  [9, "t"],
  [10, "n"],
  [12, "f"],
  [13, "r"],
  [QUOTE, '"'],
  [BACKSLASH, "\\"],
] as const) {
  ESCAPES[byte] = letter.charCodeAt(0);
}

/** UTF-8 bytes `[start, end)` as a JSON string. */
export function writeJsonString(sink: ByteSink, source: Uint8Array, start = 0, end = source.length): void {
  sink.byte(QUOTE);
  let copied = start;
  for (let at = start; at < end; at++) {
    const escape = ESCAPES[source[at] as number] as number;
    if (escape === 0) continue;
    sink.bytes(source, copied, at);
    sink.byte(BACKSLASH);
    sink.byte(escape);
    if (escape === LETTER_U) sink.ascii((source[at] as number).toString(16).padStart(4, "0"));
    copied = at + 1;
  }
  sink.bytes(source, copied, end);
  sink.byte(QUOTE);
}
