import type { CsvPiece } from "../import-protocol.ts";
import type { ByteSource } from "./byte-source.ts";
import { columnCount, columnNames, type CsvHead, growBlock, readCsvHead, skipHeader } from "./csv-head.ts";
import { CsvPieces } from "./csv-pieces.ts";
import { previewSender } from "./csv-preview.ts";
import { rewriteCsv } from "./csv-rewrite.ts";
import { CsvTokenizer, type CsvDialect } from "./csv-tokenizer.ts";
import type { ImportPort } from "./import-port.ts";

/** The database takes a piece in one slice; smaller ones cost more in sum. The first has it start early. */
const FIRST_PIECE_BYTES = 1 << 18;
const PIECE_BYTES = 10 << 20;
/** Decoded pieces that wait for the database, at most: they are in memory, while files are not. */
const MAX_AHEAD = 12;

/**
 * Reads the whole file once: finds the type that loses nothing of any column's values, and cuts it at ends of rows into
 * pieces for the database, each as it is and decoded as well. The plan is sent again whenever a later row changes it,
 * and then the pieces before are read by the database itself.
 */
export async function decodeCsv(source: ByteSource, port: ImportPort, delimiter?: number): Promise<void> {
  const head = await readCsvHead(source, delimiter);
  const showRows = previewSender(head, source, port);
  const tokenizer = new CsvTokenizer(head.dialect);
  skipHeader(head, tokenizer, source);
  const pieces = new CsvPieces(tokenizer, head.dialect, columnCount(head));
  const sendPlan = planSender(head, pieces, port);

  let rowsBefore = 0;
  for (let size = FIRST_PIECE_BYTES; ;) {
    const block = await source.blocks.fill(size);
    const isLast = source.blocks.ended && block.length <= size;
    const firstLine = tokenizer.line;
    const end = pieces.read(block.subarray(0, size), isLast);
    if (end === 0 && !isLast) {
      size = growBlock(size, tokenizer.line);
      continue;
    }
    const layout = sendPlan();
    if (pieces.rows > 0) {
      const { rows, longestRow } = pieces;
      const content = pieceContent(source, block.subarray(0, end), head.dialect, pieces);
      const sourceBytes = source.sourceBytes(source.blocks.offset + end);
      const ipc = pieces.ipc(rowsBefore);
      const decoded = ipc && { layout, firstId: rowsBefore, ipc };
      if (decoded) await port.ready(MAX_AHEAD);
      const piece = { ...content, sourceBytes, rows, firstLine, longestRow };
      port.send({ type: "csv-piece", piece, decoded }, ipc ? [ipc.buffer] : []);
      rowsBefore += pieces.rows;
    }
    await showRows();
    source.blocks.consume(end);
    if (isLast && end === block.length) return;
    size = PIECE_BYTES;
  }
}

function pieceContent(
  source: ByteSource,
  bytes: Uint8Array<ArrayBuffer>,
  dialect: CsvDialect,
  { irregular, columnCount, syntax }: CsvPieces,
): Pick<CsvPiece, "blob" | "syntax"> {
  if (irregular) return rewriteCsv(bytes, dialect, columnCount);
  const start = source.blocks.offset;
  return { blob: source.slice(start, start + bytes.length) ?? new Blob([bytes]), syntax };
}

/** Sends a plan where it is another one; returns the number of its layout. */
function planSender(head: CsvHead, pieces: CsvPieces, port: ImportPort): () => number {
  let sent = "";
  let sentTypes = "";
  let layout = 0;
  return () => {
    const names = columnNames(head, pieces.columnCount);
    const columns = names.map((name, column) => ({ name, ...pieces.column(column) }));
    const key = JSON.stringify(columns);
    if (key === sent) return layout;
    sent = key;
    const types = JSON.stringify(columns.map(({ type }) => type));
    if (types !== sentTypes) layout++;
    sentTypes = types;
    port.send({ type: "csv-plan", plan: { columns, layout } });
    return layout;
  };
}
