import { type CsvCells, MISSING } from "./csv-cells.ts";
import type { CsvDialect } from "./csv-tokenizer.ts";

export const NOT_PLAIN = -1;

/**
 * Reads rows with as many values as the table has columns, quoted or not, without anything unusual in or around them:
 * most rows of most files, in a loop that does little for a byte.
 */
export class CsvPlainRows {
  readonly #delimiter: number;
  /** -1: nothing is quoted. */
  readonly #quote: number;
  readonly #escape: number;
  readonly #special = new Uint8Array(256);
  /** No byte above is special. */
  readonly #highest: number;
  /** Quote, `\n` and escape, which end the plain part of a quoted value. */
  readonly #quotedSpecial = new Uint8Array(256);

  constructor({ delimiter, quote, escape }: CsvDialect) {
    this.#delimiter = delimiter;
    this.#quote = quote || -1;
    this.#escape = escape || -1;
    this.#highest = Math.max(delimiter, 13);
    for (const byte of [delimiter, 10, 13]) this.#special[byte] = 1;
    for (const byte of [quote, escape, 10]) this.#quotedSpecial[byte] = 1;
  }

  /**
   * Returns where the row at `at` ends, in front of which there must be a `\n`. `NOT_PLAIN`: what was written into the
   * cells is of no meaning. `usualEnd` is 10, or 1310 for CRLF; no row is plain with another.
   */
  read(bytes: Uint8Array, at: number, usualEnd: number, { starts, ends, nextCell, columns }: CsvCells): number {
    const special = this.#special;
    const highest = this.#highest;
    const delimiter = this.#delimiter;
    const stop = nextCell + columns;
    for (let cell = nextCell; cell < stop; cell++) {
      let start = at;
      let byte = bytes[at] as number;
      if (byte === 32 && this.#isQuoteBehindSpaces(bytes, at)) return NOT_PLAIN;
      if (byte === this.#quote) {
        start++;
        const quoted = this.#quotedEnd(bytes, start);
        if (quoted === NOT_PLAIN) return NOT_PLAIN;
        ends[cell] = quoted;
        at = (quoted < 0 ? ~quoted : quoted) + 1;
        byte = bytes[at] as number;
        if (special[byte] === 0) return NOT_PLAIN;
      } else {
        while (byte > highest || special[byte] === 0) byte = bytes[++at] as number;
        ends[cell] = at;
        if (at === start) start = MISSING;
      }
      starts[cell] = start;
      if (byte === delimiter) at++;
      else if (cell < stop - 1 || (columns === 1 && start === MISSING)) return NOT_PLAIN;
      else return rowEnd(bytes, at, usualEnd);
    }
    return NOT_PLAIN;
  }

  #isQuoteBehindSpaces(bytes: Uint8Array, at: number): boolean {
    while (bytes[at] === 32) at++;
    return bytes[at] === this.#quote;
  }

  /**
   * Where the quoted value that starts at `at` ends, its complement where quotes in it are doubled; `NOT_PLAIN` when it
   * is empty or has a line break or a backslash in it.
   */
  #quotedEnd(bytes: Uint8Array, at: number): number {
    const start = at;
    let isEscaped = false;
    for (;;) {
      while (this.#quotedSpecial[bytes[at] as number] === 0) at++;
      if (bytes[at] !== this.#quote || at === start) return NOT_PLAIN;
      if (bytes[at + 1] !== this.#quote) return isEscaped ? ~at : at;
      if (this.#escape !== this.#quote) return NOT_PLAIN;
      isEscaped = true;
      at += 2;
    }
  }
}

/** Behind the usual row end at `at`. */
function rowEnd(bytes: Uint8Array, at: number, usualEnd: number): number {
  if (bytes[at] === 10) return usualEnd === 10 ? at + 1 : NOT_PLAIN;
  return usualEnd === 1310 && bytes[at + 1] === 10 ? at + 2 : NOT_PLAIN;
}
