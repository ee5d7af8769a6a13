import { evaluate, withPage } from "../lib/browser.mjs";
import { elementUrl, settle, whenLoaded } from "../lib/element.mjs";
import { check, figure } from "../lib/report.mjs";
import { percentile } from "../lib/stats.mjs";
import { randomNumbers } from "../make-data.mjs";

export const title = "Escape at random moments of long operations";

const MOMENTS = 20;

const HEAVY = [
  { op: "update", column: "reference", expression: "md5(reference || city) || sha256(reference)" },
  { op: "add-column", name: "area", type: "DOUBLE", expression: "sqrt(price) * ln(quantity + 1) + discount" },
  { op: "update", column: "city", expression: "regexp_replace(city || reference, '[aeiou0-9]+', '#', 'g')" },
  { op: "delete", where: "customer_id % 7 = 3" },
];

const OPERATIONS = ["transform", "sort", "filter", "load", "export"];

/** Runs in the page: what each operation does there, and how it is taken back when it came to its end. */
function installOperations({ heavy, csvUrl, halfCsvUrl }) {
  const table = meter.table();
  const isBusy = () => table.shadowRoot.querySelector('[aria-busy="true"]') !== null;

  /** A view that is not under way after so long was shown at once. */
  const SHOWN_AT_ONCE_MS = 250;

  /** Sets attributes that make another view; resolves when it is shown, rejects when it was cancelled. */
  const showView = (attributes) =>
    new Promise((resolve, reject) => {
      const stop = () => reject(new DOMException("The view was cancelled.", "AbortError"));
      addEventListener("operation-cancel", stop, { once: true });
      Object.assign(table, attributes);
      const startedAt = performance.now();
      let wasBusy = false;
      const check = () => {
        const isAtOnce = performance.now() - startedAt > SHOWN_AT_ONCE_MS;
        if (!isBusy() && (wasBusy || isAtOnce)) return resolve();
        wasBusy ||= isBusy();
        setTimeout(check, 4);
      };
      check();
    });

  window.operations = {
    transform: { start: () => table.transform(heavy), takeBack: () => table.undo() },
    sort: { start: () => showView({ sort: "reference, city desc" }), takeBack: () => showView({ sort: "" }) },
    filter: { start: () => showView({ search: "e4 7" }), takeBack: () => showView({ search: "" }) },
    load: { start: () => table.load(csvUrl), takeBack: () => table.load(halfCsvUrl) },
    export: { start: () => table.exportAs("csv"), takeBack: () => undefined },
  };

  window.fingerprint = async () => {
    const sql = "SELECT count(*)::VARCHAR || ' ' || sum(hash(d)::HUGEINT)::VARCHAR FROM data d";
    const columns = table.schema.map(({ name, type }) => `${name} ${type}`).join();
    return `${(await table.query(sql)).getChildAt(0).get(0)} ${columns}`;
  };
}

/** Starts the operation, presses Escape after `delayMs`, and tells how that went. */
async function cancelAfter(page, operation, delayMs) {
  await evaluate(
    page,
    (name, wait) => {
      const attempt = { outcome: "running", cancelledAt: null, pressedAt: null };
      window.attempt = attempt;
      const notePress = ({ key, timeStamp }) => {
        if (key === "Escape") attempt.pressedAt = timeStamp;
      };
      const noteCancel = () => (attempt.cancelledAt = performance.now());
      addEventListener("keydown", notePress, { capture: true, once: true });
      addEventListener("operation-cancel", noteCancel, { once: true });
      meter.table().focus();
      window.operations[name].start().then(
        () => (attempt.outcome = "completed"),
        (error) => (attempt.outcome = error.name === "AbortError" ? "cancelled" : String(error)),
      );
      return new Promise((resolve) => setTimeout(resolve, wait));
    },
    operation,
    delayMs,
  );
  await page.keyboard.press("Escape");
  return evaluate(page, async () => {
    const { attempt } = window;
    while (attempt.outcome === "running") await new Promise((resolve) => setTimeout(resolve, 2));
    const askedAt = performance.now();
    await meter.table().query("SELECT 1");
    const latencyMs = attempt.cancelledAt === null ? Infinity : attempt.cancelledAt - attempt.pressedAt;
    return { outcome: attempt.outcome, latencyMs: String(latencyMs), answeredMs: performance.now() - askedAt };
  });
}

const takeBack = (page, operation) => evaluate(page, (name) => window.operations[name].takeBack(), operation);

/** How long the operation takes when nobody stops it. */
async function runToEnd(page, operation) {
  const durationMs = await evaluate(
    page,
    async (name) => {
      const startedAt = performance.now();
      await window.operations[name].start();
      return performance.now() - startedAt;
    },
    operation,
  );
  await takeBack(page, operation);
  return durationMs;
}

/** An operation that came to its end before the key is tried again. */
async function cancelAtRandomMoments(page, operation, random) {
  const durationMs = await runToEnd(page, operation);
  await settle(page);
  const before = await evaluate(page, () => window.fingerprint());
  const hits = [];
  let isUnchanged = true;
  for (let attempts = 0; hits.length < MOMENTS && attempts < 3 * MOMENTS; attempts += 1) {
    const attempt = await cancelAfter(page, operation, random() * durationMs * 0.9);
    if (attempt.outcome === "cancelled") {
      hits.push(attempt);
      isUnchanged &&= (await evaluate(page, () => window.fingerprint())) === before;
    } else if (attempt.outcome === "completed") await takeBack(page, operation);
    else throw new Error(`${operation}: ${attempt.outcome}`);
    await settle(page);
  }
  return { durationMs, hits, isUnchanged };
}

function measureOperation(context, operation, random) {
  const { csvUrl, halfCsvUrl } = context;
  return withPage(context, elementUrl(context, { src: halfCsvUrl, controls: "" }), async (page) => {
    await whenLoaded(page);
    await evaluate(page, installOperations, { heavy: HEAVY, csvUrl, halfCsvUrl });
    await settle(page);
    return cancelAtRandomMoments(page, operation, random);
  });
}

export async function run(context) {
  const random = randomNumbers(3);
  const figures = [];
  for (const operation of OPERATIONS) {
    const { durationMs, hits, isUnchanged } = await measureOperation(context, operation, random);
    const latencies = hits.map(({ latencyMs }) => Number(latencyMs));
    const answeredMs = Math.max(...hits.map((hit) => hit.answeredMs));
    figures.push(
      figure({
        name: `${operation}, Escape to stopped p95`,
        measured: percentile(latencies, 0.95),
        limit: 100,
        note: `of ${Math.round(durationMs)} ms; the next query answered within ${Math.round(answeredMs)} ms`,
      }),
      figure({ name: `${operation}, Escape to stopped, longest`, measured: Math.max(...latencies), limit: 500 }),
      check(`${operation}, table unchanged ${MOMENTS} times`, isUnchanged && hits.length === MOMENTS),
    );
  }
  return figures;
}
