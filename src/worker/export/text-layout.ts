import type { Data } from "apache-arrow";
import type { ExportColumn } from "../export-protocol.ts";
import type { ByteSink } from "./byte-sink.ts";
import type { CellWriter } from "./cell-writer.ts";

/** How a text format puts rows into a file. */
export interface TextLayout {
  readonly mediaType: string;
  /** Whether a file with text beyond ASCII begins with a byte order mark. */
  readonly marksUnicode: boolean;
  cell(data: Data, form: ExportColumn["form"]): CellWriter;
  begin(sink: ByteSink): void;
  row(sink: ByteSink, cells: readonly CellWriter[], row: number, isFirst: boolean): void;
  end(sink: ByteSink, isEmpty: boolean): void;
}
