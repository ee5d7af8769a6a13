import { AsyncDuckDB, DuckDBDataProtocol, VoidLogger } from "@duckdb/duckdb-wasm";

/** Starts DuckDB-WASM from the files that the element uses, with one connection. */
export async function startDuckDb() {
  const database = new AsyncDuckDB(new VoidLogger(), new Worker("/dist/assets/duckdb-browser-eh.worker.js"));
  await database.instantiate("/dist/assets/duckdb-eh.wasm");
  return { database, connection: await database.connect() };
}

/** Reads a CSV file into the table `data`; the download runs while DuckDB starts. */
export async function loadCsv(url) {
  const download = fetch(url).then((response) => response.blob());
  const { database, connection } = await startDuckDb();
  await database.registerFileHandle("data.csv", await download, DuckDBDataProtocol.BROWSER_FILEREADER, true);
  await connection.query("CREATE TABLE data AS SELECT * FROM read_csv('data.csv')");
  return { database, connection };
}

export async function countRows(connection) {
  const table = await connection.query("SELECT count(*)::INTEGER FROM data");
  return table.getChildAt(0).get(0);
}
