import { countRows, loadCsv } from "./bare-duckdb.js";

const SHOWN_ROWS = 30;

/** A page of rows, as many of them painted as a screen shows. */
async function show(connection, sql) {
  const startedAt = performance.now();
  const rows = await connection.query(sql);
  const table = document.createElement("table");
  for (let row = 0; row < Math.min(SHOWN_ROWS, rows.numRows); row += 1) {
    const line = table.insertRow();
    for (let column = 0; column < rows.numCols; column += 1) {
      line.insertCell().textContent = String(rows.getChildAt(column).get(row));
    }
  }
  document.body.replaceChildren(table);
  await new Promise((resolve) => requestAnimationFrame(resolve));
  return { durationMs: performance.now() - startedAt, rows: rows.numRows };
}

window.done = (async () => {
  const { connection } = await loadCsv(new URLSearchParams(location.search).get("src"));
  const loadedAt = performance.now();
  window.time = async (sql) => {
    const startedAt = performance.now();
    await connection.query(sql);
    return { durationMs: performance.now() - startedAt };
  };
  window.show = (sql) => show(connection, sql);
  return { loadedAt, rows: await countRows(connection) };
})();
