import type { TextWriter } from "./cell-writer.ts";

const TAB = 9;
const LINE_FEED = 10;
const RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const APOSTROPHE = 39;

/** `;`, `|` and tabs too: a reader that guesses the delimiter, or has another by its locale, is not to be led astray. */
const QUOTED = new Uint8Array(256);
for (const byte of [TAB, LINE_FEED, RETURN, QUOTE, ...codes(",;|")]) QUOTED[byte] = 1;

/** OWASP's list for CSV injection. */
const FORMULA_STARTS = new Set([TAB, LINE_FEED, RETURN, ...codes("=+-@")]);
/** Third bytes of the full-width forms of `=+-@`, after EF BC. */
const WIDE_FORMULA_STARTS = new Set([0x9d, 0x8b, 0x8d, 0xa0]);

/**
 * A field of RFC 4180, in quotes where needed; the empty text is `""`, NULL being nothing at all. With `escapeFormulas`,
 * what a spreadsheet program would run gets an apostrophe in front, by which it is taken for text.
 */
export function csvTextWriter(options: { escapeFormulas: boolean }): TextWriter {
  return (sink, source, start, end) => {
    const isFormula = options.escapeFormulas && startsFormula(source, start, end);
    if (!needsQuotes(source, start, end)) {
      if (isFormula) sink.byte(APOSTROPHE);
      sink.bytes(source, start, end);
      return;
    }
    sink.byte(QUOTE);
    if (isFormula) sink.byte(APOSTROPHE);
    let copied = start;
    for (let at = start; at < end; at++) {
      if (source[at] !== QUOTE) continue;
      sink.bytes(source, copied, at + 1);
      copied = at;
    }
    sink.bytes(source, copied, end);
    sink.byte(QUOTE);
  };
}

function needsQuotes(source: Uint8Array, start: number, end: number): boolean {
  if (start === end || source[start] === SPACE || source[end - 1] === SPACE) return true;
  for (let at = start; at < end; at++) if (QUOTED[source[at] as number]) return true;
  return false;
}

function startsFormula(source: Uint8Array, start: number, end: number): boolean {
  if (start === end) return false;
  if (FORMULA_STARTS.has(source[start] as number)) return true;
  const isWide = source[start] === 0xef && source[start + 1] === 0xbc && start + 2 < end;
  return isWide && WIDE_FORMULA_STARTS.has(source[start + 2] as number);
}

function codes(characters: string): number[] {
  return Array.from(characters, (character) => character.charCodeAt(0));
}
