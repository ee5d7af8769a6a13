import { countRows, loadCsv } from "./bare-duckdb.js";

window.done = (async () => {
  const { connection } = await loadCsv(new URLSearchParams(location.search).get("src"));
  const loadedAt = performance.now();
  window.time = async (sql) => {
    const startedAt = performance.now();
    await connection.query(sql);
    return { durationMs: performance.now() - startedAt };
  };
  return { loadedAt, rows: await countRows(connection) };
})();
