import { evaluate, withPage } from "../lib/browser.mjs";
import { elementUrl, pause, settle, whenLoaded, whileScrolling } from "../lib/element.mjs";
import { check, figure } from "../lib/report.mjs";
import { percentile } from "../lib/stats.mjs";
import { randomNumbers } from "../make-data.mjs";

export const title = "Rows under a scroll, and jumps";

const SCROLL_MS = 4000;
const DRAG_STEPS = 40;
const DRAG_STEP_MS = 150;
const JUMPS = 60;

/** Waits of the rows that a wheel scroll brought on the screen. */
async function measureScroll(page) {
  await evaluate(page, () => {
    window.endWatch = meter.watchRowWaits();
  });
  await whileScrolling(page, () => pause(page, SCROLL_MS));
  return evaluate(page, () => window.endWatch());
}

/** Waits of the rows that come on the screen while the thumb is dragged, ten screens at a time. */
async function measureDrag(page) {
  return evaluate(
    page,
    async (steps, stepMs) => {
      const end = meter.watchRowWaits();
      const scroller = meter.scroller();
      for (let step = 0; step < steps; step += 1) {
        scroller.scrollTop += 10 * scroller.clientHeight;
        await new Promise((resolve) => setTimeout(resolve, stepMs));
      }
      return end();
    },
    DRAG_STEPS,
    DRAG_STEP_MS,
  );
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

function describeWaits(waits) {
  const late = waits.filter((wait) => wait > 0);
  return `${late.length} of ${waits.length} rows came without cells; longest ${Math.round(Math.max(...waits))} ms`;
}

export async function run(context) {
  return withPage(context, elementUrl(context, { src: context.csvUrl }), async (page) => {
    const { rows } = await whenLoaded(page);
    await settle(page);
    const waits = await measureScroll(page);
    await settle(page);
    const dragWaits = await measureDrag(page);
    await settle(page);
    const jumps = await measureJumps(page, rows);
    return [
      figure({
        name: "rows under the wheel, wait for cells p95",
        measured: percentile(waits, 0.95),
        limit: 50,
        note: describeWaits(waits),
      }),
      figure({
        name: "rows under a dragged thumb, wait for cells p95",
        measured: percentile(dragWaits, 0.95),
        limit: 50,
        note: describeWaits(dragWaits),
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
