import { measureFrames } from "./steady-scroll.js";

/** Scrolls by itself, first at rest, then while a whole column of text turns its case: `{ calm, busy, result }`. */
export async function runTransformTrial(table, meter, tell) {
  const column = table.schema.find(({ type }) => type === "VARCHAR")?.name;
  if (column === undefined) throw new Error("This needs a table with a column of text.");
  const name = `"${column.replaceAll('"', '""')}"`;
  const expression = `CASE WHEN ${name} = upper(${name}) THEN lower(${name}) ELSE upper(${name}) END`;
  const work = () => table.transform({ op: "update", column, expression });
  const { autosave } = table;
  // A save of its own accord would fall into the calm part.
  if (table.saveState !== "clean" && table.storage === "opfs") {
    tell("Saving first…");
    await table.save();
  }
  table.autosave = "off";
  try {
    return await measureFrames(table, meter, { tell, doing: `all of ${column} is changed`, work });
  } finally {
    table.autosave = autosave;
  }
}
