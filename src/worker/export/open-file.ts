import type { StartExport } from "../export-protocol.ts";
import { ArrowFile } from "./arrow-file.ts";
import { csvLayout } from "./csv-layout.ts";
import type { FileWriter } from "./file-writer.ts";
import { jsonLayout } from "./json-layout.ts";
import { ParquetFile } from "./parquet-file.ts";
import { RenamedColumns } from "./renamed-columns.ts";
import { TextFile } from "./text-file.ts";

export async function openFile({
  format,
  columns,
  sources,
  escapeFormulas,
  parquetWasmUrl,
}: StartExport): Promise<FileWriter> {
  switch (format) {
    case "csv":
      return new TextFile(csvLayout(columns, { escapeFormulas }), columns);
    case "json":
    case "ndjson":
      return new TextFile(jsonLayout(columns, { lines: format === "ndjson" }), columns);
    case "parquet":
      return sources
        ? new RenamedColumns(await ParquetFile.open(parquetWasmUrl, columns.length), sources, columns)
        : ParquetFile.open(parquetWasmUrl, columns.length);
    case "arrow":
      return new ArrowFile();
  }
}
