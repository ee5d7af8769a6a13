import type { CsvPlan } from "../import-protocol.ts";
import type { ByteSource } from "./byte-source.ts";
import { uniqueNames } from "./column-names.ts";
import { detectDialect, hasHeader, type HeadField, readHead } from "./csv-dialect.ts";
import { CsvProfile } from "./csv-profile.ts";
import { rewriteCsv } from "./csv-rewrite.ts";
import { CsvTokenizer, type CsvDialect } from "./csv-tokenizer.ts";
import { ImportError } from "./import-error.ts";
import { type ImportPort, PREVIEW_ROWS } from "./import-port.ts";
import { transportIpc } from "./transport.ts";
import { ANY, typeOfClasses } from "./value-classes.ts";

/** What the dialect, the header and the preview are read from. */
const HEAD_BYTES = 1 << 18;
/** The database reads a piece in one slice of some 70 ms; smaller ones cost more in sum. The first has it start early. */
const FIRST_PIECE_BYTES = 1 << 18;
const PIECE_BYTES = 10 << 20;
const MAX_ROW_BYTES = 1 << 28;

interface Head {
  readonly dialect: CsvDialect;
  /** Raw names; null: the file has none. */
  readonly header: readonly string[] | null;
  readonly rows: readonly (readonly HeadField[])[];
}

/**
 * Reads the whole file once: finds the type that loses nothing of any column's values, and cuts it at ends of rows into
 * pieces for the database, which reads behind. The plan is sent again whenever a later row changes it.
 */
export async function decodeCsv(source: ByteSource, port: ImportPort, delimiter?: number): Promise<void> {
  const head = await readFileHead(source, delimiter);
  const showRows = previewSender(head, source, port);
  const profile = new CsvProfile(columnCount(head));
  const tokenizer = new CsvTokenizer(head.dialect);
  skipHeader(head, tokenizer, source);
  const sendPlan = planSender(head, profile, port);

  for (let size = FIRST_PIECE_BYTES; ;) {
    const block = await source.blocks.fill(size);
    const last = source.blocks.ended && block.length <= size;
    const firstLine = tokenizer.line;
    profile.startBlock(block);
    const end = tokenizer.read(block, 0, Math.min(block.length, size), last, profile);
    if (end === 0 && !last) {
      size = growBlock(size, tokenizer.line);
      continue;
    }
    sendPlan();
    if (profile.rows > 0) {
      const blob = pieceBlob(source, block.subarray(0, end), head.dialect, profile, tokenizer.irregular);
      const sourceBytes = source.sourceBytes(source.blocks.offset + end);
      const { rows, longestRow } = profile;
      port.send({ type: "csv-piece", piece: { blob, sourceBytes, rows, firstLine, longestRow } });
    }
    await showRows();
    tokenizer.irregular = false;
    source.blocks.consume(end);
    if (last) return;
    size = PIECE_BYTES;
  }
}

function pieceBlob(
  source: ByteSource,
  bytes: Uint8Array<ArrayBuffer>,
  dialect: CsvDialect,
  profile: CsvProfile,
  irregular: boolean,
): Blob {
  if (irregular || profile.irregular) return new Blob([rewriteCsv(bytes, dialect, profile.columnCount)]);
  const start = source.blocks.offset;
  return source.slice(start, start + bytes.length) ?? new Blob([bytes]);
}

async function readFileHead(source: ByteSource, delimiter?: number): Promise<Head> {
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

function columnCount({ header, rows }: Head): number {
  return header?.length ?? rows[0]?.length ?? 1;
}

function columnNames({ header }: Head, count: number): string[] {
  return uniqueNames(Array.from({ length: count }, (_, column) => header?.[column] ?? ""));
}

/** Blank lines in front of the header are passed over, as they are elsewhere. */
function skipHeader(head: Head, tokenizer: CsvTokenizer, source: ByteSource): void {
  const block = source.blocks.bytes;
  let start = 0;
  for (; block[start] === 10 || block[start] === 13; start++) {
    if (block[start] === head.dialect.newline) tokenizer.line++;
  }
  const firstRow = { begin: () => undefined, field: () => undefined, row: () => false };
  const end = head.header ? tokenizer.read(block, start, block.length, source.blocks.ended, firstRow) : start;
  source.blocks.consume(end);
}

function planSender(head: Head, profile: CsvProfile, port: ImportPort): () => void {
  const { delimiter, quote, escape } = head.dialect;
  const character = (byte: number): string => (byte === 0 ? "" : String.fromCharCode(byte));
  const syntax = { delimiter: character(delimiter), quote: character(quote), escape: character(escape) };
  let sent = "";
  return () => {
    const names = columnNames(head, profile.columnCount);
    const plan: CsvPlan = { ...syntax, columns: names.map((name, column) => ({ name, ...profile.column(column) })) };
    const key = JSON.stringify(plan);
    if (key === sent) return;
    sent = key;
    port.send({ type: "csv-plan", plan });
  };
}

function growBlock(size: number, line: number): number {
  if (size < MAX_ROW_BYTES) return size * 4;
  throw new ImportError(
    "invalid-input",
    `line ${line}: the row is longer than 256 MB, so a quote is probably never closed. Close it, or double quotes that belong to a value ("").`,
  );
}

/**
 * Sends the preview when first called: the database has its first piece by then. Rests until it is painted, for which
 * the page would else have too few turns.
 */
function previewSender(head: Head, source: ByteSource, port: ImportPort): () => Promise<void> {
  const rows = head.rows.slice(0, PREVIEW_ROWS);
  const whole = source.blocks.ended && head.rows.length <= PREVIEW_ROWS;
  const estimated = whole ? rows.length : Math.max(rows.length, estimateRows(source.blocks.bytes, source.totalBytes));
  let sent = false;
  return async () => {
    if (sent) return;
    sent = true;
    const count = Math.max(
      columnCount(head),
      ...rows.map((row) => row.findLastIndex((field) => field.text !== "") + 1),
    );
    const columns = columnNames(head, count).map((name, column) => ({ name, type: headType(rows, column) }));
    const ipc = transportIpc(
      columns,
      columns.map(({ type }, column) => rows.map((row) => headText(row[column], type))),
    );
    port.send({ type: "preview", columns, ipc, estimatedRows: estimated }, [ipc.buffer as ArrayBuffer]);
    await port.shown();
  };
}

function headType(rows: Head["rows"], column: number): string {
  const fields = rows.map((row) => row[column]).filter((field) => field !== undefined && field.text !== "");
  return typeOfClasses(fields.reduce((mask, field) => mask & (field?.classes ?? ANY), ANY));
}

function headText(field: HeadField | undefined, type: string): string | null {
  return !field || (field.text === "" && !(field.quoted && type === "VARCHAR")) ? null : field.text;
}

function estimateRows(head: Uint8Array, totalBytes = 0): number {
  let lines = 1;
  for (let at = head.indexOf(10); at >= 0; at = head.indexOf(10, at + 1)) lines++;
  return Math.round((lines * Math.max(totalBytes, head.length)) / head.length);
}
