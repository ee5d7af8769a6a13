/** Does to a `<persistent-table>` what it is told, and tells what was acknowledged: by the console. */
const AUTOSAVE_DELAY_MS = 40;
const PATIENCE_MS = 30_000;
const BURSTS_TO_RUN_OUT = 10;

const table = document.createElement("persistent-table");
table.setAttribute("name", new URLSearchParams(location.search).get("name"));
table.setAttribute("autosave-delay", AUTOSAVE_DELAY_MS);

const warnings = [];
table.addEventListener("storage-warning", ({ detail }) => warnings.push(`${detail.reason}: ${detail.message}`));

const saveErrors = [];
table.addEventListener("save-error", ({ detail }) => saveErrors.push(`${detail.error.code}: ${detail.error.message}`));

const opened = new Promise((resolve, reject) => {
  table.addEventListener("load-complete", resolve, { once: true });
  table.addEventListener("load-error", ({ detail }) => reject(detail.error), { once: true });
});
opened.catch(() => undefined);

/** Operations by the cells that they write and that no other writes so: they are done when all are durable. */
const awaited = new Map();
table.addEventListener("cell-edit", ({ detail }) => {
  const key = keyOf(detail.column, detail.newValue);
  const operation = awaited.get(key);
  if (!operation) return;
  awaited.delete(key);
  operation.cells -= 1;
  if (!detail.durable) operation.fail(new Error("the cells are not durable"));
  else if (operation.cells === 0) operation.done();
});

document.body.append(table);

/** One way, so that the page does not wait, nor its words for their answers. */
function tell(what) {
  // eslint-disable-next-line no-console
  console.debug(`told ${JSON.stringify(what)}`);
}

const keyOf = (column, value) => JSON.stringify([column, String(value)]);

function within(work, what) {
  const { promise: late, reject } = Promise.withResolvers();
  const timer = setTimeout(() => reject(new Error(`${what} took longer than ${PATIENCE_MS} ms`)), PATIENCE_MS);
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Resolves when an event said of each cell that it is durable; rejects when one said of a cell that it is not. */
function durable(cells) {
  return new Promise((done, fail) => {
    const operation = { cells: cells.length, done, fail };
    for (const { column, value } of cells) awaited.set(keyOf(column, value), operation);
  });
}

function toShownCell(row, column) {
  const cell = table.shadowRoot.querySelector(
    `.row[aria-rowindex="${row + 2}"] .cell:not([hidden])[aria-colindex="${column + 1}"]`,
  );
  cell.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, composed: true, button: 0, cancelable: true }));
}

/** As Ctrl+V does. */
async function paste({ row, column, lines }) {
  toShownCell(row, column);
  const names = table.schema.map(({ name }) => name);
  const done = durable(lines.flatMap((line) => line.map((value, right) => ({ column: names[column + right], value }))));
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", lines.map((line) => line.join("\t")).join("\n"));
  const event = new ClipboardEvent("paste", { bubbles: true, composed: true, cancelable: true });
  const scroller = table.shadowRoot.querySelector(".scroller");
  scroller.dispatchEvent(Object.defineProperty(event, "clipboardData", { value: clipboardData }));
  if (!event.defaultPrevented) throw new Error("the paste was not taken");
  await done;
}

function load({ columns, rows }) {
  const toObject = (row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index]]));
  return table.load(rows.map(toObject));
}

function perform(operation) {
  switch (operation.kind) {
    case "load":
      return load(operation);
    case "set":
      return table.setCell(operation.row, operation.column, operation.value);
    case "paste":
      return paste(operation);
    case "append":
      return table.appendRows(operation.objects);
    case "delete":
      return table.deleteRows(operation.rows);
    case "transform":
      return table.transform(operation.step);
    default:
      return table[operation.kind]();
  }
}

async function performAndTell(operation, index) {
  tell({ kind: "started", index });
  try {
    const result = await within(perform(operation), operation.kind);
    tell({ kind: "acknowledged", index, didNothing: result === false });
    return true;
  } catch (error) {
    tell({ kind: "rejected", index, code: error.code, message: `${operation.kind}: ${error}` });
    return false;
  }
}

let burstsLeft = Infinity;

/** Bursts one after another, the operations of a burst at once; ends `afterFailure` bursts after one in which one failed. */
async function run(bursts, afterFailure = 0) {
  burstsLeft = Infinity;
  let index = 0;
  for (const burst of bursts) {
    if (burstsLeft-- === 0) return;
    const results = await Promise.all(burst.map((operation) => performAndTell(operation, index++)));
    if (!results.every(Boolean)) burstsLeft = Math.min(burstsLeft, afterFailure);
  }
}

async function readTable() {
  const quoted = table.schema.map(({ name }) => `"${name.replaceAll('"', '""')}"`);
  const cells = quoted.map((name) => `CAST(${name} AS VARCHAR)`).join(", ");
  const result = await table.query(`SELECT ${cells} FROM __pt_rows ORDER BY __pt_id`);
  const columns = table.schema.map((_, column) => result.getChildAt(column));
  return {
    columns: table.schema.map(({ name, type }) => ({ name, type })),
    rows: Array.from({ length: result.numRows }, (_, row) => columns.map((column) => column.get(row))),
  };
}

/** The stored table. */
async function open() {
  await within(opened, "opening the stored table");
  if (table.storage !== "opfs") throw new Error(`The table is in ${table.storage}: ${warnings.join("; ")}`);
  const found = await within(readTable(), "reading the table");
  return { ...found, warnings };
}

/** A table of its own in place of what there is, saved. */
async function begin(operation) {
  await within(load(operation), "loading");
  await within(table.save(), "saving");
  return await readTable();
}

/** As `begin`, where there may be no room: resolves with the code of what it failed with. */
async function tryToBegin(operation) {
  try {
    return { found: await begin(operation) };
  } catch (error) {
    return { refused: error.code ?? String(error) };
  }
}

const isClean = () => table.saveState === "clean";

/** Changes something, which is acknowledged, and saved with all that was not. Resolves with the table. */
async function resume() {
  await within(table.appendRows([{}]), "the first change with room");
  const saved = new Promise((resolve) => table.addEventListener("save-complete", () => isClean() && resolve()));
  if (!isClean()) await within(saved, "saving with room");
  return await readTable();
}

/** Ends the running operations soon, as those that a page goes on with when a worker died. */
function runOut() {
  burstsLeft = BURSTS_TO_RUN_OUT;
}

const told = () => ({ warnings, saveErrors, saveState: table.saveState });
const read = () => within(readTable(), "reading the table");

window.driver = { begin, tryToBegin, open, run, runOut, resume, read, told };
