import { type Data, DataType } from "apache-arrow";
import type { ValueForm } from "../export-protocol.ts";
import { ByteSink } from "./byte-sink.ts";
import { booleanCell, type CellWriter, textCell, withNulls } from "./cell-writer.ts";
import { writeJsonString } from "./json-text.ts";
import { digitsCell, numberCell, type WordWriter } from "./number-cells.ts";
import { timestampWriter } from "./timestamp-text.ts";

const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT, COMMA, COLON, QUOTE] = [91, 93, 123, 125, 44, 58, 34];

const encoder = new TextEncoder();

/** A value as JSON. What is no number in JSON, such as NaN, is its name as a string. */
export function jsonCell(data: Data, form: ValueForm): CellWriter {
  return withNulls(data, presentCell(data, form), (sink) => sink.ascii("null"));
}

/** `"name":` */
export function jsonKey(name: string): Uint8Array {
  const key = new ByteSink();
  writeJsonString(key, encoder.encode(name));
  key.byte(COLON);
  return key.take();
}

function presentCell(data: Data, form: ValueForm): CellWriter {
  switch (form.kind) {
    case "boolean":
      return booleanCell(data);
    case "number":
      return numberCell(data, quotedWord);
    case "digits":
      return digitsCell(data, quotedWord);
    case "timestamp":
      return textCell(data, quotedTimestamp);
    case "word":
    case "text":
      return textCell(data, writeJsonString);
    case "list":
      return listCell(data, form.element);
    case "struct":
      return structCell(data, form.fields);
    case "map":
      return mapCell(data, form);
  }
}

const quotedWord: WordWriter = (sink, word) => sink.ascii(`"${word}"`);

const writeTimestamp = timestampWriter("T");
const quotedTimestamp: typeof writeTimestamp = (sink, source, start, end) => {
  sink.byte(QUOTE);
  writeTimestamp(sink, source, start, end);
  sink.byte(QUOTE);
};

/** Where the elements of a row's list are: `[start, end)` of the child. */
function listRange(data: Data): (row: number) => readonly [number, number] {
  const type = data.type;
  if (DataType.isFixedSizeList(type)) {
    const { listSize } = type;
    return (row) => [(data.offset + row) * listSize, (data.offset + row + 1) * listSize];
  }
  const { valueOffsets } = data as { valueOffsets: Int32Array };
  return (row) => [valueOffsets[row] as number, valueOffsets[row + 1] as number];
}

function listCell(data: Data, element: ValueForm): CellWriter {
  const range = listRange(data);
  const write = jsonCell(childOf(data, 0), element);
  return (row, sink) => {
    const [start, end] = range(row);
    sink.byte(OPEN_LIST);
    for (let at = start; at < end; at++) {
      if (at > start) sink.byte(COMMA);
      write(at, sink);
    }
    sink.byte(CLOSE_LIST);
  };
}

function structCell(data: Data, fields: readonly { readonly name: string; readonly form: ValueForm }[]): CellWriter {
  const keys = fields.map(({ name }) => jsonKey(name));
  const cells = fields.map(({ form }, index) => jsonCell(childOf(data, index), form));
  return (row, sink) => writeObject(sink, keys, cells, row);
}

/** `keys` as of `jsonKey`. */
export function writeObject(
  sink: ByteSink,
  keys: readonly Uint8Array[],
  cells: readonly CellWriter[],
  row: number,
): void {
  sink.byte(OPEN_OBJECT);
  for (let index = 0; index < cells.length; index++) {
    if (index > 0) sink.byte(COMMA);
    sink.bytes(keys[index] as Uint8Array);
    (cells[index] as CellWriter)(row, sink);
  }
  sink.byte(CLOSE_OBJECT);
}

function mapCell(data: Data, { key, value }: Extract<ValueForm, { kind: "map" }>): CellWriter {
  const range = listRange(data);
  const entries = childOf(data, 0);
  const writeKey = keyCell(childOf(entries, 0), key);
  const writeValue = jsonCell(childOf(entries, 1), value);
  return (row, sink) => {
    const [start, end] = range(row);
    sink.byte(OPEN_OBJECT);
    for (let at = start; at < end; at++) {
      if (at > start) sink.byte(COMMA);
      writeKey(at, sink);
      sink.byte(COLON);
      writeValue(at, sink);
    }
    sink.byte(CLOSE_OBJECT);
  };
}

/** Keys of JSON are strings: of anything else, its JSON as text. */
function keyCell(data: Data, form: ValueForm): CellWriter {
  const write = jsonCell(data, form);
  const json = new ByteSink();
  return (row, sink) => {
    json.clear();
    write(row, json);
    const key = json.written;
    if (key[0] === QUOTE) sink.bytes(key);
    else writeJsonString(sink, key);
  };
}

function childOf(data: Data, index: number): Data {
  const child = data.children[index];
  if (!child) throw new RangeError(`A nested value has no part ${index}.`);
  return child;
}
