import { quoteIdentifier, stringLiteral } from "../database/sql.ts";
import { ROW_ID } from "../schema.ts";
import type { CsvPiece, CsvPlan } from "../../worker/import-protocol.ts";

/** Below this the reader refuses long rows. */
const MIN_LINE_BYTES = 2 << 20;

/** As the reader's option has them. */
const ESCAPED_NEWLINES = { "\n": "\\n", "\r\n": "\\r\\n", "\r": "\\r" } as const;

interface ReadablePiece extends Pick<CsvPiece, "syntax" | "longestRow"> {
  readonly path: string;
  readonly firstId: number;
}

/** SELECT of the rows of one piece, ids from `firstId` on. Nothing is left to the reader's own detection. */
export function selectCsvPiece(plan: CsvPlan, piece: ReadablePiece): string {
  const list = plan.columns.map((column, index) => {
    const name = quoteIdentifier(column.name);
    const source = `c${index}`;
    return readsAsText(column)
      ? `CAST(nullif(trim(${source}), '') AS ${column.type}) AS ${name}`
      : `${source} AS ${name}`;
  });
  const id = `${piece.firstId} + row_number() OVER () - 1 AS ${ROW_ID}`;
  return `SELECT ${[id, ...list].join(", ")} FROM ${readCsv(plan, piece)}`;
}

function readCsv({ columns }: CsvPlan, { path, syntax, longestRow }: ReadablePiece): string {
  const { delimiter, quote, escape, newline } = syntax;
  const types = columns.map((column, index) => `c${index}: '${readsAsText(column) ? "VARCHAR" : column.type}'`);
  const options = [
    stringLiteral(path),
    "auto_detect = false",
    "header = false",
    `delim = ${stringLiteral(delimiter)}`,
    `quote = ${stringLiteral(quote)}`,
    `escape = ${stringLiteral(escape)}`,
    // Else the reader goes by the first that it finds, be it in quotes.
    `new_line = ${stringLiteral(ESCAPED_NEWLINES[newline])}`,
    "comment = ''",
    "null_padding = true",
    "parallel = false",
    "allow_quoted_nulls = false",
    ...(longestRow * 2 > MIN_LINE_BYTES
      ? [`max_line_size = ${longestRow * 2}`, `buffer_size = ${longestRow * 4}`]
      : []),
    `columns = {${types.join(", ")}}`,
  ];
  return `read_csv(${options.join(", ")})`;
}

/** With `allow_quoted_nulls` off a quoted empty value is the empty string, which no other type can read. */
function readsAsText({ type, quotedEmpty }: CsvPlan["columns"][number]): boolean {
  return quotedEmpty && type !== "VARCHAR";
}
