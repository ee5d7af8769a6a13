import { evaluate, withPage } from "../lib/browser.mjs";
import { elementUrl, pause, settle, whenLoaded, whileScrolling } from "../lib/element.mjs";
import { check, figure } from "../lib/report.mjs";
import { percentile } from "../lib/stats.mjs";
import { randomNumbers } from "../make-data.mjs";

export const title = "Rows under a scroll, and jumps";

const SCROLL_MS = 4000;
const JUMPS = 60;

/** Waits of the rows that a wheel scroll brought on the screen. */
async function measureScroll(page) {
  await evaluate(page, () => {
    window.endWatch = meter.watchRowWaits();
  });
  await whileScrolling(page, () => pause(page, SCROLL_MS));
  return evaluate(page, () => window.endWatch());
}

/** A jump a row: from the call to the frame that shows the row's cells. */
async function measureJumps(page, rows) {
  const random = randomNumbers(2);
  const targets = Array.from({ length: JUMPS }, () => Math.floor(random() * rows));
  return evaluate(
    page,
    async (wanted) => {
      const jumps = [];
      for (const row of wanted) {
        const startedAt = performance.now();
        await meter.table().scrollToRow(row);
        const durationMs = performance.now() - startedAt;
        const shown = meter.rows().find((entry) => entry.row === row);
        const digits = shown?.texts[0]?.replace(/\D/g, "");
        const isRight = digits === String(row) && meter.isPainted(shown) && meter.isOnScreen(shown.element);
        jumps.push({ row, durationMs, isRight });
      }
      return jumps;
    },
    targets,
  );
}

export async function run(context) {
  return withPage(context, elementUrl(context, { src: context.csvUrl }), async (page) => {
    const { rows } = await whenLoaded(page);
    await settle(page);
    const waits = await measureScroll(page);
    await settle(page);
    const jumps = await measureJumps(page, rows);
    return [
      figure({
        name: "rows under scroll, wait for cells p95",
        measured: percentile(waits, 0.95),
        limit: 50,
        note: `${waits.length} rows, ${waits.filter((wait) => wait > 0).length} of them came without cells; longest ${Math.round(Math.max(...waits))} ms`,
      }),
      figure({
        name: "jump to a row, painted p95",
        measured: percentile(
          jumps.map(({ durationMs }) => durationMs),
          0.95,
        ),
        limit: 100,
        note: `${jumps.length} jumps`,
      }),
      check(
        "each jump shows its row",
        jumps.every(({ isRight }) => isRight),
        jumps
          .filter(({ isRight }) => !isRight)
          .slice(0, 3)
          .map(({ row }) => row)
          .join(", "),
      ),
    ];
  });
}
