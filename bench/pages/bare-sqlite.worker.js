import initSqlite from "@sqlite.org/sqlite-wasm";
import { serveCalls } from "./serve-calls.js";

const CREATE = `CREATE TABLE data (order_id INTEGER PRIMARY KEY, customer_id INTEGER, quantity INTEGER, price REAL,
  discount REAL, ordered_on TEXT, updated_at TEXT, city TEXT, status TEXT, reference TEXT)`;

let database;
const statements = new Map();

function prepared(sql) {
  if (!statements.has(sql)) statements.set(sql, database.prepare(sql));
  return statements.get(sql);
}

async function open() {
  const sqlite = await initSqlite();
  const pool = await sqlite.installOpfsSAHPoolVfs({ name: "bench" });
  database = new pool.OpfsSAHPoolDb("/bench.db");
  // The pool has one connection anyway; WAL without shared memory needs it to be told. One flush a commit.
  database.exec("PRAGMA locking_mode=exclusive; PRAGMA journal_mode=wal; PRAGMA synchronous=full");
}

const INSERTED_AT_ONCE = 500;

/** The generated data has no quotes; the columns' affinity makes numbers of what are numbers. */
const rowLiteral = (line) => `(${line.split(",").map((text) => (text === "" ? "NULL" : `'${text}'`))})`;

async function insertAll(url) {
  const [, ...lines] = (await (await fetch(url)).text()).trimEnd().split("\n");
  database.transaction(() => {
    for (let start = 0; start < lines.length; start += INSERTED_AT_ONCE) {
      const rows = lines.slice(start, start + INSERTED_AT_ONCE).map(rowLiteral);
      database.exec(`INSERT INTO data VALUES ${rows}`);
    }
  });
}

serveCalls({
  async load({ url }) {
    await open();
    database.exec(CREATE);
    await insertAll(url);
    database.exec("PRAGMA wal_checkpoint(truncate)");
    const [journal, synchronous] = ["journal_mode", "synchronous"].map((name) =>
      database.selectValue(`PRAGMA ${name}`),
    );
    return {
      rows: database.selectValue("SELECT count(*) FROM data"),
      version: database.selectValue("SELECT sqlite_version()"),
      durability: `journal_mode=${journal}, synchronous=${synchronous}`,
    };
  },
  edit({ row, column, value }) {
    prepared(`UPDATE data SET ${column} = ? WHERE order_id = ?`).bind([value, row]).stepReset();
  },
  read: ({ row, column }) => database.selectValue(`SELECT ${column} FROM data WHERE order_id = ?`, row),
});
