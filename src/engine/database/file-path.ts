/** The one folder that SQL may read from. */
export const FILE_FOLDER = "pt-files/";

/** Nothing in a name can leave the folder or be taken for a glob. Keeps the extension, by which DuckDB finds `.gz`. */
export function filePath(name: string): string {
  const wellFormed = name.replace(/\p{Surrogate}/gu, "\ufffd");
  return FILE_FOLDER + encodeURIComponent(wellFormed).replace(/[*!'()]|^\.+/g, percentEncode);
}

function percentEncode(ascii: string): string {
  return Array.from(ascii, (character) => `%${character.charCodeAt(0).toString(16)}`).join("");
}
