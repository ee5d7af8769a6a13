/** Makes one file of the rows that it is given. */
export interface FileWriter {
  /** Of the file so far. */
  readonly byteLength: number;
  /** Appends the rows of one Arrow IPC stream; resolves to their number when the next may come. */
  write(ipc: Uint8Array): Promise<number>;
  /** Afterwards the writer is of no use. */
  finish(): Promise<Blob>;
}
