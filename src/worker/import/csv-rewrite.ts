import type { CsvSyntax } from "../import-protocol.ts";
import { CsvTokenizer, type CsvDialect, type CsvVisitor, fieldText } from "./csv-tokenizer.ts";

/**
 * The same rows as DuckDB's reader wants them: ended by `\n`, no more than one empty value too many, and values with a
 * line break in quotes, also where nothing else is quoted.
 */
export function rewriteCsv(bytes: Uint8Array, dialect: CsvDialect, columns: number): { blob: Blob; syntax: CsvSyntax } {
  const delimiter = String.fromCharCode(dialect.delimiter);
  const quote = String.fromCharCode(dialect.quote || 34);
  const escapeWith = String.fromCharCode(dialect.escape || 34);
  const rows: string[] = [];
  let row: string[] = [];
  const visitor: CsvVisitor = {
    begin: () => void (row = []),
    field(start, end, quoted, escaped) {
      const text = fieldText(bytes, start, end, escaped, dialect);
      const bare = !quoted && !/[\r\n]/.test(text) && (dialect.quote !== 0 || !text.includes(quote));
      const doubled = text.replaceAll(escapeWith, escapeWith + escapeWith);
      const inner = escapeWith === quote ? doubled : doubled.replaceAll(quote, escapeWith + quote);
      row.push(bare ? text : quote + inner + quote);
    },
    row() {
      while (row.length > columns && row.at(-1) === "") row.pop();
      rows.push(row.join(delimiter), "\n");
      return true;
    },
  };
  new CsvTokenizer(dialect).read(bytes, 0, bytes.length, true, visitor);
  return { blob: new Blob([rows.join("")]), syntax: { delimiter, quote, escape: escapeWith, newline: "\n" } };
}
