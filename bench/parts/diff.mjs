import { evaluate, withPage } from "../lib/browser.mjs";
import { elementUrl, longestTask, now, pause, save, settle, whenLoaded, whileScrolling } from "../lib/element.mjs";
import { check, figure } from "../lib/report.mjs";
import { median, percentile } from "../lib/stats.mjs";

export const title = "What changed: rows that differ from the last save, their cells when they are looked at";

const REST_MS = 3000;
const UPDATE = { op: "update", column: "reference", expression: "lower(reference) || '!'", where: "order_id % 20 = 0" };
const HALF = { op: "update", column: "city", expression: "city || '?'", where: "order_id % 2 = 0" };
const QUIET_MS = 2000;
const RUN_IN_MS = 300;
const JUMPS = 30;
const STOPS = 20;

const COLUMNS = ["customer_id", "quantity", "price", "discount", "ordered_on", "reference", "city"];

/** Where the jumps go, in shares of the rows that differ. */
const placeOf = (jump) => ((jump * 7919) % JUMPS) / JUMPS;

/** Ids of rows that differ in three columns, by a join; then a table of all differences, paged through. */
const measureBare = (context) =>
  withPage(context, `${context.origin}/bench/bare-csv.html?src=${context.csvUrl}`, async (page) => {
    await evaluate(page, () => window.done);
    const run = (sql) => evaluate(page, (text) => window.time(text), sql);
    await run("CREATE TABLE base AS SELECT * FROM data");
    await run(`UPDATE data SET reference = ${UPDATE.expression} WHERE ${UPDATE.where}`);
    await settle(page);
    await pause(page, REST_MS);
    const differs = ["reference", "price", "city"].map((name) => `d.${name} IS DISTINCT FROM b.${name}`).join(" OR ");
    const join = await run(`SELECT d.order_id FROM data d JOIN base b USING (order_id) WHERE ${differs}`);
    await run(`UPDATE data SET city = ${HALF.expression} WHERE ${HALF.where}`);
    const pairs = COLUMNS.map((name) => `b.${name} AS old_${name}, d.${name} AS new_${name}`).join(", ");
    await run(
      `CREATE TABLE differences AS SELECT d.order_id, d.city IS DISTINCT FROM b.city AS differs, ${pairs} ` +
        "FROM data d JOIN base b USING (order_id)",
    );
    const pages = [];
    for (let jump = 1; jump <= 10; jump += 1) {
      const offset = Math.floor((context.rows / 2) * placeOf(jump));
      const sql = `SELECT * FROM differences WHERE differs ORDER BY order_id LIMIT 100 OFFSET ${offset}`;
      pages.push((await evaluate(page, (text) => window.show(text), sql)).durationMs);
    }
    return { joinMs: join.durationMs, pages };
  });

const compare = (page) =>
  evaluate(page, async () => {
    const startedAt = performance.now();
    const counts = await meter.table().diff({ against: "saved" });
    return { startedAt, durationMs: performance.now() - startedAt, counts };
  });

const closeDiff = (page) => evaluate(page, () => meter.table().closeDiff());

const transform = (page, step) => evaluate(page, (value) => meter.table().transform(value), step);

const withElement = (context, work) =>
  withPage(
    context,
    elementUrl(context, { src: context.csvUrl, name: "bench", autosave: "off", controls: "" }),
    async (page) => {
      await whenLoaded(page);
      await save(page);
      await pause(page, REST_MS);
      return await work(page);
    },
  );

const measureComparisons = (context) =>
  withElement(context, async (page) => {
    await evaluate(page, () => meter.table().setCell(5, "city", "one"));
    await settle(page);
    const one = await compare(page);
    await closeDiff(page);
    await evaluate(page, () => meter.table().undo());
    await transform(page, UPDATE);
    await settle(page);
    const full = await compare(page);
    const longest = await longestTask(page, full.startedAt, full.startedAt + full.durationMs);
    return { one, full, longest };
  });

/** Bytes that scripts hold, with those of typed arrays. */
async function heldBytes(page) {
  const session = await page.createCDPSession();
  await session.send("HeapProfiler.collectGarbage");
  await session.send("HeapProfiler.collectGarbage");
  const usage = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return usage.usedSize + (usage.backingStorageSize ?? 0);
}

/** The reader looks at the changed rows alone. */
const showOnlyChanges = (page) =>
  evaluate(page, async () => {
    const bar = meter.table().shadowRoot.querySelector("persistent-table-diff-bar");
    [...bar.shadowRoot.querySelectorAll("button")].find(({ textContent }) => /only changes/i.test(textContent)).click();
    while (meter.table().rowCount === meter.table().totalRowCount) await new Promise((done) => setTimeout(done, 10));
  });

