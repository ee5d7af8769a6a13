import { evaluate, withPage } from "../lib/browser.mjs";
import { elementUrl, longestTask, now, pause, save, settle, whenLoaded, whileScrolling } from "../lib/element.mjs";
import { check, figure } from "../lib/report.mjs";
import { median, percentile } from "../lib/stats.mjs";

export const title = "What changed: rows that differ from the last save, their cells when they are looked at";

const REST_MS = 3000;
const UPDATE = { op: "update", column: "reference", expression: "lower(reference) || '!'", where: "order_id % 20 = 0" };
const HALF = { op: "update", column: "city", expression: "city || '?'", where: "order_id % 2 = 0" };
const QUIET_MS = 3000;
const RUN_IN_MS = 300;

/** Ids of rows that differ in three columns, by a join; then all columns as a table of differences, paged through. */
const measureBare = (context) =>
  withPage(context, `${context.origin}/bench/bare-csv.html?src=${context.csvUrl}`, async (page) => {
    await evaluate(page, () => window.done);
    const run = (sql) => evaluate(page, (text) => window.time(text), sql);
    await run("CREATE TABLE base AS SELECT * FROM data");
    await run(`UPDATE data SET reference = ${UPDATE.expression} WHERE ${UPDATE.where}`);
    await settle(page);
    await pause(page, REST_MS);
    const differs = (names) => names.map((name) => `d.${name} IS DISTINCT FROM b.${name}`).join(" OR ");
    const join = await run(
      `SELECT d.order_id FROM data d JOIN base b USING (order_id) WHERE ${differs(["reference", "price", "city"])}`,
    );
    await run(
      "CREATE TABLE differences AS SELECT d.order_id, " +
        ["customer_id", "quantity", "price", "discount", "ordered_on", "reference", "city"]
          .map(
            (name) =>
              `b.${name} AS old_${name}, d.${name} AS new_${name}, d.${name} IS DISTINCT FROM b.${name} AS is_${name}`,
          )
          .join(", ") +
        " FROM data d JOIN base b USING (order_id)",
    );
    const pages = [];
    for (let at = 1; at <= 20; at += 1) {
      pages.push(
        (await run(`SELECT * FROM differences WHERE is_reference ORDER BY order_id LIMIT 100 OFFSET ${at * 2000}`))
          .durationMs,
      );
    }
    return { joinMs: join.durationMs, pages };
  });

const compare = (page) =>
  evaluate(page, async () => {
    const startedAt = performance.now();
    const counts = await meter.table().diff({ against: "saved" });
    return { startedAt, durationMs: performance.now() - startedAt, counts };
  });

const transform = (page, step) => evaluate(page, (value) => meter.table().transform(value), step);

async function measureComparisons(context) {
  return await withPage(
    context,
    elementUrl(context, { src: context.csvUrl, name: "bench", autosave: "off" }),
    async (page) => {
      await whenLoaded(page);
      await save(page);
      await pause(page, REST_MS);
      await evaluate(page, () => meter.table().setCell(5, "city", "one"));
      await settle(page);
      const one = await compare(page);
      await evaluate(page, () => meter.table().closeDiff());
      await evaluate(page, () => meter.table().undo());
      await transform(page, UPDATE);
      await settle(page);
      const full = await compare(page);
      const longest = await longestTask(page, full.startedAt, full.startedAt + full.durationMs);
      return { one, full, longest };
    },
  );
}

export async function run(context) {
  const bare = [];
  const own = [];
  for (let round = 0; round < context.repeat; round += 1) {
    bare.push(await measureBare(context));
    own.push(await measureComparisons(context));
  }
  const fullMs = median(own.map(({ full }) => full.durationMs));
  const changed = own.every(({ full, one }) => full.counts.changed === context.rows / 20 && one.counts.changed === 1);
  return [
    figure({
      name: "diff after an update of 5 % of the rows",
      measured: fullMs,
      baseline: median(bare.map(({ joinMs }) => joinMs)),
      ratioLimit: 2,
      note: "baseline: ids by a join that compares three columns",
    }),
    figure({
      name: "diff after one edited cell",
      measured: median(own.map(({ one }) => one.durationMs)),
      baseline: fullMs,
      ratioLimit: 1 / 3,
      note: "baseline: the full one",
    }),
    check("diff, rows found", changed),
    figure({
      name: "diff, longest main-thread task",
      measured: Math.max(...own.map(({ longest }) => longest)),
      limit: 50,
    }),
  ];
}
void [HALF, QUIET_MS, RUN_IN_MS, now, percentile, whileScrolling];
