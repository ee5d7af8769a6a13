/**
 * Rows of text, the types of whose columns are to be found, as a file for `importSource` with the format `csv`. A cell
 * without text is NULL.
 */
export function textRowsFile(table: {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}): File {
  const lines = [
    table.columns.map(quoted),
    ...table.rows.map((row) => row.map((text) => (text === "" ? "" : quoted(text)))),
  ];
  return new File([lines.map((line) => `${line.join(",")}\n`).join("")], "the table", {
    type: "text/csv; header=present",
  });
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
