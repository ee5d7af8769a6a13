import type { ExportFormat, ExportProgress } from "../engine-events.ts";

/** How far an export has come, told as it comes. */
export class ProgressReport {
  readonly #format: ExportFormat;
  readonly #totalRows: number;
  readonly #report: (progress: ExportProgress) => void;
  #rowsDone = 0;

  constructor(format: ExportFormat, totalRows: number, report: (progress: ExportProgress) => void) {
    this.#format = format;
    this.#totalRows = totalRows;
    this.#report = report;
    this.#tell(0, 0);
  }

  /** `position`: how far into the view the rows reach. */
  add(rows: number, position: number, bytes: number): void {
    this.#rowsDone += rows;
    // The end is told when there is a file.
    if (position < this.#totalRows) this.#tell(bytes, position / this.#totalRows);
  }

  complete(bytes: number): void {
    this.#tell(bytes, 1);
  }

  #tell(bytes: number, progress: number): void {
    this.#report({ format: this.#format, rowsDone: this.#rowsDone, totalRows: this.#totalRows, bytes, progress });
  }
}
