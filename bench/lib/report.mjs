const UNITS = { ms: 1, MB: 1, rows: 1, segments: 1 };

/**
 * One measured quantity. `limit` is absolute, in `unit`; `ratioLimit` is against `baseline`, plus `slack`. Without
 * either it is told, not judged. Smaller is better.
 */
export function figure({ name, measured, unit = "ms", baseline, limit, ratioLimit, slack = 0, note }) {
  if (!(unit in UNITS)) throw new Error(`Unknown unit: ${unit}`);
  const bound = ratioLimit === undefined ? limit : baseline * ratioLimit + slack;
  return {
    name,
    measured,
    unit,
    ...(baseline !== undefined && { baseline, ratio: measured / baseline }),
    ...(bound !== undefined && {
      bound,
      target: describeTarget({ unit, limit, ratioLimit, slack }),
      ok: measured <= bound,
    }),
    ...(note && { note }),
  };
}

function describeTarget({ unit, limit, ratioLimit, slack }) {
  if (ratioLimit === undefined) return `≤ ${format(limit)} ${unit}`;
  return `≤ ${ratioLimit} × baseline${slack ? ` + ${slack} ${unit}` : ""}`;
}

/** A yes-or-no finding. */
export function check(name, ok, note) {
  return { name, measured: ok ? "yes" : "no", ok, target: "yes", ...(note && { note }) };
}

function format(value) {
  if (value === undefined) return "";
  if (typeof value !== "number") return String(value);
  if (Number.isNaN(value)) return "?";
  return Math.abs(value) < 10 && !Number.isInteger(value) ? value.toFixed(1) : String(Math.round(value));
}

const VERDICTS = new Map([
  [true, "ok"],
  [false, "MISSED"],
]);

const COLUMNS = [
  ["what", ({ name }) => name],
  ["measured", ({ measured, unit }) => `${format(measured)}${unit ? ` ${unit}` : ""}`],
  ["baseline", ({ baseline }) => format(baseline)],
  ["ratio", ({ ratio }) => (ratio === undefined ? "" : ratio.toFixed(2))],
  ["target", ({ target }) => target ?? ""],
  ["", ({ ok }) => VERDICTS.get(ok) ?? ""],
  ["note", ({ note }) => note ?? ""],
];

/** The figures as a table of text. */
export function renderTable(figures) {
  const rows = [COLUMNS.map(([title]) => title), ...figures.map((entry) => COLUMNS.map(([, cell]) => cell(entry)))];
  const widths = COLUMNS.map((_, index) => Math.max(...rows.map((row) => row[index].length)));
  return rows
    .map((row) =>
      row.map((cell, index) => (isNumber(index) ? cell.padStart(widths[index]) : cell.padEnd(widths[index]))),
    )
    .map((row) => row.join("  ").trimEnd())
    .join("\n");
}

const isNumber = (index) => index >= 1 && index <= 3;
