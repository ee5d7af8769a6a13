const KEPT_MS = 60_000;

/** Hands a file over to the browser's downloads. */
export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after the click, and tells nobody when it has.
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