/** From the jump until the rows there are painted. */
const jump = (page, count) =>
  evaluate(
    page,
    async (places) => {
      const durations = [];
      const table = meter.table();
      for (const place of places) {
        const row = Math.floor(table.rowCount * place);
        const startedAt = performance.now();
        await table.scrollToRow(row);
        durations.push(performance.now() - startedAt);
      }
      return durations;
    },
    Array.from({ length: count }, (_, at) => placeOf(at + 1)),
  );

const framesOf = (page, start, end) => evaluate(page, (from, to) => meter.frames(from, to), start, end);

/** A comparison of which half of the rows differ: what it holds, how it scrolls, what it does to frames, how it stops. */
const measureLooks = (context) =>
  withElement(context, async (page) => {
    await transform(page, HALF);
    await settle(page);
    await pause(page, REST_MS);
    const before = await heldBytes(page);
    const { counts } = await compare(page);
    await settle(page);
    const bytes = (await heldBytes(page)) - before;
    await showOnlyChanges(page);
    await jump(page, 3);
    const pages = await jump(page, JUMPS);
    await closeDiff(page);
    await evaluate(page, () => meter.table().scrollToRow(0));
    const { quiet, busy } = await whileScrolling(page, async () => {
      await pause(page, RUN_IN_MS);
      const start = await now(page);
      await pause(page, QUIET_MS);
      const quietFrames = await framesOf(page, start, await now(page));
      const busyFrames = [];
      for (let round = 0; round < 4; round += 1) {
        const { startedAt, durationMs } = await compare(page);
        busyFrames.push(...(await framesOf(page, startedAt, startedAt + durationMs)));
        await closeDiff(page);
      }
      return { quiet: quietFrames, busy: busyFrames };
    });
    const stops = [];
    for (let stop = 0; stop < STOPS; stop += 1) stops.push(await cancelAfter(page, 20 + stop * 25));
    return { counts, bytes, pages, quiet, busy, stops: stops.filter((ms) => ms !== null) };
  });

/** From the request to the end; null: it was done before. */
const cancelAfter = (page, delayMs) =>
  evaluate(
    page,
    async (ms) => {
      const table = meter.table();
      const outcome = table.diff({ against: "saved" }).then(
        () => "done",
        () => "stopped",
      );
      await new Promise((done) => setTimeout(done, ms));
      const startedAt = performance.now();
      await table.cancel();
      const how = await outcome;
      const latencyMs = performance.now() - startedAt;
      table.closeDiff();
      return how === "stopped" ? latencyMs : null;
    },
    delayMs,
  );

export async function run(context) {
  const bare = [];
  const own = [];
  for (let round = 0; round < context.repeat; round += 1) {
    bare.push(await measureBare(context));
    own.push(await measureComparisons(context));
  }
  return [...describeComparisons(context, bare, own), ...describeLooks(context, bare, await measureLooks(context))];
}

function describeComparisons({ rows }, bare, own) {
  const fullMs = median(own.map(({ full }) => full.durationMs));
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
      ratioLimit: 0.333,
      note: "baseline: the full one",
    }),
    check(
      "diff, rows found",
      own.every(({ full, one }) => full.counts.changed === rows / 20 && one.counts.changed === 1),
    ),
    figure({
      name: "diff, longest main-thread task",
      measured: Math.max(...own.map(({ longest }) => longest)),
      limit: 50,
    }),
  ];
}

function describeLooks({ rows }, bare, { counts, bytes, pages, quiet, busy, stops }) {
  const bareMs = percentile(
    bare.flatMap((round) => round.pages),
    0.95,
  );
  return [
    check("diff of half the rows, rows found", counts.changed === rows / 2),
    figure({ name: "diff of half the rows, bytes held", unit: "MB", measured: bytes / 1e6, limit: 10 }),
    figure({ name: "only changes: jump to painted p95", measured: percentile(pages, 0.95), limit: 60 }),
    figure({
      name: "beside paging a table of differences p95",
      measured: percentile(pages, 0.95),
      baseline: bareMs,
      ratioLimit: 0.1,
      note: "baseline: 100 rows of a table with the old and new values of all rows, 30 of them painted",
    }),
    figure({
      name: "frames p95 while it compares",
      measured: percentile(busy, 0.95),
      baseline: percentile(quiet, 0.95),
      ratioLimit: 1.2,
      note: `${busy.length} frames`,
    }),
    figure({
      name: "diff, cancel to stopped p95",
      measured: percentile(stops, 0.95),
      limit: 100,
      note: `${stops.length} stopped`,
    }),
  ];
}
