import type { ByteSource } from "./byte-source.ts";
import { uniqueNames } from "./column-names.ts";
import { detectDialect, hasHeader, type HeadField, readHead } from "./csv-dialect.ts";
import type { CsvDialect, CsvTokenizer } from "./csv-tokenizer.ts";
import { ImportError } from "./import-error.ts";
import { PREVIEW_ROWS } from "./import-port.ts";

/** What the dialect, the header and the preview are read from. */
const HEAD_BYTES = 1 << 18;
const MAX_ROW_BYTES = 1 << 28;

export interface CsvHead {
  readonly dialect: CsvDialect;
  /** Raw names; null: the file has none. */
  readonly header: readonly string[] | null;
  readonly rows: readonly (readonly HeadField[])[];
}

export async function readCsvHead(source: ByteSource, delimiter?: number): Promise<CsvHead> {
  for (let size = HEAD_BYTES; ; size = growBlock(size, 1)) {
    const bytes = await source.blocks.fill(size);
    const dialect = detectDialect(bytes, source.blocks.ended, delimiter);
    const rows = readHead(bytes, source.blocks.ended, dialect, PREVIEW_ROWS + 1);
    if (rows.length === 0 && !source.blocks.ended) continue;
    if (rows.length === 0) throw new ImportError("empty-input", "it has only blank lines, expected a header or rows.");
    if (!(declaredHeader(source.mediaType) ?? hasHeader(rows))) return { dialect, header: null, rows };
    return { dialect, header: (rows[0] ?? []).map((field) => field.text), rows: rows.slice(1) };
  }
}

/** The `header` parameter of `text/csv` (RFC 4180). */
function declaredHeader(mediaType: string): boolean | undefined {
  const declared = /;\s*header=(present|absent)/i.exec(mediaType)?.[1]?.toLowerCase();
  return declared === undefined ? undefined : declared === "present";
}

export function columnCount({ header, rows }: CsvHead): number {
  return header?.length ?? rows[0]?.length ?? 1;
}

/** Of `count` columns, more than the header has where rows are longer. */
export function columnNames({ header }: CsvHead, count: number): string[] {
  return uniqueNames(Array.from({ length: count }, (_, column) => header?.[column] ?? ""));
}

/** Blank lines in front of the header are passed over, as they are elsewhere. */
export function skipHeader(head: CsvHead, tokenizer: CsvTokenizer, source: ByteSource): void {
  const block = source.blocks.bytes;
  let start = 0;
  for (; block[start] === 10 || block[start] === 13; start++) {
    if (block[start] === head.dialect.newline) tokenizer.line++;
  }
  const firstRow = { begin: () => undefined, field: () => undefined, row: () => false };
  const end = head.header ? tokenizer.read(block, start, block.length, source.blocks.ended, firstRow) : start;
  source.blocks.consume(end);
}

/** The next size to try of a block that has no whole row; `line` is where it begins. */
export function growBlock(size: number, line: number): number {
  if (size < MAX_ROW_BYTES) return size * 4;
  throw new ImportError(
    "invalid-input",
    `line ${line}: the row is longer than 256 MB, so a quote is probably never closed. Close it, or double quotes that belong to a value ("").`,
  );
}
