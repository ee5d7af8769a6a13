import { createWriteStream, existsSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { once } from "node:events";
import { join } from "node:path";
import { Float64, Int32, RecordBatchWriter, Schema, Field, RecordBatch, Struct, makeData } from "apache-arrow";

/** Changes with what is generated, so that old files are not taken for new ones. */
const EDITION = 2;

const CITIES = [
  "Amsterdam",
  "Bogotá",
  "Chennai",
  "Dakar",
  "Edmonton",
  "Fukuoka",
  "Göteborg",
  "Hanoi",
  "Izmir",
  "Jaipur",
];
const STATES = ["placed", "packed", "shipped", "delivered", "returned"];
const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2015, 0, 1);

/** Numbers in [0, 1) that depend on nothing but `seed` (mulberry32). */
export function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const CSV_HEADER = "order_id,customer_id,quantity,price,discount,ordered_on,updated_at,city,status,reference";

function csvRow(id, random) {
  const day = FIRST_DAY + Math.floor(random() * 4000) * DAY_MS;
  const updated = new Date(day + Math.floor(random() * DAY_MS));
  const status = random() < 0.1 ? "" : STATES[Math.floor(random() * STATES.length)];
  const discount = random() < 0.05 ? "" : random().toFixed(6);
  const customer = Math.floor(random() * 900_000) + 100_000;
  const reference = `${updated.getUTCFullYear()}/C${customer}/${Math.floor(random() * 2 ** 40)
    .toString(36)
    .padStart(8, "0")}/EU-4`;
  return [
    id,
    customer,
    Math.floor(random() * 100) + 1,
    (random() * 5000).toFixed(2),
    discount,
    new Date(day).toISOString().slice(0, 10),
    updated.toISOString().slice(0, 19).replace("T", " "),
    CITIES[Math.floor(random() ** 2 * CITIES.length)],
    status,
    reference,
  ].join(",");
}

/** Writes under another name first, so that a file that is there is whole. */
async function writeOnce(file, write) {
  if (existsSync(file)) return;
  const stream = createWriteStream(`${file}.part`);
  await write(async (bytes) => {
    if (!stream.write(bytes)) await once(stream, "drain");
  });
  stream.end();
  await once(stream, "finish");
  await rename(`${file}.part`, file);
}

/** Orders: integers, a decimal, a double, a date, a timestamp, strings of low and high cardinality, nulls. */
async function writeCsv(write, rows) {
  const random = randomNumbers(1);
  await write(`${CSV_HEADER}\n`);
  for (let start = 0; start < rows; start += 10_000) {
    const lines = [];
    for (let id = start; id < Math.min(start + 10_000, rows); id += 1) lines.push(csvRow(id, random));
    await write(`${lines.join("\n")}\n`);
  }
}

/** The value of `reading` in row `row` of the long table. */
export const longTableReading = (row) => ((row * 7919) % 1_000_003) / 4;

/** Two columns, `row INTEGER` and `reading DOUBLE`, as an Arrow IPC file. */
async function writeLongTable(write, rows) {
  const type = new Struct([new Field("row", new Int32(), false), new Field("reading", new Float64(), false)]);
  const schema = new Schema(type.children);
  const writer = new RecordBatchWriter();
  writer.reset(undefined, schema);
  const bytes = writer[Symbol.asyncIterator]();
  const batchRows = 122_880;
  for (let start = 0; start < rows; start += batchRows) {
    const length = Math.min(batchRows, rows - start);
    const ids = Int32Array.from({ length }, (_, index) => start + index);
    const readings = Float64Array.from({ length }, (_, index) => longTableReading(start + index));
    const children = [makeData({ type: new Int32(), data: ids }), makeData({ type: new Float64(), data: readings })];
    writer.write(new RecordBatch(schema, makeData({ type, length, children })));
  }
  writer.finish();
  for await (const chunk of bytes) await write(chunk);
}

/** Generates what is missing in `folder`; the same bytes on every machine. Resolves with the files' names. */
export async function makeBenchData(folder, { rows = 1_000_000, longRows = 10_000_000 } = {}) {
  await mkdir(folder, { recursive: true });
  const halfRows = rows / 2;
  const names = {
    csv: `orders-${rows}.v${EDITION}.csv`,
    halfCsv: `orders-${halfRows}.v${EDITION}.csv`,
    arrow: `long-${longRows}.v${EDITION}.arrow`,
  };
  await writeOnce(join(folder, names.csv), (write) => writeCsv(write, rows));
  await writeOnce(join(folder, names.halfCsv), (write) => writeCsv(write, halfRows));
  await writeOnce(join(folder, names.arrow), (write) => writeLongTable(write, longRows));
  return { ...names, rows, longRows };
}
