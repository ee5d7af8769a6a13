import { evaluate, withPage } from "../lib/browser.mjs";
import { elementUrl, pause, settle, whenLoaded, whileScrolling } from "../lib/element.mjs";
import { check, figure } from "../lib/report.mjs";
import { longTableReading } from "../make-data.mjs";

export const title = "The last row, and the memory";

const MB = 1_000_000;
const SCROLL_MS = 2000;

/** What the ways to the end show: the last row's texts, or null when it did not come on the screen. */
async function reachEnd(page, rows) {
  const lastShown = (row) =>
    evaluate(
      page,
      async (last) => {
        const isShown = () => meter.rows().find((entry) => entry.row === last && meter.isPainted(entry));
        await Promise.race([meter.whenPainted(isShown), new Promise((resolve) => setTimeout(resolve, 5000))]);
        const entry = isShown();
        return entry && meter.isOnScreen(entry.element) ? entry.texts : null;
      },
      row,
    );
  const goHome = () => evaluate(page, () => meter.table().scrollToRow(0));

  await evaluate(page, (last) => meter.table().scrollToRow(last), rows - 1);
  const byMethod = await lastShown(rows - 1);
  await goHome();

  await evaluate(page, () => {
    const scroller = meter.scroller();
    scroller.scrollTop = scroller.scrollHeight;
  });
  const byScrollbar = await lastShown(rows - 1);
  await goHome();

  await evaluate(page, () => meter.table().focus());
  await page.keyboard.down("Control");
  await page.keyboard.press("End");
  await page.keyboard.up("Control");
  const byKeyboard = await lastShown(rows - 1);
  return { byMethod, byScrollbar, byKeyboard };
}

function describeEnd(label, ways, isRight) {
  const wrong = Object.entries(ways).filter(([, texts]) => !texts || !isRight(texts));
  const note = wrong.map(([way, texts]) => `${way}: ${texts ? texts.join(" | ") : "not on the screen"}`).join("; ");
  return check(`${label}, last row by method, scrollbar and keyboard`, wrong.length === 0, note);
}

const digitsOf = (text) => text.replace(/\D/g, "");

async function measureHeap(page) {
  const session = await page.createCDPSession();
  await session.send("HeapProfiler.collectGarbage");
  await session.send("HeapProfiler.collectGarbage");
  const usage = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return { usedMb: usage.usedSize / MB, buffersMb: (usage.backingStorageSize ?? NaN) / MB };
}

async function measureMillion(context) {
  return withPage(context, elementUrl(context, { src: context.csvUrl }), async (page) => {
    const { rows } = await whenLoaded(page);
    await settle(page);
    const ways = await reachEnd(page, rows);
    await evaluate(page, () => meter.table().scrollToRow(0));
    await whileScrolling(page, () => pause(page, SCROLL_MS));
    await settle(page);
    const { usedMb, buffersMb } = await measureHeap(page);
    return [
      describeEnd("1M rows", ways, (texts) => digitsOf(texts[0]) === String(rows - 1)),
      figure({
        name: "1M rows, JS heap after scrolling",
        unit: "MB",
        measured: usedMb,
        limit: 60,
        note: `array buffers beside it: ${Math.round(buffersMb)} MB`,
      }),
    ];
  });
}

async function measureTenMillion(context) {
  return withPage(context, elementUrl(context, { src: context.longUrl }), async (page) => {
    const { rows, loadedAt } = await whenLoaded(page);
    await settle(page);
    const ways = await reachEnd(page, rows);
    const reading = longTableReading(rows - 1);
    const isRight = ([row, value]) =>
      digitsOf(row) === String(rows - 1) && Number(value.replace(/[^\d.]/g, "")) === reading;
    return [
      figure({ name: "10M rows of Arrow loaded", measured: loadedAt }),
      check("10M rows, all are there", rows === context.longRows),
      describeEnd("10M rows", ways, isRight),
    ];
  });
}

export async function run(context) {
  return [...(await measureMillion(context)), ...(await measureTenMillion(context))];
}
