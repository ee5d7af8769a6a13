export interface JsonError {
  /** Index in the text. */
  readonly offset: number;
  readonly expected: string;
}

const SPACE = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// eslint-disable-next-line no-control-regex
const STRING_PART = /[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\u0000-\u001f]*)*/y;
const WORDS = ["true", "false", "null"];

/** Where `text` stops being the beginning of one JSON value, and what could have gone on there; null: it is one. */
export function findJsonError(text: string): JsonError | null {
  try {
    const scanner = new Scanner(text);
    scanner.value();
    scanner.space();
    return scanner.at < text.length ? { offset: scanner.at, expected: "the end of the text" } : null;
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    return { offset: error.offset, expected: error.expected };
  }
}

class Mismatch extends Error {
  constructor(
    readonly offset: number,
    readonly expected: string,
  ) {
    super(`Expected ${expected} at ${offset}`);
  }
}

class Scanner {
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  value(): void {
    this.space();
    const first = this.#text[this.at];
    if (first === "{") this.#members("}", () => this.#member());
    else if (first === "[") this.#members("]", () => this.value());
    else if (first === '"') this.#string();
    else if (first !== undefined && /[-\d]/.test(first)) this.#match(NUMBER, "a number");
    else {
      const word = WORDS.find((candidate) => this.#text.startsWith(candidate, this.at));
      if (!word) throw new Mismatch(this.at, "a value (object, array, string, number, true, false or null)");
      this.at += word.length;
    }
  }

  space(): void {
    this.#match(SPACE, "");
  }

  #members(close: string, member: () => void): void {
    this.at++;
    this.space();
    if (this.#text[this.at] === close) {
      this.at++;
      return;
    }
    for (;;) {
      member();
      this.space();
      const next = this.#text[this.at];
      if (next !== "," && next !== close) throw new Mismatch(this.at, `"," or "${close}"`);
      this.at++;
      if (next === close) return;
    }
  }

  #member(): void {
    this.space();
    if (this.#text[this.at] !== '"') throw new Mismatch(this.at, "a property name in double quotes");
    this.#string();
    this.space();
    if (this.#text[this.at] !== ":") throw new Mismatch(this.at, '":"');
    this.at++;
    this.value();
  }

  #string(): void {
    this.at++;
    this.#match(STRING_PART, "");
    const next = this.#text[this.at];
    if (next === "\\") throw new Mismatch(this.at, 'an escape: one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX');
    if (next === undefined || next !== '"') {
      throw new Mismatch(this.at, 'the closing quote of a string (line breaks in it as "\\n")');
    }
    this.at++;
  }

  #match(pattern: RegExp, expected: string): void {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.#text)) throw new Mismatch(this.at, expected);
    this.at = pattern.lastIndex;
  }
}
