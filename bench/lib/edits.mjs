import { randomNumbers } from "../make-data.mjs";
import { evaluate } from "./browser.mjs";

/** By column of the generated orders, the value of edit `serial` (from 1), such as no generated cell has. */
const VALUES = {
  quantity: (serial) => 1000 + serial,
  price: (serial) => 10_000.25 + serial,
  city: (serial) => `City ${serial}`,
  reference: (serial) => `edited/${serial}`,
};

const COLUMNS = Object.keys(VALUES);

/** The edited cells of `data`: how many there are, and the sum of their serials. */
export const EDITED_CELLS = `SELECT count(*)::DOUBLE AS cells, sum(serial)::DOUBLE AS serials FROM (
  SELECT quantity - 1000 AS serial FROM data WHERE quantity > 1000
  UNION ALL SELECT price - 10000.25 FROM data WHERE price > 10000
  UNION ALL SELECT substr(city, 6)::INTEGER FROM data WHERE city LIKE 'City %'
  UNION ALL SELECT substr(reference, 8)::INTEGER FROM data WHERE reference LIKE 'edited/%')`;

/** What that query finds after `edits`: of several edits of a cell the last one stays. */
export function editedCells(edits) {
  const serials = new Map(edits.map(({ row, column, serial }) => [`${row} ${column}`, serial]));
  return { cells: serials.size, serials: [...serials.values()].reduce((sum, serial) => sum + serial, 0) };
}

/**
 * Numbers the edits of a run, which are the same in each run. The function makes the next `count` ones, each of a random
 * column and of a row picked by a random number in [0, 1).
 */
export function planEdits() {
  const random = randomNumbers(7);
  let serial = 0;
  return (count, pickRow) =>
    Array.from({ length: count }, () => {
      const column = COLUMNS[Math.floor(random() * COLUMNS.length)];
      serial += 1;
      return { serial, row: pickRow(random()), column, value: VALUES[column](serial) };
    });
}

/** Picks one of `items` by a number in [0, 1). */
export const pickFrom = (items) => (share) => items[Math.floor(share * items.length)];

/** Picks one of the rows below `rows`. */
export const pickBelow = (rows) => (share) => Math.floor(share * rows);

/**
 * Gives the element's page what the bare pages have: `edit` and `read` of a cell. Counts in `undurable` the edits that
 * were not told to be durable.
 */
export const exposeCells = (page) =>
  evaluate(page, () => {
    window.edit = (row, column, value) => meter.table().setCell(row, column, value);
    window.read = (row, column) => meter.table().getCell(row, column);
    window.undurable = 0;
    addEventListener("cell-edit", ({ detail }) => (window.undurable += detail.durable === true ? 0 : 1));
  });

/** Makes the edits one after the other; resolves with the ms that each took to be acknowledged. */
export const timeEdits = (page, edits) =>
  evaluate(
    page,
    async (list) => {
      const durations = [];
      for (const { row, column, value } of list) {
        const startedAt = performance.now();
        await window.edit(row, column, value);
        durations.push(performance.now() - startedAt);
      }
      return durations;
    },
    edits,
  );

/** Whether the table has the edit's value in its cell; an integer may be read as a bigint. */
export const holds = (page, edit) =>
  evaluate(page, async ({ row, column, value }) => String(await window.read(row, column)) === String(value), edit);
