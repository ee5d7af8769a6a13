const MAX_SHOWN_CHARACTERS = 512;
const MAX_SHOWN_BYTES = 16;

// Control characters, line and paragraph separators, and the bidirectional overrides that reorder what follows them.
// eslint-disable-next-line no-control-regex
const INVISIBLE = /\r\n|[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\ufeff]/;
const ALL_INVISIBLE = new RegExp(INVISIBLE, "g");

/** One line of at most 512 characters; what would break the line or not show at all gets a visible sign. */
export function formatText(value: string): string {
  const shown = value.length > MAX_SHOWN_CHARACTERS ? `${cut(value)}…` : value;
  return INVISIBLE.test(shown) ? shown.replace(ALL_INVISIBLE, visibleSign) : shown;
}

/** `\x48656C6C6F`, from 17 bytes on shortened with the byte count. */
export function formatBlob(value: Uint8Array, formatCount: (count: number) => string): string {
  let hex = "\\x";
  for (const byte of value.subarray(0, MAX_SHOWN_BYTES)) hex += byte.toString(16).padStart(2, "0").toUpperCase();
  if (value.byteLength > 0 && value.byteLength <= MAX_SHOWN_BYTES) return hex;
  return `${hex}${value.byteLength > 0 ? "…" : ""} (${formatCount(value.byteLength)} bytes)`;
}

function cut(value: string): string {
  const last = value.charCodeAt(MAX_SHOWN_CHARACTERS - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return value.slice(0, splitsPair ? MAX_SHOWN_CHARACTERS - 1 : MAX_SHOWN_CHARACTERS);
}

function visibleSign(match: string): string {
  const code = match.charCodeAt(0);
  if (match === "\r\n" || code === 0x0a || code === 0x0d || code === 0x2028 || code === 0x2029) return "↵";
  if (code === 0x09) return "⇥";
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return "␡";
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}
