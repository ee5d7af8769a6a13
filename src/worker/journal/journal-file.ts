import type { JournalEntry } from "../protocol.ts";
import { readExactly, type StorageFile, writeAll } from "../storage.ts";
import {
  BLOCK_BYTES,
  encodeHeader,
  encodeRecord,
  HEADER_BYTES,
  type JournalHeader,
  wholeBlocks,
} from "./journal-format.ts";
import { type JournalScan, lastSequence, scanJournal } from "./journal-scan.ts";

/** One of the two files, held open. */
export class JournalFile {
  readonly name: string;
  readonly #file: StorageFile;
  #header: JournalHeader | null;
  /** End of the last record that counts. */
  #length: number;
  #lastSequence: number;
  #isSealed: boolean;
  /** What follows `#length`, or whether all before it is on the disk, is not known. */
  #isUnsettled = true;

  /** `scan`: of what the file holds. */
  constructor(name: string, file: StorageFile, scan: JournalScan) {
    this.name = name;
    this.#file = file;
    this.#header = scan.header;
    this.#length = scan.goodLength;
    this.#lastSequence = lastSequence(scan);
    this.#isSealed = scan.isSealed;
  }

  /** No header, so no records. */
  get isBlank(): boolean {
    return this.#header === null;
  }

  /** Nothing may be appended: see `seal`. */
  get isSealed(): boolean {
    return this.#isSealed;
  }

  get hasRecords(): boolean {
    return this.#length > HEADER_BYTES;
  }

  /** 0 when blank. */
  get number(): number {
    return this.#header?.number ?? 0;
  }

  /** Last sequence of what the file continues. */
  get after(): number {
    return this.#header?.after ?? 0;
  }

  /** Last sequence of the file, or of what it continues. */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  /**
   * Takes away what follows the last record that counts: behind a new record it could count again. Flushes also what a
   * process that died had written and not flushed, before it is taken for safe.
   */
  settle(): void {
    if (!this.#isUnsettled) return;
    // By whole blocks at any moment, so that a crash in between does not look like a cut.
    const byteLength = Math.max(wholeBlocks(this.#length), BLOCK_BYTES);
    this.#file.truncate(byteLength);
    writeAll(this.#file, new Uint8Array(byteLength - this.#length), this.name, this.#length);
    this.#file.flush();
    this.#isUnsettled = false;
  }

  /** Forgets all and begins anew. When it throws, the file is blank, whatever it holds. */
  reset(header: JournalHeader): void {
    this.#forget();
    const block = new Uint8Array(BLOCK_BYTES);
    block.set(encodeHeader(header));
    this.#file.truncate(block.length);
    writeAll(this.#file, block, this.name);
    this.#file.flush();
    this.#header = header;
    this.#length = HEADER_BYTES;
    this.#lastSequence = header.after;
    this.#isUnsettled = false;
  }

  /** One record, one flush. When it throws, none of the entries counts. */
  append(entries: readonly JournalEntry[]): void {
    this.#write(entries);
    this.#lastSequence = entries.at(-1)?.sequence ?? this.#lastSequence;
  }

  /** From now on, a load that misses the other file knows of it. */
  seal(): void {
    this.#write([]);
    this.#isSealed = true;
  }

  scan(): JournalScan {
    return scanJournal(readExactly(this.#file, this.#length, this.name));
  }

  /** All bytes of it, whatever they are. */
  content(): Uint8Array<ArrayBuffer> {
    return readExactly(this.#file, this.#file.getSize(), this.name);
  }

  /** Leaves no bytes: the file is not begun any more. */
  erase(): void {
    this.#forget();
    this.#file.truncate(0);
  }

  close(): void {
    this.#file.close();
  }

  #write(entries: readonly JournalEntry[]): void {
    if (!this.#header) throw new RangeError(`${this.name} was not begun.`);
    this.settle();
    const bytes = encodeRecord(this.#header.salt, entries);
    this.#isUnsettled = true;
    const end = this.#length + bytes.length;
    try {
      if (wholeBlocks(end) > wholeBlocks(this.#length)) this.#file.truncate(wholeBlocks(end));
      writeAll(this.#file, bytes, this.name, this.#length);
      this.#file.flush();
    } catch (error) {
      this.#takeBack();
      throw error;
    }
    this.#isUnsettled = false;
    this.#length = end;
  }

  /** If even this fails, the next append tries it again before it writes. */
  #takeBack(): void {
    try {
      this.settle();
    } catch {
      return;
    }
  }

  #forget(): void {
    this.#header = null;
    this.#length = 0;
    this.#lastSequence = 0;
    this.#isSealed = false;
    this.#isUnsettled = true;
  }
}
