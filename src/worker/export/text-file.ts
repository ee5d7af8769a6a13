import { RecordBatchReader } from "apache-arrow";
import type { ExportColumn } from "../export-protocol.ts";
import { BlobParts } from "./blob-parts.ts";
import { ByteSink } from "./byte-sink.ts";
import type { FileWriter } from "./file-writer.ts";
import type { TextLayout } from "./text-layout.ts";

const FLUSH_BYTES = 1 << 20;
const BYTE_ORDER_MARK = Uint8Array.of(0xef, 0xbb, 0xbf);

/** Rows as text, written byte by byte: texts are UTF-8 in Arrow already. */
export class TextFile implements FileWriter {
  readonly #layout: TextLayout;
  readonly #columns: readonly ExportColumn[];
  readonly #parts = new BlobParts();
  readonly #sink = new ByteSink();
  #isEmpty = true;
  #isAscii = true;

  constructor(layout: TextLayout, columns: readonly ExportColumn[]) {
    this.#layout = layout;
    this.#columns = columns;
    layout.begin(this.#sink);
  }

  get byteLength(): number {
    return this.#parts.byteLength + this.#sink.length;
  }

  async write(ipc: Uint8Array): Promise<number> {
    const layout = this.#layout;
    const sink = this.#sink;
    let rows = 0;
    for (const { data, numRows } of RecordBatchReader.from(ipc)) {
      // A stream without batches reads as one that has no columns either.
      if (numRows === 0) continue;
      const cells = data.children.map((child, index) => layout.cell(child, this.#formOf(index)));
      for (let row = 0; row < numRows; row++) {
        layout.row(sink, cells, row, this.#isEmpty);
        this.#isEmpty = false;
        if (sink.length >= FLUSH_BYTES) this.#flush();
      }
      rows += numRows;
    }
    return rows;
  }

  async finish(): Promise<Blob> {
    this.#layout.end(this.#sink, this.#isEmpty);
    this.#flush();
    return this.#parts.toBlob(this.#layout.mediaType, this.#isAscii ? [] : [BYTE_ORDER_MARK]);
  }

  #formOf(index: number): ExportColumn["form"] {
    const column = this.#columns[index];
    if (!column) throw new RangeError(`The rows have a column ${index}, but ${this.#columns.length} were announced.`);
    return column.form;
  }

  #flush(): void {
    const bytes = this.#sink.take();
    if (this.#layout.marksUnicode && this.#isAscii) this.#isAscii = isAscii(bytes);
    this.#parts.add(bytes);
  }
}

function isAscii(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if ((bytes[at] as number) > 127) return false;
  return true;
}
