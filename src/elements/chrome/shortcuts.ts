const KEYS = {
  undo: "Z",
  redo: "⇧Z",
  copy: "C",
  paste: "V",
  "delete-row": "−",
  "append-row": "⇧=",
} as const;

const isApple = /Mac|iPhone|iPad/.test(globalThis.navigator.platform);

/** The keys of a command as this computer's programs write them: `Ctrl+Shift+Z`, `⇧⌘Z`. */
export function shortcutText(command: keyof typeof KEYS): string {
  const keys = KEYS[command];
  if (!isApple) return `Ctrl+${keys.replace("⇧", "Shift+")}`;
  return keys.startsWith("⇧") ? `⇧⌘${keys.slice(1)}` : `⌘${keys}`;
}
