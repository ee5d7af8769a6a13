const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** What a double holds: more digits would be lost, and text with more was not written from one. */
const DOUBLE_DIGITS = 17;

/**
 * Carries numbers that a double cannot hold through `JSON.parse`, as strings that start with a mark which no text of
 * the file can start with by accident.
 */
export class ExactNumbers {
  readonly #mark = `\u0001${crypto.randomUUID()}:`;
  readonly #marked = new RegExp(`"${escapeControl(this.#mark)}([^"]*)"`, "g");

  /** JSON with marked strings in place of such numbers. */
  protect(json: string): string {
    return json.replace(TOKENS, (token) => {
      return token.startsWith('"') || fitsDouble(token) ? token : JSON.stringify(this.#mark + token);
    });
  }

  /** The number as it was written; undefined for any other string. */
  unwrap(text: string): string | undefined {
    return text.charCodeAt(0) === 1 && text.startsWith(this.#mark) ? text.slice(this.#mark.length) : undefined;
  }

  /** JSON of a value that was parsed from protected JSON, numbers as they were written. */
  stringify(value: unknown): string {
    const json = JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === "bigint" ? this.#mark + String(inner) : inner,
    );
    return json.includes("\\u0001") ? json.replace(this.#marked, "$1") : json;
  }
}

function fitsDouble(token: string): boolean {
  if (token.length < 16) return true;
  if (!/[.eE]/.test(token)) return Number.isSafeInteger(Number(token));
  const digits = token
    .replace(/[eE].*$/, "")
    .replace(/[-.]/g, "")
    .replace(/^0+|0+$/g, "");
  return digits.length <= DOUBLE_DIGITS;
}

function escapeControl(text: string): string {
  return text.replace("\u0001", "\\\\u0001");
}
