/** The data of a `<table>` as CSV with a header; null when it has no column. Its footer is not data. */
export function tableAsCsv(table: HTMLTableElement): Blob | null {
  const { header, body } = splitRows(table);
  const head = expandSpans(header);
  const rows = expandSpans(body);
  const width = [...head, ...rows].reduce((widest, row) => Math.max(widest, row.length), 0);
  if (width === 0) return null;
  const names = Array.from({ length: width }, (_, column) => columnName(head, column));
  const lines = [names, ...rows].map((row) => csvLine(row, width));
  return new File(lines, "the <table> inside the element", { type: "text/csv" });
}

/** By column; sparse where the table has no cell. */
type Row = (string | undefined)[];

const LINE_SEPARATOR = "\u2028";

interface TableRows {
  readonly header: readonly HTMLTableRowElement[];
  readonly body: readonly HTMLTableRowElement[];
}

/** The header is the `<thead>`, else the first rows that have nothing but `<th>`, else the first row. */
function splitRows({ tHead, tFoot, rows }: HTMLTableElement): TableRows {
  const header = tHead ? [...tHead.rows] : [];
  const body = [...rows].filter(({ parentElement }) => parentElement !== tHead && parentElement !== tFoot);
  if (header.length > 0) return { header, body };
  const isHeader = ({ cells }: HTMLTableRowElement): boolean => [...cells].every(({ localName }) => localName === "th");
  const firstOfData = body.findIndex((row) => !isHeader(row));
  const headerRows = firstOfData < 0 ? body.length : Math.max(1, firstOfData);
  return { header: body.slice(0, headerRows), body: body.slice(headerRows) };
}

/** The texts of all cells, each in every place that it covers; `rowspan="0"` covers all rows below. */
function expandSpans(rows: readonly HTMLTableRowElement[]): Row[] {
  const grid = rows.map((): Row => []);
  rows.forEach(({ cells }, top) => {
    let left = 0;
    for (const cell of cells) {
      while (grid[top]?.[left] !== undefined) left++;
      const text = cellText(cell);
      const bottom = cell.rowSpan === 0 ? grid.length : top + cell.rowSpan;
      for (const row of grid.slice(top, bottom)) {
        for (let column = left; column < left + cell.colSpan; column++) row[column] = text;
      }
    }
  });
  return grid;
}

/** As a browser shows it: white space is one space, `<br>` a line break. */
function cellText(cell: HTMLTableCellElement): string {
  const copy = cell.cloneNode(true) as HTMLTableCellElement;
  for (const lineBreak of copy.querySelectorAll("br")) lineBreak.replaceWith(LINE_SEPARATOR);
  return copy.textContent
    .replace(/[ \t\n\f\r]+/g, " ")
    .replace(/ ?\u2028 ?/g, "\n")
    .trim();
}

/** Texts that stand above each other, like a year above its quarters, make one name. */
function columnName(header: readonly Row[], column: number): string {
  const texts = header.map((row) => row[column] ?? "");
  return texts.filter((text, at) => text !== "" && text !== texts[at - 1]).join(" ");
}

/** Quoted, so that nothing in a text decides how it is read; an empty cell is not, which makes it NULL. */
function csvLine(row: Row, width: number): string {
  const fields = Array.from({ length: width }, (_, column) => {
    const text = row[column] ?? "";
    return text === "" ? "" : `"${text.replaceAll('"', '""')}"`;
  });
  return `${fields.join(",")}\n`;
}
