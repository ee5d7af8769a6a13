import { type Data, makeData, Utf8 } from "apache-arrow";
import { type CsvCells, MISSING } from "./csv-cells.ts";
import type { CsvColumnBuilder } from "./csv-column-builder.ts";
import { withRoomFor } from "./growing-array.ts";
import { isUtf8 } from "./utf8.ts";
import { ValidityBits } from "./validity-bits.ts";
import { ANY } from "./value-classes.ts";

/** Of a piece; only a piece of very long rows has more. */
const MAX_BYTES = 1 << 25;
const WORD_BYTES = 4;
const WORD_NOT_ASCII = 0x80808080;

/** Texts as they are. Also for a column that had no value yet but empty ones, until it has one. */
export class CsvTextColumn implements CsvColumnBuilder {
  readonly classes: number;

  readonly #quote: number;
  readonly #validity = new ValidityBits();
  #offsets = new Int32Array(1);
  #bytes = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  #isDecodable = true;

  /** `classes` is 0 or `ANY`; `quote` is what stands for itself where it is doubled. */
  constructor(classes: number, quote: number) {
    this.classes = classes;
    this.#quote = quote;
  }

  clear(): void {
    this.#validity.clear();
    this.#length = 0;
    this.#isDecodable = true;
  }

  read({ bytes, starts, ends, columns }: CsvCells, column: number, from: number, to: number): number {
    this.#validity.reserve(to);
    const offsets = (this.#offsets = withRoomFor(this.#offsets, to + 1));
    const source = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let row = from, cell = from * columns + column; row < to; row++, cell += columns) {
      const start = starts[cell] as number;
      const end = ends[cell] as number;
      if (start === MISSING) this.#validity.setNull(row);
      else if (start !== end) {
        if (this.classes === ANY) return row;
        if (end < 0 || end + WORD_BYTES > bytes.length) this.#appendBytes(bytes, start, end);
        else this.#appendWords(source, start, end);
      }
      offsets[row + 1] = this.#length;
    }
    return to;
  }

  /** Null where a text is not UTF-8, or all of them are too long. */
  data(rows: number): Data | null {
    if (!this.#isDecodable) return null;
    return makeData({
      type: new Utf8(),
      length: rows,
      valueOffsets: this.#offsets.subarray(0, rows + 1),
      data: this.#bytes.subarray(0, this.#length),
      ...this.#validity.parts(rows),
    });
  }

  /** Four bytes at a time; up to three more are written behind the text, over which the next one goes. */
  #appendWords(source: DataView, start: number, end: number): void {
    if (!this.#reserve(end - start)) return;
    const target = this.#view;
    let to = this.#length;
    let union = 0;
    for (let at = start; at < end; at += WORD_BYTES, to += WORD_BYTES) {
      const word = source.getInt32(at, true);
      union |= word;
      target.setInt32(to, word, true);
    }
    this.#finish(this.#length + end - start, (union & WORD_NOT_ASCII) !== 0);
  }

  /** `end`: its complement where quotes are doubled. */
  #appendBytes(bytes: Uint8Array, start: number, end: number): void {
    const isEscaped = end < 0;
    const stop = isEscaped ? ~end : end;
    if (!this.#reserve(stop - start)) return;
    const target = this.#bytes;
    const skipped = isEscaped ? this.#quote : -1;
    let to = this.#length;
    let union = 0;
    for (let at = start; at < stop; at++) {
      const byte = bytes[at] as number;
      if (byte === skipped) at++;
      union |= byte;
      target[to++] = byte;
    }
    this.#finish(to, union > 127);
  }

  #finish(length: number, mayBeNotAscii: boolean): void {
    if (mayBeNotAscii && !isUtf8(this.#bytes, this.#length, length)) this.#isDecodable = false;
    this.#length = length;
  }

  /** Room for `length` bytes and a word; false where the texts are no longer collected. */
  #reserve(length: number): boolean {
    const needed = this.#length + length + WORD_BYTES;
    if (needed > MAX_BYTES) this.#isDecodable = false;
    if (!this.#isDecodable) return false;
    if (needed > this.#bytes.length) {
      this.#bytes = withRoomFor(this.#bytes, needed);
      this.#view = new DataView(this.#bytes.buffer);
    }
    return true;
  }
}
