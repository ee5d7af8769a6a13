/** The hidden row id of every table: no column may have its name. */
const RESERVED = "__pt_id";

/**
 * One unique name for each raw one. DuckDB folds case, so names that differ only in case count as equal; the first keeps
 * its name, later ones get `_1`, `_2` …; an empty name becomes `column_<position>`, counted from 1.
 */
export function uniqueNames(raw: readonly string[]): string[] {
  const taken = new Set([fold(RESERVED)]);
  const originals = new Set(raw.map(fold));
  return raw.map((text, index) => {
    const base = text.trim() === "" ? `column_${index + 1}` : text;
    let name = base;
    for (let suffix = 1; taken.has(fold(name)) || (name !== text && originals.has(fold(name))); suffix++) {
      name = `${base}_${suffix}`;
    }
    taken.add(fold(name));
    return name;
  });
}

function fold(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
