import { countRows, loadCsv } from "./bare-duckdb.js";

window.done = (async () => {
  const { connection } = await loadCsv(new URLSearchParams(location.search).get("src"));
  const loadedAt = performance.now();
  return { loadedAt, rows: await countRows(connection) };
})();
