import { logEvents } from "./event-log.js";
import { FrameMeter } from "./frame-meter.js";
import { runSaveTrial } from "./save-trial.js";
import { runTransformTrial } from "./transform-trial.js";

const byId = (id) => document.getElementById(id);

const DATASETS = {
  flights: {
    src: "data/flights-3m.parquet",
    columns: [
      { name: "date", label: "Departure", width: 190 },
      { name: "origin", label: "From", width: 90 },
      { name: "destination", label: "To", width: 90 },
      { name: "delay", label: "Delay (min)", width: 120 },
      { name: "distance", label: "Distance (mi)", width: 130 },
    ],
  },
  generated: {
    generate: true,
    columns: [
      { name: "id", width: 100, pinned: "start", readonly: true, format: { style: "plain" } },
      { name: "price", format: { style: "currency", currency: "EUR" } },
    ],
  },
  zipcodes: {
    src: "data/zipcodes.csv",
    columns: [{ name: "zip_code", label: "ZIP", format: { style: "plain" } }],
  },
};

const meter = new FrameMeter(byId("sparkline"));
let table = null;

function tell(text) {
  byId("result").textContent = text;
}

function pressOnly(group, pressed) {
  for (const button of group.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button === pressed));
  }
}

async function show(key) {
  const dataset = DATASETS[key];
  pressOnly(byId("datasets"), byId("datasets").querySelector(`[data-dataset="${key}"]`));
  history.replaceState(null, "", `#${key}`);
  tell("");
  await table?.dispose();
  const next = document.createElement("persistent-table");
  next.controls = true;
  next.name = `demo-${key}`;
  next.columns = dataset.columns;
  if (dataset.src) next.src = dataset.src;
  logEvents(next, byId("log"));
  byId("stage").replaceChildren(next);
  table = next;
  if (dataset.generate && (await next.versions()).length === 0) await generateInto(next);
}

async function generateInto(target) {
  const worker = new Worker(new URL("generate.worker.js", import.meta.url), { type: "module" });
  const blob = await new Promise((resolve, reject) => {
    worker.onerror = ({ message }) => reject(new Error(`The rows could not be made: ${message}`));
    worker.onmessage = ({ data }) => {
      tell(`Making a million rows… ${Math.round(data.progress * 100)}%`);
      if (data.blob) resolve(data.blob);
    };
  });
  worker.terminate();
  tell("");
  if (target.isConnected) await target.load(blob, { format: "csv" });
}

/** Runs an action of the page with its button off; what fails is told below the buttons. */
function onClick(id, action) {
  const button = byId(id);
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await action();
    } catch (error) {
      tell(error.message);
    } finally {
      button.disabled = false;
    }
  });
}

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
const milliseconds = (time) => `${time.toFixed(1)} ms`;

onClick("save", async () => {
  const { rows, bytes, durationMs } = await table.save();
  tell(`Saved ${rows.toLocaleString()} rows (${megabytes(bytes)}) in ${Math.round(durationMs)} ms.`);
});

function tellFrames({ calm, busy }, doing, outcome) {
  tell(
    `Frames, p95: ${milliseconds(calm.p95)} at rest, ${milliseconds(busy.p95)} during ${doing} ` +
      `(${busy.frames} frames). ${outcome}`,
  );
}

onClick("trial", async () => {
  const trial = await runSaveTrial(table, meter, tell);
  const { bytes, durationMs } = trial.result;
  tellFrames(trial, "a save", `${megabytes(bytes)} in ${Math.round(durationMs)} ms.`);
});

onClick("transform", async () => {
  const trial = await runTransformTrial(table, meter, tell);
  const { changedRows, durationMs } = trial.result;
  const rows = changedRows.toLocaleString();
  tellFrames(trial, "a transform", `${rows} rows changed in ${Math.round(durationMs)} ms; Undo takes it back.`);
});

onClick("jump", async () => {
  const row = Math.floor(Math.random() * table.rowCount);
  const startedAt = performance.now();
  await table.scrollToRow(row);
  tell(`Row ${(row + 1).toLocaleString()} painted after ${milliseconds(performance.now() - startedAt)}.`);
});

onClick("reload", () => location.reload());

onClick("forget", async () => {
  await table.deleteStorage();
  await show(location.hash.slice(1));
});

byId("clear-log").addEventListener("click", () => byId("log").replaceChildren());
byId("reset-meter").addEventListener("click", () => meter.reset());

byId("datasets").addEventListener("click", ({ target }) => {
  const key = target.closest("button")?.dataset.dataset;
  if (key) void show(key).catch((error) => tell(error.message));
});

function useScheme(scheme) {
  document.documentElement.style.colorScheme = scheme;
  localStorage.setItem("demo-scheme", scheme);
  meter.recolor();
  pressOnly(byId("schemes"), byId("schemes").querySelector(`[data-scheme="${scheme}"]`));
}

byId("schemes").addEventListener("click", ({ target }) => {
  const { scheme } = target.closest("button")?.dataset ?? {};
  if (scheme) useScheme(scheme);
});

setInterval(() => {
  const { p50, p95, longestTask } = meter.figures;
  byId("p50").textContent = p50.toFixed(1);
  byId("p95").textContent = p95.toFixed(1);
  byId("longest").textContent = longestTask === 0 ? "< 50" : String(Math.round(longestTask));
}, 250);

useScheme(localStorage.getItem("demo-scheme") ?? "light dark");
const wanted = location.hash.slice(1);
show(Object.hasOwn(DATASETS, wanted) ? wanted : "flights").catch((error) => tell(error.message));
