import { measureFrames } from "./steady-scroll.js";

const SEGMENT_ROWS = 122_880;

/**
 * Scrolls by itself, first at rest, then while the whole table is saved, and gives the frame times of both:
 * `{ calm, busy, result }`. So that the save has all of the table to write, one cell of each segment is edited first.
 */
export async function runSaveTrial(table, meter, tell) {
  const { autosave } = table;
  // A save of its own accord would fall into the calm part.
  table.autosave = "off";
  tell("Changing one cell in every part of the table…");
  try {
    await touchEverySegment(table);
    return await measureFrames(table, meter, { tell, doing: "the table is saved", work: () => table.save() });
  } finally {
    table.autosave = autosave;
  }
}

async function touchEverySegment(table) {
  const column = table.schema.findLast(({ type }) => /^(SMALLINT|INTEGER|BIGINT)$/.test(type))?.name;
  if (column === undefined) throw new Error("This needs a table with a column of whole numbers.");
  for (let row = 0; row < table.rowCount; row += SEGMENT_ROWS) {
    const value = await table.getCell(row, column);
    await table.setCell(row, column, typeof value === "bigint" ? value + 1n : value + 1);
  }
}
