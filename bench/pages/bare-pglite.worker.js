import { PGlite } from "@electric-sql/pglite";
import { serveCalls } from "./serve-calls.js";

const CREATE = `CREATE TABLE data (order_id INTEGER PRIMARY KEY, customer_id INTEGER, quantity INTEGER,
  price DOUBLE PRECISION, discount DOUBLE PRECISION, ordered_on DATE, updated_at TIMESTAMP, city TEXT, status TEXT,
  reference TEXT)`;

let database;

serveCalls({
  async load({ url }) {
    database = await PGlite.create({ dataDir: "opfs-ahp://bench-pglite", relaxedDurability: false });
    await database.exec(CREATE);
    const blob = await (await fetch(url)).blob();
    await database.query("COPY data FROM '/dev/blob' WITH (FORMAT csv, HEADER)", [], { blob });
    await database.exec("VACUUM ANALYZE data");
    await database.exec("CHECKPOINT");
    const { rows } = await database.query(
      "SELECT count(*)::INTEGER AS rows, current_setting('server_version') AS version FROM data",
    );
    return { ...rows[0], durability: "relaxedDurability=false" };
  },
  async edit({ row, column, value }) {
    await database.query(`UPDATE data SET ${column} = $1 WHERE order_id = $2`, [value, row]);
  },
  async read({ row, column }) {
    const { rows } = await database.query(`SELECT ${column} AS value FROM data WHERE order_id = $1`, [row]);
    return rows[0].value;
  },
});
