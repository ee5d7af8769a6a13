export interface ElementRange {
  /** The objects and what is between them are bytes `[start, end)`; none: both equal. */
  readonly start: number;
  readonly end: number;
  /** Of lines: where each object ends. */
  readonly ends: readonly number[];
  /** Behind what was understood. */
  readonly next: number;
  /** A number may have more digits than a double keeps. */
  readonly longNumbers: boolean;
  /** The array was closed. */
  readonly closed: boolean;
  /** What should be at `next`, but something else is. */
  readonly missing: "object" | "separator" | null;
}

const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
/** From here on digits may be lost: 2^53 has 16. */
const LONG_DIGITS = 16;

/**
 * Finds where the objects of a JSON array, or of lines, begin and end, block by block and without reading them. Only
 * what is inside an object is left for a parser to judge.
 */
export class ElementFinder {
  readonly #lines: boolean;
  #afterComma = false;
  #longNumbers = false;

  constructor(lines: boolean) {
    this.#lines = lines;
  }

  /** The objects that are whole in bytes `[start, end)`. */
  find(bytes: Uint8Array, start: number, end: number): ElementRange {
    let at = skipSpace(bytes, start, end);
    let first = at;
    let last = at;
    let next = start;
    let found = 0;
    const ends: number[] = [];
    this.#longNumbers = false;
    const result = (closed: boolean, missing: ElementRange["missing"] = null): ElementRange => {
      return { start: first, end: last, ends, next, longNumbers: this.#longNumbers, closed, missing };
    };
    for (; at < end; at = skipSpace(bytes, next, end)) {
      if (bytes[at] === CLOSE_ARRAY && !this.#lines && !this.#afterComma) {
        next = at + 1;
        return result(true);
      }
      const behind = bytes[at] === OPEN_OBJECT ? this.#objectEnd(bytes, at, end) : 0;
      if (behind < 0) break;
      const separator = skipSpace(bytes, behind, end);
      if (behind === 0 || !this.#separates(bytes, behind, separator, end)) {
        next = behind === 0 ? at : separator;
        return result(false, behind === 0 ? "object" : "separator");
      }
      // Without its separator an object of an array counts as cut off.
      if (!this.#lines && separator >= end) break;
      if (found++ === 0) first = at;
      last = behind;
      if (this.#lines) ends.push(behind);
      this.#afterComma = !this.#lines && bytes[separator] === COMMA;
      next = this.#afterComma ? separator + 1 : separator;
    }
    return result(false);
  }

  #separates(bytes: Uint8Array, behind: number, separator: number, end: number): boolean {
    if (separator >= end) return true;
    if (this.#lines) return separator > behind;
    return bytes[separator] === COMMA || bytes[separator] === CLOSE_ARRAY;
  }

  /** Behind the object that starts at `at`, or -1 when it does not end before `end`. */
  #objectEnd(bytes: Uint8Array, at: number, end: number): number {
    let depth = 0;
    let digits = 0;
    for (; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte >= 48 && byte <= 57) {
        if (++digits === LONG_DIGITS) this.#longNumbers = true;
        continue;
      }
      digits = 0;
      if (byte === QUOTE) {
        for (at++; at < end && bytes[at] !== QUOTE; at++) if (bytes[at] === BACKSLASH) at++;
      } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth++;
      else if ((byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) && --depth === 0) return at + 1;
    }
    return -1;
  }
}

export function skipSpace(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && (bytes[at] === 32 || bytes[at] === 10 || bytes[at] === 13 || bytes[at] === 9)) at++;
  return at;
}
