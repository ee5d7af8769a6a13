const NAMES = [
  "load-progress",
  "load-complete",
  "load-error",
  "save-start",
  "save-progress",
  "save-complete",
  "save-error",
  "before-cell-edit",
  "cell-edit",
  "transform-progress",
  "transform-complete",
  "export-progress",
  "operation-cancel",
  "selection-change",
  "view-change",
  "storage-warning",
  "access-change",
  "engine-restart",
];
const MAX_ENTRIES = 60;

/** Lists the element's events, newest first; a run of progress events is one line. */
export function logEvents(table, list) {
  for (const name of NAMES) table.addEventListener(name, ({ detail }) => addEntry(list, name, detail));
}

function addEntry(list, name, detail) {
  const text = JSON.stringify(detail, shorten) ?? "";
  const newest = list.firstElementChild;
  const entry = newest?.dataset.name === name ? newest : document.createElement("li");
  if (entry !== newest) {
    entry.dataset.name = name;
    entry.append(document.createElement("b"), document.createElement("span"));
    if (name.endsWith("-error")) entry.classList.add("failed");
    if (name.endsWith("-complete")) entry.classList.add("done");
    list.prepend(entry);
    while (list.children.length > MAX_ENTRIES) list.lastElementChild.remove();
  }
  entry.firstElementChild.textContent = name;
  entry.lastElementChild.textContent = text;
  entry.title = text;
}

function shorten(_key, value) {
  if (value instanceof Error) return `${value.code}: ${value.message}`;
  if (typeof value === "bigint") return String(value);
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toFixed(3)) : value;
}
