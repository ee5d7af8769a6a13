export interface TableRows {
  readonly columns: readonly string[];
  /** Texts of the cells, as many as there are columns; empty where a row is short. */
  readonly rows: readonly (readonly string[])[];
}

/** The data that a `<table>` shows, as text. Its footer is none. */
export function tableElementRows(table: HTMLTableElement): TableRows {
  const { header, body } = splitRows(table);
  const head = expandSpans(header);
  const rows = expandSpans(body);
  const width = [...head, ...rows].reduce((widest, row) => Math.max(widest, row.length), 0);
  const columns = Array.from({ length: width }, (_, column) => columnName(head, column));
  return { columns, rows: rows.map((row) => Array.from(columns, (_, column) => row[column] ?? "")) };
}

/** By column; sparse where the table has no cell. */
type Row = (string | undefined)[];

const LINE_SEPARATOR = "\u2028";

interface RowGroups {
  readonly header: readonly HTMLTableRowElement[];
  readonly body: readonly HTMLTableRowElement[];
}

/** The header is the `<thead>`, else the first rows that have nothing but `<th>`, else the first row. */
function splitRows({ tHead, tFoot, rows }: HTMLTableElement): RowGroups {
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
