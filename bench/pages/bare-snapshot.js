import { countRows, loadCsv, startDuckDb } from "./bare-duckdb.js";

/** Save: DuckDB → Arrow IPC → Parquet → OPFS. Restore: the way back. Without hashes, versions or priorities. */

const ROW_GROUP = 122_880;
const CHUNKS_UNDER_WAY = 2;

const worker = new Worker("/bench/js/bare-snapshot.worker.js", { type: "module" });
const listeners = new Set();
worker.onmessage = ({ data }) => {
  for (const listener of listeners) listener(data);
};

function nextMessage(type) {
  return new Promise((resolve) => {
    const listener = (message) => {
      if (message.type !== type) return;
      listeners.delete(listener);
      resolve(message);
    };
    listeners.add(listener);
  });
}

async function save({ database, connection }, rows) {
  const ready = nextMessage("ready");
  worker.postMessage({ type: "prepare" });
  await ready;
  const startedAt = performance.now();
  const saved = nextMessage("saved");
  worker.postMessage({ type: "save" });
  const acknowledgements = [];
  for (let start = 0; start < rows; start += ROW_GROUP) {
    if (acknowledgements.length >= CHUNKS_UNDER_WAY) await acknowledgements.shift();
    const sql = `SELECT * FROM data WHERE rowid BETWEEN ${start} AND ${start + ROW_GROUP - 1}`;
    const file = await database.runQuery(connection._conn, sql);
    acknowledgements.push(nextMessage("written"));
    worker.postMessage({ type: "write", file }, [file.buffer]);
  }
  worker.postMessage({ type: "finish" });
  const { bytes } = await saved;
  return { durationMs: performance.now() - startedAt, startedAt, endedAt: performance.now(), bytes };
}

async function restore() {
  const chunks = [];
  let wake = () => undefined;
  listeners.add((message) => {
    if (message.type !== "read") return;
    chunks.push(message);
    wake();
  });
  worker.postMessage({ type: "read" });
  const { connection } = await startDuckDb();
  for (let index = 0, last = false; !last; index += 1) {
    while (chunks.length === 0) await new Promise((resolve) => (wake = resolve));
    const chunk = chunks.shift();
    await connection.insertArrowFromIPCStream(chunk.ipc, { name: "data", create: index === 0 });
    last = chunk.last;
  }
  const rows = await countRows(connection);
  return { queryableAt: performance.now(), rows };
}

const parameters = new URLSearchParams(location.search);

window.done = parameters.has("restore")
  ? restore()
  : loadCsv(parameters.get("src")).then(async (opened) => {
      const rows = await countRows(opened.connection);
      window.save = () => save(opened, rows);
      return { rows };
    });
