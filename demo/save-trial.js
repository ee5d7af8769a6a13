const SEGMENT_ROWS = 122_880;
const PIXELS_PER_FRAME = 40;
const WARM_UP_MS = 500;
const CALM_MS = 3000;

/**
 * Scrolls by itself, first at rest, then while the whole table is saved, and gives the frame times of both:
 * `{ calm, saving, save }`. So that the save has all of the table to write, one cell of each segment is edited first.
 */
export async function runSaveTrial(table, meter, tell) {
  const scroller = table.shadowRoot.querySelector('[role="grid"]');
  const { autosave } = table;
  // A save of its own accord would fall into the calm part.
  table.autosave = "off";
  tell("Changing one cell in every part of the table…");
  let stopScrolling = () => undefined;
  try {
    await touchEverySegment(table);
    stopScrolling = scrollSteadily(scroller);
    tell("Scrolling without a save…");
    await wait(WARM_UP_MS);
    const endCalm = meter.record();
    await wait(CALM_MS);
    const calm = endCalm();
    tell("Scrolling while the table is saved…");
    const endSaving = meter.record();
    const save = await table.save();
    return { calm, saving: endSaving(), save };
  } finally {
    stopScrolling();
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

function scrollSteadily(scroller) {
  let direction = 1;
  let frame = requestAnimationFrame(function step() {
    const before = scroller.scrollTop;
    scroller.scrollTop += direction * PIXELS_PER_FRAME;
    if (scroller.scrollTop === before) direction = -direction;
    frame = requestAnimationFrame(step);
  });
  return () => cancelAnimationFrame(frame);
}

function wait(delayMs) {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
